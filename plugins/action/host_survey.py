"""The controller's part of `host_survey`: what it asks, and how far the host's clock is off."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

# Ansible may be another Python's: what is asked is that of the checkout that this plugin is of.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from reports.preflight.asking import question

TIMES = 3
"""The quickest of so many answers tells the clock best."""


class ActionModule(ActionBase):
    """Asks one host."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - Ansible's
        """Return what the host said, and its offset."""
        super().run(tmp, task_vars)
        told = task_vars or {}
        asked = question(told, fio=bool(self._task.args.get("fio")))
        found = self._execute_module(
            module_name="host_survey", module_args=asked, task_vars=task_vars
        )
        if "survey" in found:
            found["survey"]["offset"] = self._offset()
        return found

    def _offset(self) -> dict[str, float] | None:
        """Return how far the clock is ahead, and how much of that may be the way there."""
        found = []
        for _ in range(TIMES):
            before = time.time()
            answer = self._low_level_execute_command("date +%s.%N")
            after = time.time()
            said = str(answer.get("stdout", "")).strip()
            if said.replace(".", "").isdecimal():
                middle, unsure = (before + after) / 2, (after - before) / 2
                found.append({"seconds": float(said) - middle, "unsure": unsure})
        return min(found, key=lambda each: each["unsure"], default=None)
