"""The cache moves with its site: what it holds arrives, and a closed one takes no write."""

from __future__ import annotations

import json

import pytest

from tests.recovery.client import NAMES
from tests.recovery.rig import AUTHORITY, Rig, host, other

pytestmark = [pytest.mark.lab, pytest.mark.recovery, pytest.mark.slow]

OWN = "/usr/local/sbin/redis-own"


def cache(rig: Rig, site: str, words: str) -> str:
    """Ask a site's cache as programs do, by its port; return what it says, or what the way says."""
    address = next(iter(NAMES.load(site).hosts)).address
    way = f"--tls --cacert {AUTHORITY} -h {address} -p 6379"
    ask = f"timeout 5 redis-cli --no-auth-warning --user redis-admin {way} {words}"
    return rig.on(
        host(site), f"sh -c 'REDISCLI_AUTH=$(cat /etc/redis/administrator) {ask} 2>&1 || true'"
    ).strip()


def told(rig: Rig, site: str) -> dict[str, object]:
    """Return what a site's cache says of itself."""
    found: dict[str, object] = json.loads(rig.on(host(site), f"{OWN} told"))
    return found


def is_shut(said: str) -> bool:
    """Tell whether nobody got through to it."""
    return "Connection re" in said


def test_a_switchover_moves_the_cache_with_what_it_holds(rig: Rig) -> None:
    site = rig.record()["site"]
    assert cache(rig, site, "SET moved before") == "OK"
    assert is_shut(cache(rig, other(site), "SET moved there"))
    rig.tandem("switchover", site, "--yes", "--no-measure")
    assert cache(rig, other(site), "GET moved") == "before"
    assert cache(rig, other(site), "SET moved after") == "OK"
    assert is_shut(cache(rig, site, "SET moved here"))
    assert (told(rig, site)["role"], told(rig, site)["watched"]) == ("slave", False)
    assert (told(rig, other(site))["role"], told(rig, other(site))["watched"]) == ("master", True)


def test_a_lost_site_s_cache_takes_no_write_when_it_returns_and_copies_after_a_failback(
    rig: Rig,
) -> None:
    site = rig.record()["site"]
    rig.lab("fault", "off", host(site))
    rig.tandem("failover", site, "--yes", "--accept-loss", "--no-measure")
    assert cache(rig, other(site), "SET moved meanwhile") == "OK"
    rig.lab("heal")
    rig.returned(site)
    assert is_shut(cache(rig, site, "SET moved here"))
    rig.tandem("failback", other(site), "--yes")
    assert (told(rig, site)["role"], told(rig, site)["link"]) == ("slave", "up")
    said = json.loads(rig.tandem("ready", site, "--json", code=None))
    assert [e["why"] for e in said["checks"] if e["check"] == "cache"] == [[]]
    rig.tandem("switchover", site, "--yes", "--no-measure")
    assert cache(rig, site, "GET moved") == "meanwhile"
