"""The shadow drill: no failed production write, no change, and nothing left."""

from __future__ import annotations

import json

import pytest

from tests.recovery.rig import Rig, host, other

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

UNNOTICED = 2.0
"""Seconds between two writes that a busy machine has without any drill."""


def test_a_shadow_drill_is_noticed_by_nobody(rig: Rig) -> None:
    site = rig.record()["site"]
    before = rig.record(), rig.databases()
    found = json.loads(rig.tandem("shadow", site, "--yes", "--json"))
    assert found["outcome"] == "done"
    assert (found["seen"]["lost"], found["seen"]["duplicates"]) == (0, 0)
    rig.figures.gate("shadow drill: longest pause of production", found["seen"]["gap"], UNNOTICED)
    assert (rig.record(), rig.databases()) == before
    units = rig.on(
        host(other(site)), "systemctl list-units --all --plain --no-legend 'tandem-shadow-*'"
    )
    assert not units.strip()
