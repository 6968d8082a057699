"""The platform's name: a primary that is away stops no move, and comes right by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.recovery.client import NAMES
from tests.recovery.rig import Rig, host, other
from topology.inventory.parties import witness_name

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

SITE = NAMES.load("logx-dc")
WITNESS = witness_name(SITE)
UNIT = SITE.services["dns"].unit or "dns"
RIGHT = 60.0
"""Seconds within which a primary that is back must say who leads."""


def users(rig: Rig, name: str) -> list[str]:
    """Return where the primary of a host sends users."""
    address = str(SITE.witness_address) if name == WITNESS else ""
    address = address or next(
        str(each.address)
        for site in ("logx-dc", "logx-dr")
        for each in NAMES.load(site).hosts
        if each.name == name
    )
    return sorted(rig.on(name, f"dig +short +time=1 @{address} {SITE.facts.domain} A").split())


@pytest.fixture
def silent(rig: Rig) -> Iterator[None]:
    """Keep the witness from answering for the platform's name."""
    rig.on(WITNESS, f"systemctl stop {UNIT}")
    try:
        yield
    finally:
        rig.on(WITNESS, f"systemctl start {UNIT}")


@pytest.mark.usefixtures("silent")
def test_a_switchover_without_the_witness_s_name_server_succeeds_and_says_so(rig: Rig) -> None:
    site = rig.record()["site"]
    before = users(rig, host(site))
    said = rig.tandem("switchover", site, "--yes", "--no-measure", "--json")
    found = json.loads(said)
    assert found["outcome"] == "done"
    assert [each.split()[1] for each in found["left"]] == [WITNESS]
    now = users(rig, host(site))
    assert now != before
    assert now == users(rig, host(other(site)))
    begun = time.monotonic()
    rig.on(WITNESS, f"systemctl start {UNIT}")
    while users(rig, WITNESS) != now:
        assert time.monotonic() - begun < RIGHT, "it still sends users to where nobody leads"
        time.sleep(0.5)
    rig.figures.gate("a name server that was away is right", time.monotonic() - begun, RIGHT)
    told = json.loads(rig.tandem("ready", site, "--json", code=None))
    assert [each["why"] for each in told["checks"] if each["check"] == "names"] == [[]]
    rig.tandem("switchover", other(site), "--yes", "--no-measure")
    assert users(rig, WITNESS) == before
