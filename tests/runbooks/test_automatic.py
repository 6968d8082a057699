"""The failover that nobody decides: never early, never twice, never on what was not watched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from commands.app import app, register
from runbooks.vigil import Vigil, forbids

TTL, HOLD, LONGEST = 12.0, 4.0, 7.0

OPEN: dict[str, Any] = {
    "record": {"site": "dc", "is_open": True, "by": "begin"},
    "lock": None,
    "automatic": None,
}


def lost(looks: list[tuple[float, int]]) -> bool:
    """Tell whether the site is taken for lost at the last of some looks."""
    vigil = Vigil(TTL, HOLD, LONGEST)
    return [vigil.is_lost(vigil.look(now, beat)) for now, beat in looks][-1]


def test_a_lease_that_ran_out_and_stayed_out_is_lost() -> None:
    silent = [(float(second), 5) for second in range(18)]
    assert not lost(silent[:17])
    assert lost(silent)


def test_one_renewal_begins_it_anew() -> None:
    assert not lost([*((float(second), 5) for second in range(16)), (16.0, 6), (17.0, 6)])


def test_an_observer_that_slept_has_seen_nothing() -> None:
    assert not lost([(0.0, 5), (1.0, 5), (100.0, 5), (101.0, 5)])


def test_an_observer_without_a_majority_has_seen_nothing() -> None:
    vigil = Vigil(TTL, HOLD, LONGEST)
    for second in range(16):
        vigil.look(float(second), 5)
    vigil.missed()
    assert not vigil.is_lost(vigil.look(17.0, 5))


@given(st.lists(st.tuples(st.floats(0.1, 30.0), st.integers(0, 1)), min_size=1))
def test_it_is_never_lost_before_its_lease_was_silent_for_so_long(
    looks: list[tuple[float, int]],
) -> None:
    vigil = Vigil(TTL, HOLD, LONGEST)
    now, beat, renewed = 0.0, 1, 0.0
    for pause, beats in looks:
        now += pause
        beat += beats
        renewed = now if beats else renewed
        if vigil.is_lost(vigil.look(now, beat)):
            assert now - renewed > TTL + HOLD


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"record": {"site": "dr", "is_open": True, "by": "x"}}, "not dc's"),
        ({"record": None}, "not dc's"),
        ({"record": {"site": "dc", "is_open": False, "by": "switchover-1"}}, "switchover-1"),
        ({"lock": "switchover-1"}, "under way"),
        ({"automatic": "failover-automatic-1"}, "acknowledge"),
    ],
)
def test_what_forbids_it(change: dict[str, Any], why: str) -> None:
    assert forbids(OPEN, "dc") is None
    assert why in (forbids({**OPEN, **change}, "dc") or "")


def test_it_is_off_unless_the_file_says_otherwise() -> None:
    register()
    said = CliRunner().invoke(app, ["automatic", "logx-dc"])
    assert said.exit_code == 2
    assert "inventories/logx-dc.yml does not say `automatic: true`" in said.stderr
