"""Every host proves who it is, for long enough, and keeps its key to itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("all")

Host = Any  # Testinfra has no types


@pytest.fixture(scope="module")
def certificate(host: Host, facts: Facts) -> str:
    """What OpenSSL reads in a host's certificate."""
    path = facts["host_tls"]["certificate"]
    return str(host.check_output("openssl x509 -noout -text -in %s", path))


def test_key_certificate_names_and_authority_fit_and_last(host: Host) -> None:
    found = host.run("tandem-certificates-check")
    assert found.rc == 0, found.stdout


def test_it_names_the_host_and_every_address_it_may_carry(certificate: str, facts: Facts) -> None:
    names = [facts["name"], "localhost", *facts["certificates_names"]]
    addresses = [facts["ansible_host"], "127.0.0.1", *facts["certificates_addresses"]]
    wanted = [f"DNS:{name}" for name in names] + [f"IP Address:{each}" for each in addresses]
    assert [each for each in wanted if each not in certificate] == []


def test_it_serves_and_asks(certificate: str) -> None:
    assert "TLS Web Server Authentication, TLS Web Client Authentication" in certificate


def test_only_readers_read_the_key(host: Host, facts: Facts) -> None:
    paths = (facts["host_tls"]["key"], facts["host_tls"]["combined"])
    found = host.check_output("stat --format '%%a %%U %%G' %s %s", *paths)
    assert found.splitlines() == ["640 root tls"] * 2


def test_those_who_serve_with_it_read_it(host: Host, facts: Facts) -> None:
    readers = " ".join(facts["certificates_readers"])
    found = host.run(f"for each in {readers}; do id -nG $each 2>/dev/null; done")
    assert [line for line in found.stdout.splitlines() if "tls" not in line.split()] == []


def test_the_days_left_are_told_daily(host: Host) -> None:
    assert host.check_output("systemctl is-active tandem-certificates.timer") == "active"
