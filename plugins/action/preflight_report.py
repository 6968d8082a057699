"""Judges what all hosts said, tells it as one table, and keeps it as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

# Ansible may be another Python's: judgement is that of the checkout that this plugin is of.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from reports.preflight.asking import chosen
from reports.preflight.finding import is_ready, table
from reports.preflight.known import known
from reports.preflight.site import judge
from topology.repository import ROOT


class ActionModule(ActionBase):
    """Runs on the controller alone."""

    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - Ansible's
        """Return whether the site is ready; what keeps it is in the table and in the file."""
        super().run(tmp, task_vars)
        hosts = (task_vars or {})["hostvars"]
        answers = {name: found for name in hosts if (found := hosts[name].get("preflight_survey"))}
        findings = judge({name: chosen(hosts[name]) for name in answers}, answers, known(ROOT))
        ready = is_ready(findings)
        file = Path(self._task.args["to"])
        file.parent.mkdir(parents=True, exist_ok=True)
        told = {"ready": ready, "hosts": sorted(answers)}
        told["findings"] = [each.as_dict() for each in findings]
        file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        self._display.display(table(findings, len(answers)))
        words = "is ready" if ready else "is not ready: see above"
        return {"changed": False, "failed": not ready, "msg": f"The site {words}, and {file}"}
