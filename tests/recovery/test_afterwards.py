"""After all that, the pair is what it should be: nothing to change, all well, and ready."""

from __future__ import annotations

import json
import re
import time

import pytest

from tests.recovery.rig import SITES, Rig, other

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

RESOLVED = 180.0
"""Seconds within which an alert of something that is over ends: it was read, judged and told."""


def one_leads(rig: Rig) -> None:
    """See that one site leads and the other follows."""
    leads = rig.record()["site"]
    assert rig.databases() == {leads: True, other(leads): False}


@pytest.mark.parametrize("site", SITES)
def test_a_converge_changes_nothing_and_moves_nothing(rig: Rig, site: str) -> None:
    before = rig.record()
    said = rig.converge(site)
    assert {int(count) for count in re.findall(r"changed=(\d+)", said)} == {0}, said
    assert rig.record() == before
    one_leads(rig)


@pytest.mark.parametrize("site", SITES)
def test_the_hosts_of_both_sites_are_what_the_model_says(rig: Rig, site: str) -> None:
    rig.lab("verify", site)


def test_the_site_that_came_to_lead_has_backups_that_are_proven(rig: Rig) -> None:
    """Nobody asked for them: they begin within a minute of the lead."""
    rig.restored(rig.record()["site"])


def test_it_is_ready(rig: Rig) -> None:
    said = rig.tandem("ready", rig.record()["site"], "--json", code=None)
    wrong = {each["check"]: each["why"] for each in json.loads(said)["checks"] if each["why"]}
    assert not wrong


@pytest.mark.parametrize("site", SITES)
def test_nobody_is_woken_for_what_is_as_it_should_be(rig: Rig, site: str) -> None:
    """A site that follows has no writable database and no master of its own: that is no fault."""
    end = time.monotonic() + RESOLVED
    while (pages := rig.pages(site)) and time.monotonic() < end:
        time.sleep(5)
    assert not pages
