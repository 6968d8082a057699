"""Who is told of what: each kind of receiver, as Alertmanager reads it."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from topology.repository import ROOT

ROLE = ROOT / "roles/monitoring"
RECEIVERS: list[dict[str, Any]] = [
    {
        "name": "mail",
        "kind": "smtp",
        "severities": ["page", "ticket"],
        "settings": {"to": "a@example.com", "from": "b@example.com", "smarthost": "m:587"},
    },
    {
        "name": "chat",
        "kind": "slack",
        "severities": ["info"],
        "settings": {"api_url": "https://chat.example.com/x", "channel": "#ops"},
    },
    {
        "name": "pager",
        "kind": "pagerduty",
        "severities": ["page"],
        "settings": {"routing_key": "k"},
    },
    {
        "name": "switch",
        "kind": "webhook",
        "severities": [],
        "watchdog": True,
        "settings": {"url": "https://switch.example.com"},
    },
]


def configured(receivers: list[dict[str, Any]]) -> str:
    """Return Alertmanager's configuration."""
    variables = yaml.safe_load((ROLE / "defaults/main.yml").read_text(encoding="utf-8"))
    variables |= {"monitoring_receivers": receivers, "ansible_managed": "ours"}
    source = (ROLE / "templates/alertmanager.yml.j2").read_text(encoding="utf-8")
    templar = Templar(loader=DataLoader(), variables=variables)
    return str(templar.template(trust_as_template(source)))


def told(receivers: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return who is told of what, in the order of routes."""
    routes = yaml.safe_load(configured(receivers))["route"]["routes"]
    return [(route["receiver"], route["matchers"][0]) for route in routes]


def test_nobody_is_told_until_a_site_says_whom() -> None:
    assert yaml.safe_load(configured([]))["receivers"] == [{"name": "nobody"}]
    assert told([]) == [("nobody", 'alertname="Watchdog"')]


def test_everybody_is_told_of_his_severities_and_the_switch_of_itself() -> None:
    assert told(RECEIVERS) == [
        ("switch", 'alertname="Watchdog"'),
        ("nobody", 'alertname="Watchdog"'),
        ("mail", 'severity="page"'),
        ("mail", 'severity="ticket"'),
        ("chat", 'severity="info"'),
        ("pager", 'severity="page"'),
    ]


@pytest.mark.skipif(not shutil.which("amtool"), reason="needs amtool; the role asks it on the host")
@pytest.mark.parametrize("receivers", [[], RECEIVERS])
def test_alertmanager_understands_it(receivers: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "alertmanager.yml"
    path.write_text(configured(receivers), encoding="utf-8")
    found = subprocess.run(
        ["amtool", "check-config", str(path)], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
