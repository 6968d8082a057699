"""What every host has: the way in, time, names, journal, updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("all")


@pytest.fixture(scope="module")
def sshd(host: Any) -> dict[str, str]:
    """Return what sshd goes by, all files of it together."""
    lines = host.check_output("sshd -T").splitlines()
    return dict(line.split(" ", 1) for line in lines if " " in line)


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        ("permitrootlogin", "no"),
        ("passwordauthentication", "no"),
        ("kbdinteractiveauthentication", "no"),
        ("permitemptypasswords", "no"),
        ("pubkeyauthentication", "yes"),
        ("x11forwarding", "no"),
    ],
)
def test_the_way_in_takes_keys_only_and_no_root(
    sshd: dict[str, str], setting: str, wanted: str, facts: Facts
) -> None:
    if setting == "kbdinteractiveauthentication" and "bastion_services" in facts:
        pytest.skip("the bastion asks for a second factor by it")
    assert sshd[setting] == wanted


def test_only_the_way_in_passes_connections_on(sshd: dict[str, str], facts: Facts) -> None:
    allowed = {"yes", "local"} if "bastion_services" in facts else {"no"}
    assert sshd["allowtcpforwarding"] in allowed


def test_the_time_is_kept(host: Any) -> None:
    assert host.run("chronyc tracking").rc == 0


def test_the_clock_of_a_shared_kernel_is_never_set(host: Any) -> None:
    if host.run("systemd-detect-virt --container").rc != 0:
        pytest.skip("the kernel is its own")
    assert " -x" in host.check_output("pgrep --exact --list-full chronyd")


def test_time_is_asked_of_the_model_s_servers(host: Any, facts: Facts) -> None:
    configured = host.check_output("cat /etc/chrony/chrony.conf /etc/chrony.conf 2>/dev/null; true")
    servers = [line.split()[1] for line in configured.splitlines() if line.startswith("server ")]
    assert servers == facts["base_time_servers"]


def test_the_site_s_names_resolve_without_a_name_server(host: Any, facts: Facts) -> None:
    known = host.check_output(f"getent -s files hosts {' '.join(facts['base_hosts'])}")
    found = {name: line.split()[0] for line in known.splitlines() for name in line.split()[1:]}
    assert {name: found.get(name) for name in facts["base_hosts"]} == facts["base_hosts"]


def test_names_are_asked_of_the_site(
    host: Any, facts: Facts, everyone: Mapping[str, Facts]
) -> None:
    there = {each["ansible_host"] for each in everyone.values()}
    if not there & set(facts["base_name_servers"]):
        pytest.skip("no name server is up")
    lines = host.file("/etc/resolv.conf").content_string.splitlines()
    asked = [line.split()[1] for line in lines if line.startswith("nameserver")]
    assert asked == facts["base_name_servers"]


def test_the_journal_outlives_a_boot_and_is_bounded(host: Any) -> None:
    said = host.check_output("systemd-analyze cat-config systemd/journald.conf")
    assert host.file("/var/log/journal").is_directory
    assert "\nSystemMaxUse=" in said


def test_updates_come_in_their_window_and_restart_nothing(host: Any) -> None:
    if not host.exists("apt-config"):
        pytest.skip("not a Debian")
    said = host.check_output("apt-config dump")
    assert 'Unattended-Upgrade::Automatic-Reboot "false";' in said
    assert 'APT::Periodic::Unattended-Upgrade "1";' in said


def test_no_service_starts_by_being_installed(host: Any) -> None:
    if not host.exists("apt-get"):
        pytest.skip("not a Debian")
    assert host.run("/usr/sbin/policy-rc.d never-heard-of start").rc == 101


def test_accounts_of_people_have_no_passwords(host: Any) -> None:
    """Neither root nor anybody else can come in by one."""
    rows = [row.split(":") for row in host.check_output("getent shadow").splitlines()]
    assert [name for name, password, *_ in rows if password[:1] not in ("!", "*")] == []
