"""The failover that nobody decides: off unless it is allowed, once, and within its goal."""

from __future__ import annotations

import json
import time

import pytest

from tests.recovery.client import NAMES
from tests.recovery.rig import Rig, host, other

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

LOST = 60.0
LOST_SECONDS = 1.0
"""Goals of the order: from the loss of the site to steady writes; writes lost."""


def test_a_lost_site_is_failed_over_without_a_person_once(rig: Rig) -> None:
    site = rig.record()["site"]
    promised = NAMES.load(other(site)).targets
    watching = rig.begin("automatic", site, "--json")
    try:
        with rig.user() as user:
            time.sleep(9)  # it has seen the site renew: its counting began before the loss
            rig.lab("fault", "off", host(site))
            lost_at = time.time()
            said, _ = watching.communicate(timeout=150)
            rig.lab("heal")
            back = rig.returned(site)
        assert watching.returncode == 0, said
    finally:
        watching.kill()
    seen = user.seen(lost_at)
    assert rig.record()["site"] == other(site)
    assert (back["entry"] != "open", back["writes"]) == (True, 0)
    most = min(LOST_SECONDS, promised.rpo)
    rig.figures.gate("automatic: acknowledged writes lost", seen.lost_seconds, most, "s of writes")
    most = min(LOST, promised.rto)
    rig.figures.gate("automatic failover: from the loss to steady writes", seen.steady, most)


def test_it_does_not_act_again_before_somebody_has_looked(rig: Rig) -> None:
    found = json.loads(rig.on(host(rig.record()["site"]), "tandem-lease beat"))
    assert str(found["automatic"]).startswith("failover-automatic-")
    assert "failover-automatic-" in rig.tandem("automatic", "logx-dc", "--acknowledge")
    assert "there was none" in rig.tandem("automatic", "logx-dc", "--acknowledge")


def test_the_lost_site_follows(rig: Rig) -> None:
    leads = rig.record()["site"]
    rig.tandem("failback", leads, "--yes", "--no-measure")
    assert rig.databases() == {leads: True, other(leads): False}
