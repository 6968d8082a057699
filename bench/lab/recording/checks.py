"""Writes down what each task of a converge checked, so that a peer can check the same."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ansible.plugins.callback import CallbackBase

if TYPE_CHECKING:
    from ansible.executor.task_result import CallbackTaskResult

DOCUMENTATION = """
    name: checks
    type: aggregate
    short_description: what each task checked, a line of JSON for each
    description: [For the benchmark against peers; the file is TANDEM_BENCH_CHECKS.]
"""
KEPT = ("path", "dest", "name", "state", "enabled", "src")


class CallbackModule(CallbackBase):
    """A line for each thing that a task looked at."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "checks"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._to = Path(os.environ["TANDEM_BENCH_CHECKS"])

    def v2_runner_on_ok(self, result: CallbackTaskResult) -> None:
        """Write what was looked at, item by item."""
        told = result.result
        for each in told.get("results") or [told]:
            if isinstance(each, dict) and not each.get("skipped"):
                self._write(result, each)

    def _write(self, result: CallbackTaskResult, told: Mapping[str, Any]) -> None:
        asked = {**told.get("invocation", {}).get("module_args", {})}
        found = {key: asked.get(key) for key in KEPT if asked.get(key) is not None}
        for key in ("dest", "path"):
            if isinstance(told.get(key), str):
                found[key] = told[key]
        line = {"host": result.host.get_name(), "module": result.task.action, **found}
        with self._to.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, default=str) + "\n")
