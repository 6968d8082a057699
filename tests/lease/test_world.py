"""No two sites are ever open, whatever the weather: and the world notices when they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lease.handing import Beats
from lease.keeper import Timers
from tests.lease.world import Weather, World

SOUND = Timers(ttl=12, renew=2.4, deadline=8)


def weathers() -> st.SearchStrategy[Weather]:
    return st.builds(
        Weather,
        latency=st.sampled_from([0.01, 0.05, 0.2, 1.0, 4.0]),
        loss=st.sampled_from([0.0, 0.1, 0.5]),
        freezing=st.sampled_from([0.0, 0.05, 0.3]),
        freeze=st.sampled_from([1.0, 15.0, 60.0]),
        drift=st.sampled_from([0.0, 0.01, 0.1]),
        restarts=st.sampled_from([0.0, 0.05]),
    )


def lived(seed: int, weather: Weather, timers: Timers = SOUND) -> World:
    world = World(Random(seed), weather, timers)  # noqa: S311 - no secret hangs on it
    world.run(600)
    return world


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), weathers())
def test_no_two_sites_are_ever_open(seed: int, weather: Weather) -> None:
    lived(seed, weather)


def test_in_fair_weather_both_sites_get_their_turns() -> None:
    world = lived(1, Weather(0.01, 0.0, 0.0, 0.0, 0.0, 0.0))
    assert min(world.openings.values()) > 20


ROUGH = Weather(0.05, 0.1, 0.3, 15.0, 0.1, 0.0)


def somebody_is_wronged(weather: Weather, timers: Timers) -> bool:
    for seed in range(60):
        try:
            lived(seed, weather, timers)
        except AssertionError:
            return True
    return False


def test_a_deadline_above_the_wait_is_found_out() -> None:
    assert somebody_is_wronged(ROUGH, Timers(ttl=4, renew=2.4, deadline=10))


def impatient(*_: object) -> float:
    return 0.0


def believing(*known: object) -> float:
    return 0.0 if known[-1] else 1.0


@pytest.mark.parametrize("waits", [impatient, believing])
def test_giving_the_lease_away_too_early_is_found_out(waits: Callable[..., float]) -> None:
    sleepy = Weather(0.05, 0.1, 0.5, 8.0, 0.1, 0.0, waits)
    assert somebody_is_wronged(sleepy, SOUND)


class Deaf(Beats):
    """Takes a site for silent since it was first looked at."""

    def since(self, beat: int, now: float) -> float:
        """Return when anything was first heard of."""
        del beat
        return super().since(0, now)


def test_taking_a_site_for_silent_that_renews_is_found_out() -> None:
    assert somebody_is_wronged(replace(ROUGH, beats=Deaf), SOUND)
