"""Monitors read everybody's figures over TLS, and judge them by rules that were tried."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.hosts.conftest import Facts
from tests.roles.monitoring.rules import RULES, alerts, trials
from topology.inventory.installed import SET_UP_BY
from topology.repository import ROOT

pytestmark = pytest.mark.group("prometheus")


PATIENCE = 90.0
"""Seconds that a first round of reading, judging and telling takes at most."""


def _has_role(service: str) -> bool:
    """Tell whether a service is one that the repository can install."""
    role = SET_UP_BY.get(service, service).replace("-", "_")
    return (ROOT / "roles" / role).is_dir()


def ask(host: Any, facts: Facts, service: str, path: str) -> Any:
    """Return what a daemon of the monitor answers, asked as Prometheus asks."""
    tls, port = facts["host_tls"], facts["monitoring_services"][service]["ports"][service]
    found = host.run(
        "curl --silent --show-error --fail --max-time 20 "
        f"--cacert {tls['authority']} --cert {tls['certificate']} --key {tls['key']} "
        + shlex.quote(f"https://{facts['ansible_host']}:{port}{path}")
    )
    assert found.rc == 0, found.stderr
    return json.loads(found.stdout)


@pytest.fixture(scope="module")
def targets(host: Any, facts: Facts) -> list[Mapping[str, Any]]:
    """Return whom Prometheus reads."""
    found = ask(host, facts, "prometheus", "/api/v1/targets?state=active")
    active: list[Mapping[str, Any]] = found["data"]["activeTargets"]
    return active


@pytest.fixture(scope="module")
def groups(host: Any, facts: Facts) -> list[Mapping[str, Any]]:
    """Return the rules that Prometheus judges by."""
    found: list[Mapping[str, Any]] = ask(host, facts, "prometheus", "/api/v1/rules")["data"][
        "groups"
    ]
    return found


def test_everybody_whom_the_flows_let_it_reach_is_read(
    host: Any, targets: list[Mapping[str, Any]], facts: Facts
) -> None:
    """But for services without a role, logs that nobody keeps, and the lease.

    Its own playbook brings that to both sites of a pair at once.
    """
    absent = {"lease"} | {name for name in facts["monitoring_scrapes"] if not _has_role(name)}
    absent |= set() if host.run("systemctl cat loki").rc == 0 else {"loki"}
    wanted = {
        (service, member["name"])
        for service, scrape in facts["monitoring_scrapes"].items()
        for member in scrape["members"]
        if service not in absent
    }
    read = {(each["labels"]["job"], each["labels"].get("host")) for each in targets}
    assert wanted <= read


def test_every_member_of_the_site_shows_its_figures(
    targets: list[Mapping[str, Any]], everyone: Mapping[str, Facts]
) -> None:
    missing = {
        (each["labels"]["job"], each["labels"]["host"]): each["lastError"]
        for each in targets
        if each["labels"].get("host") in everyone and each["health"] != "up"
    }
    assert missing == {}


def test_every_rule_is_there_and_can_be_judged(groups: list[Mapping[str, Any]]) -> None:
    rules = {rule["name"]: rule["health"] for group in groups for rule in group["rules"]}
    assert {alert["alert"] for alert in alerts()} <= set(rules)
    assert {name for name, health in rules.items() if health != "ok"} == set()


def test_the_dead_mans_switch_reaches_the_alert_manager(host: Any, facts: Facts) -> None:
    end, names = time.monotonic() + PATIENCE, set()
    while "Watchdog" not in names and time.monotonic() < end:
        told = ask(host, facts, "alertmanager", "/api/v2/alerts")
        names = {alert["labels"]["alertname"] for alert in told}
    assert "Watchdog" in names


@pytest.mark.parametrize("service", ["prometheus", "alertmanager"])
def test_nobody_without_a_certificate_of_ours_is_answered(
    host: Any,
    facts: Facts,
    service: str,
) -> None:
    port = facts["monitoring_services"][service]["ports"][service]
    address = f"https://{facts['ansible_host']}:{port}/"
    found = host.run(
        f"curl --silent --max-time 20 --cacert {facts['host_tls']['authority']} {address}"
    )
    assert found.rc != 0


def test_every_alert_fires_of_its_figures(host: Any) -> None:
    """Rules as they are in the repository; that they are the host's is another test."""
    files = {path.name: path.read_text(encoding="utf-8") for path in RULES}
    files |= {f"trial-{n}": yaml.safe_dump(document) for n, document in enumerate(trials())}
    write = "\n".join(f"printf %s {shlex.quote(text)} > {name}" for name, text in files.items())
    script = (
        f"set -e; cd $(mktemp -d); trap 'rm -r $PWD' EXIT\n{write}\npromtool test rules trial-*"
    )
    found = host.run(f"sh -c {shlex.quote(script)}")
    assert found.rc == 0, found.stdout + found.stderr
