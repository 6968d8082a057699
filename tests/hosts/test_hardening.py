"""A host is hard to misuse, and says when it is tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from topology.repository import ROOT

pytestmark = pytest.mark.group("all")

POLICY = yaml.safe_load(Path(ROOT / "roles/hardening/defaults/main.yml").read_text())


def test_safeguards_of_the_network_are_live(host: Any) -> None:
    wanted = {name: str(value) for name, value in POLICY["hardening_network"].items()}
    found = host.run(f"sysctl --ignore {' '.join(wanted)}").stdout.splitlines()
    live = dict(line.split(" = ") for line in found)
    assert {name: live[name] for name in wanted if name in live} == {
        name: value for name, value in wanted.items() if name in live
    }


def test_nothing_is_more_open_than_it_should_be(host: Any) -> None:
    modes = POLICY["hardening_modes"]
    found = host.run(f"stat --format='0%a %n' {' '.join(modes)}").stdout.splitlines()
    assert {path: mode for mode, path in map(str.split, found) if modes[path] != mode} == {}


def test_units_that_nobody_needs_are_off(host: Any) -> None:
    units = " ".join(POLICY["hardening_unused"])
    assert host.run(f"systemctl list-unit-files --no-legend --state=enabled {units}").stdout == ""


def test_an_account_is_closed_after_failures(host: Any) -> None:
    stack = host.run("grep -h pam_faillock /etc/pam.d/common-auth /etc/pam.d/system-auth").stdout
    assert "preauth" in stack
    assert "authfail" in stack


def test_passwords_follow_the_policy(host: Any) -> None:
    wanted = POLICY["hardening_login"]
    found = dict(
        line.split(maxsplit=1)
        for line in host.file("/etc/login.defs").content_string.splitlines()
        if line.split(maxsplit=1)[0:1] and line.split()[0] in wanted
    )
    assert found == wanted


def test_who_guesses_is_banned(host: Any) -> None:
    assert "sshd" in host.run("fail2ban-client status").stdout


def test_no_process_of_the_system_leaves_a_core(host: Any) -> None:
    assert "hard core 0" in host.file("/etc/security/limits.d/60-hardening.conf").content_string


def test_the_systems_files_are_compared_every_day(host: Any) -> None:
    timer = host.service("tandem-integrity.timer")
    assert (timer.is_running, timer.is_enabled) == (True, True)


def test_audit_runs_where_the_kernel_is_the_hosts_own(host: Any) -> None:
    contained = host.run("systemd-detect-virt --container").rc == 0
    if contained:
        pytest.skip("the kernel is another machine's as well")
    assert host.service("auditd").is_running
    assert host.run("auditctl -l").stdout.count("-k ") > 10
