"""One member of a tier has the shared address, and it is one that answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.conftest import Facts, reach

pytestmark = pytest.mark.group("keepalived")


@pytest.fixture(scope="module")
def shared(facts: Facts) -> str:
    """Return the shared address; where there is none, there is nothing to ask."""
    if facts["keepalived_address"] is None:
        pytest.skip("nothing is shared")
    address: str = facts["keepalived_address"]
    return address


def test_it_runs_where_an_address_is_shared_and_nowhere_else(host: Any, facts: Facts) -> None:
    service = host.service(facts["keepalived_services"]["keepalived"]["unit"])
    shares = facts["keepalived_address"] is not None
    assert (service.is_running, service.is_enabled) == (shares, shares)


def test_one_member_alone_has_the_address(
    facts: Facts, shared: str, pytestconfig: pytest.Config
) -> None:
    names = [member["name"] for member in facts["keepalived_members"]]
    hosts = {name: reach(name, pytestconfig) for name in names}
    ask = f"ip -4 address show to {shared}"
    assert len([name for name, each in hosts.items() if each.run(ask).stdout]) == 1


def test_every_check_is_a_good_one(host: Any, shared: str) -> None:
    assert shared
    text = host.file("/etc/keepalived/keepalived.conf").content_string
    checks = [
        line.split('"')[1] for line in text.splitlines() if line.strip().startswith("script ")
    ]
    assert checks
    assert [check for check in checks if host.run(check).rc] == []
