"""The way in: a key is not enough, what is done is recorded, and only the site's doors open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.hosts.conftest import Facts

Told = Mapping[str, str]

pytestmark = pytest.mark.group("bastion")

STRANGER = "203.0.113.9"


def _told(host: Any, user: str, address: str) -> Told:
    """Return what sshd would hold for somebody from somewhere."""
    found = host.run(f"sshd -T -C user={user},host=x,addr={address}").stdout
    return dict(line.split(" ", 1) for line in found.splitlines() if " " in line)


@pytest.fixture(scope="module")
def stranger(host: Any) -> Told:
    """Return what holds for an account that nothing is said of."""
    return _told(host, "nobody", STRANGER)


def test_a_key_alone_lets_nobody_in(stranger: Told) -> None:
    assert stranger["authenticationmethods"] == "publickey,keyboard-interactive:pam"
    assert stranger["passwordauthentication"] == "no"


def test_playbooks_come_with_a_key_from_their_networks_alone(host: Any, facts: Facts) -> None:
    deployer = host.run("echo $SUDO_USER").stdout.strip()
    inside = facts["bastion_trusted"][0].split("/")[0]
    methods = [_told(host, deployer, at)["authenticationmethods"] for at in (inside, STRANGER)]
    assert methods == ["publickey", "publickey,keyboard-interactive:pam"]


def test_who_has_no_second_factor_is_refused(host: Any) -> None:
    asked = host.run("grep -v '^#' /etc/pam.d/sshd").stdout
    assert "pam_google_authenticator.so" in asked
    assert "nullok" not in asked
    assert "common-auth" not in asked


def test_it_leads_to_the_doors_of_the_flows_alone(stranger: Told, facts: Facts) -> None:
    doors = facts["bastion_onward"]
    opened = set(stranger["permitopen"].split())
    assert {f"{door['address']}:{door['port']}" for door in doors} <= opened
    assert len(opened) <= 3 * len(doors)


def test_sessions_are_recorded_where_nobody_reaches_the_record(host: Any) -> None:
    rules = host.file("/etc/sudoers.d/90-sessions").content_string
    assert "log_output" in rules
    assert "!ignore_iolog_errors" in rules
    assert host.file("/var/log/sessions").mode == 0o700


def test_the_private_network_is_shut_while_nobody_is_in_it(host: Any, facts: Facts) -> None:
    port = facts["bastion_services"]["bastion"]["ports"]["admin-vpn"]
    peers = host.run("grep -c '^.Peer' /etc/wireguard/admin.conf").stdout.strip() != "0"
    assert (f":{port} " in host.run("ss -Hlun").stdout) == peers
