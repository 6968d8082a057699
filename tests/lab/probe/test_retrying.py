"""Trying again, and connections that are kept."""

import pytest

from lab.probe.app.retrying import Pool, again


class Wire:
    """A connection that knows whether it is open."""

    def __init__(self) -> None:
        self.open = True

    def close(self) -> None:
        """End."""
        self.open = False


class Clock:
    """Time that passes only in sleep."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Say what time it is."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Pass time."""
        self.now += seconds


def test_what_was_lost_is_tried_again_until_it_succeeds() -> None:
    clock = Clock()

    def attempt() -> str:
        if clock.now < 4:
            raise ConnectionError
        return "done"

    found = again(attempt, (ConnectionError,), seconds=9, pause=2, clock=clock, sleep=clock.sleep)
    assert (found, clock.now) == ("done", 4)


def test_trying_ends_when_time_is_up() -> None:
    clock = Clock()

    def attempt() -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        again(attempt, (ConnectionError,), seconds=5, pause=2, clock=clock, sleep=clock.sleep)
    assert clock.now == 4


def test_another_error_is_not_tried_again() -> None:
    def attempt() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        again(attempt, (ConnectionError,), seconds=5, pause=1)


def test_a_connection_is_lent_again() -> None:
    pool = Pool(Wire)
    with pool.lent() as first:
        pass
    with pool.lent() as second:
        assert second is first


def test_a_lost_connection_takes_those_that_idle_with_it() -> None:
    pool = Pool(Wire)
    with pool.lent() as first, pool.lent() as second:
        pass

    def lose() -> None:
        with pool.lent():
            raise ConnectionError

    with pytest.raises(ConnectionError):
        lose()
    assert not first.open
    assert not second.open


def test_no_more_idle_than_are_kept() -> None:
    pool = Pool(Wire, keep=1)
    with pool.lent() as first, pool.lent() as second:
        pass
    assert [first.open, second.open] == [False, True]
