"""Names: each primary knows them all, answers where it should, and takes signed changes only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("dns")


def _ask(host: Any, facts: Facts, *what: str) -> list[str]:
    server = facts["ansible_host"]
    found = host.run(f"dig +time=2 +tries=2 +noall +answer @{server} {' '.join(what)}").stdout
    return [line.split()[-1] for line in found.splitlines() if line]


def test_it_runs_and_starts_by_itself(host: Any, facts: Facts) -> None:
    service = host.service(facts["dns_services"]["dns"]["unit"])
    assert (service.is_running, service.is_enabled) == (True, True)


def test_it_knows_every_host_of_both_sites(host: Any, facts: Facts) -> None:
    zone, records = facts["dns_zone"], facts["dns_records"]
    asked = [word for name in records for word in (f"{name}.{zone}", "A")]
    assert _ask(host, facts, *asked) == list(records.values())


def test_users_are_sent_to_one_site_for_seconds_only(host: Any, facts: Facts) -> None:
    server, zone = facts["ansible_host"], facts["dns_zone"]
    answer = host.run(f"dig +time=2 +noall +answer @{server} {zone} A").stdout.splitlines()
    ttl = int(facts["dns_services"]["dns"]["timers"]["ttl"])
    assert {int(line.split()[1]) for line in answer} == {ttl}
    sites = [sorted(addresses) for addresses in facts["dns_entries"].values()]
    assert sorted(line.split()[-1] for line in answer) in sites


def test_nobody_changes_or_copies_the_zone_without_the_key(host: Any, facts: Facts) -> None:
    server, zone = facts["ansible_host"], facts["dns_zone"]
    update = rf"server {server}\nzone {zone}\nadd intruder.{zone}. 60 A 192.0.2.9\nsend\n"
    assert "REFUSED" in host.run(f"printf '{update}' | nsupdate -v").stderr
    assert "Transfer failed" in host.run(f"dig +time=2 @{server} {zone} AXFR").stdout


def test_it_listens_at_its_addresses_alone(host: Any, facts: Facts) -> None:
    port = facts["dns_services"]["dns"]["ports"]["dns"]
    allowed = {f"{each}:{port}" for each in (facts["ansible_host"], facts["dns_address"]) if each}
    found = host.run("ss -Hltunp").stdout.splitlines()
    listening = {line.split()[4] for line in found if '"named"' in line}
    assert f"{facts['ansible_host']}:{port}" in listening
    assert listening <= allowed


def test_it_asks_the_lease_by_itself_where_users_belong(host: Any, facts: Facts) -> None:
    if len(facts["dns_entries"]) == 1:
        pytest.skip("a site without a peer sends users nowhere else")
    timer = host.service("tandem-names.timer")
    assert (timer.is_running, timer.is_enabled) == (True, True)
    assert host.check_output("systemctl show -P Result tandem-names.service") == "success"
