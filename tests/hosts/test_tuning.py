"""What a host is set to: live, kept, and accounted for where it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("all")

Report = dict[str, dict[str, str | None]]


@pytest.fixture(scope="module")
def report(host: Any) -> Report:
    """Return what the host says of its settings."""
    found: Report = json.loads(host.file("/var/lib/tandem/tuning.json").content_string)
    return found


def test_every_setting_is_accounted_for(report: Report, facts: Facts) -> None:
    wanted = {*facts["tuning_sysctl"], *facts["tuning_host"]}
    for device, settings in facts["tuning_devices"].items():
        wanted |= {f"{device} {name}" for name in settings}
    assert set(report) == wanted


def test_nothing_is_refused_that_must_not_be(host: Any, report: Report, facts: Facts) -> None:
    """On a kernel of its own: a shared one is another machine's to set."""
    if host.run("systemd-detect-virt --container").rc == 0:
        pytest.skip("the kernel is another machine's too")
    may = set(facts["tuning_refusable"])
    assert [name for name, each in report.items() if each["why"] and name not in may] == []


def test_what_is_said_to_be_set_is_live(host: Any, report: Report, facts: Facts) -> None:
    """Asked of the kernel itself, in one go."""
    names = [name for name in facts["tuning_sysctl"] if not report[name]["why"]]
    live = host.check_output(f"sysctl --values {' '.join(names)}").splitlines()
    said = [report[name]["live"] for name in names]
    assert [" ".join(value.split()) for value in live] == said


def test_what_is_set_is_kept_after_a_boot(host: Any, report: Report, facts: Facts) -> None:
    text = host.file("/etc/sysctl.d/60-tandem.conf").content_string
    kept = dict(line.split(" = ") for line in text.splitlines() if " = " in line)
    own = {name for name in kept if not report[name]["why"]}
    assert {name: kept[name] for name in own} == {n: facts["tuning_sysctl"][n] for n in kept}
    assert host.service("tandem-tuning").is_enabled


def test_a_shared_kernel_is_left_alone(host: Any) -> None:
    if host.run("systemd-detect-virt --container").rc != 0:
        pytest.skip("the kernel is its own")
    text = host.file("/etc/sysctl.d/60-tandem.conf").content_string
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if not line.startswith("net.")] == []
