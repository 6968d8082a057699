"""The site lease on each host that obeys it: heard, and its doors as it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("all")


@pytest.fixture
def known(lease: Mapping[str, Any] | None, facts: Facts) -> Mapping[str, Any]:
    """Return what the host knows of the lease."""
    if lease is None:
        pytest.skip(f"{facts['name']} obeys no lease")
    return lease


def test_a_voter_votes(host: Any, known: Mapping[str, Any], facts: Facts) -> None:
    if facts["ansible_host"] not in {each["address"] for each in facts["lease_voters"]["members"]}:
        pytest.skip(f"{known['host']} has no vote")
    voter = host.service(facts["lease_services"]["lease"]["unit"])
    assert voter.is_running
    assert voter.is_enabled


def test_a_majority_was_heard_lately(known: Mapping[str, Any], facts: Facts) -> None:
    assert known["silent"] < facts["lease_timers"]["deadline"]


def test_the_doors_are_as_the_lease_says(known: Mapping[str, Any], facts: Facts) -> None:
    is_ours = known["leader"] == facts["lease_site"] and known["open"]
    assert (known["entry"], known["writes"] > 0) == ("open" if is_ours else "forward", is_ours)


def test_the_host_boots_shut(host: Any, known: Mapping[str, Any]) -> None:
    assert known
    guard = host.service("tandem-lease-guard")
    assert guard.is_enabled
    assert guard.is_running
