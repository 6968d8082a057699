"""What Grafana is given: JSON that it can read, of figures that Prometheus can ask for."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from topology.repository import ROOT

ROLE = ROOT / "roles/monitoring"
DASHBOARDS = yaml.safe_load((ROLE / "vars/dashboards.yml").read_text(encoding="utf-8"))[
    "monitoring_dashboards"
]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_is_json_with_all_of_its_panels(name: str) -> None:
    source = (ROLE / "templates/dashboard.json.j2").read_text(encoding="utf-8")
    item = {"key": name, "value": DASHBOARDS[name]}
    templar = Templar(loader=DataLoader(), variables={"item": item})
    found = templar.template(trust_as_template(source))
    shown = json.loads(found) if isinstance(found, str) else found
    assert [panel["title"] for panel in shown["panels"]] == [
        panel["title"] for panel in DASHBOARDS[name]["panels"]
    ]


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool")
def test_prometheus_understands_every_panel(tmp_path: Path) -> None:
    asked = [panel["of"] for each in DASHBOARDS.values() for panel in each["panels"]]
    rules = [{"record": f"panel:{number}", "expr": expr} for number, expr in enumerate(asked)]
    path = tmp_path / "panels.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    found = subprocess.run(
        ["promtool", "check", "rules", str(path)], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
