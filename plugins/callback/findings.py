"""What a run in check mode would change, as one JSON line each: `tandem drift` reads them.

Ansible hands results over with everything hidden that a task does not log. Of what is left only
differences and messages are passed on, and of a task's arguments those that name things.
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: findings
    type: stdout
    short_description: What a run in check mode would change, as JSON lines
    description: [One line for each play, task and host that differs, fails, or cannot be reached.]
"""

NAMING = (
    "path",
    "dest",
    "name",
    "unit",
    "key",
    "state",
    "enabled",
    "masked",
    "mode",
    "owner",
    "group",
    "line",
)
TOLD = ("diff", "msg", "censored", "path", "dest", "cmd", "done")


Given: TypeAlias = Any
"""Ansible's own objects, which have no types."""


class CallbackModule(CallbackBase):
    """Writes lines for a program."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "findings"

    def v2_playbook_on_play_start(self, play: Given) -> None:
        """Say where the run is."""
        self._line("play", name=play.get_name(), playbook=str(play.get_path()))

    def v2_playbook_on_task_start(self, task: Given, is_conditional: bool) -> None:  # noqa: ARG002, FBT001 - Ansible's own signature
        """Say where the run is."""
        self._line("task", name=task.get_name())

    def v2_runner_on_ok(self, result: Given) -> None:
        """Tell of what would change; a loop tells of its items itself."""
        if "results" not in result.result:
            self._told("changed", result)

    def v2_runner_item_on_ok(self, result: Given) -> None:
        """Tell of an item that would change."""
        self._told("changed", result)

    def v2_runner_on_failed(self, result: Given, ignore_errors: bool = False) -> None:  # noqa: FBT001, FBT002 - Ansible's own signature
        """Tell of what could not be asked."""
        if not ignore_errors:
            self._told("failed", result)

    def v2_runner_on_unreachable(self, result: Given) -> None:
        """Tell of a host that is not there."""
        self._told("unreachable", result)

    def v2_playbook_on_stats(self, stats: Given) -> None:
        """Say that the run came to its end."""
        self._line("end", hosts={host: stats.summarize(host) for host in stats.processed})

    def _told(self, event: str, result: Given) -> None:
        found, task = result.result, result.task
        if event == "changed" and not found.get("changed"):
            return
        arguments = (found.get("invocation") or {}).get("module_args") or {}
        self._line(
            event,
            host=result.host.get_name(),
            task=task.get_name(),
            path=str(task.get_path()),
            action=task.action,
            secret=bool(task.no_log),
            item=None if task.no_log else found.get("_ansible_item_label"),
            arguments={name: arguments[name] for name in NAMING if arguments.get(name) is not None},
            result={name: found[name] for name in TOLD if name in found},
        )

    def _line(self, event: str, **said: object) -> None:
        print(json.dumps({"event": event, **said}, default=str), flush=True)  # noqa: T201 - its duty
