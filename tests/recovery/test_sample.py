"""The sample of `make test-full`: a restore, a switchover, a site that is lost, and its return.

Figures are the user's, from outside, and are held against the goals of the order and the promises
of the environment. `scripts/recovery.sh --sample`.
"""

from __future__ import annotations

import json
import time

import pytest

from tests.recovery.client import NAMES
from tests.recovery.rig import Rig, host, other

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

SWITCHOVER = 20.0
DECIDED = 30.0
LOST_SECONDS = 1.0
"""Goals of the order: the longest pause, from the decision to steady writes, writes lost."""


def test_a_restore_to_a_second_is_proven(rig: Rig) -> None:
    site = rig.record()["site"]
    rig.on(host(site), "systemctl start pgbackrest-backup@records.full")
    rig.restored(site)


def test_a_switchover_loses_nothing(rig: Rig) -> None:
    site = rig.record()["site"]
    found = json.loads(rig.tandem("switchover", site, "--yes", "--json"))
    assert rig.record()["site"] == other(site)
    assert (found["outcome"], found["seen"]["lost"], found["seen"]["duplicates"]) == ("done", 0, 0)
    assert found["rto_verdict"] == found["rpo_verdict"] == "kept"
    rig.figures.gate("switchover: longest pause", found["seen"]["gap"], SWITCHOVER)


def test_a_lost_site_is_failed_over_and_accepts_nothing_when_it_returns(rig: Rig) -> None:
    site = rig.record()["site"]
    promised = NAMES.load(other(site)).targets
    with rig.user() as user:
        rig.lab("fault", "off", host(site))
        lost_at = time.time()
        said = rig.tandem("failover", site, "--yes", "--accept-loss", "--no-measure", "--json")
        rig.lab("heal")
        back = [rig.returned(site), *(rig.status(site) for _ in range(9))]
    assert json.loads(said)["outcome"] == "done"
    assert rig.record()["site"] == other(site)
    assert all(each["entry"] != "open" and each["writes"] == 0 for each in back)
    assert user.told["strangers"] == []
    seen = user.seen(lost_at)
    assert seen.duplicates == 0
    most = min(LOST_SECONDS, promised.rpo)
    rig.figures.gate("failover: acknowledged writes lost", seen.lost_seconds, most, "s of writes")
    most = min(DECIDED, promised.rto)
    rig.figures.gate("failover: from the decision to steady writes", seen.steady, most)


def test_the_lost_site_follows_again_and_takes_the_lead_back(rig: Rig) -> None:
    leads = rig.record()["site"]
    begun = time.monotonic()
    assert json.loads(rig.tandem("failback", leads, "--yes", "--json"))["outcome"] == "done"
    rig.figures.add("failback: the lost site copies again", time.monotonic() - begun)
    assert rig.databases() == {leads: True, other(leads): False}
    found = json.loads(rig.tandem("switchover", leads, "--yes", "--json"))
    assert (found["outcome"], found["seen"]["lost"]) == ("done", 0)
    assert rig.record()["site"] == other(leads)
    rig.figures.gate("switchover back: longest pause", found["seen"]["gap"], SWITCHOVER)
