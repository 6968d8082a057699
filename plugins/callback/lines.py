"""What a playbook does, a line for each task: how many hosts it changed, and which.

Ansible's own output has a line for each task and host: for 23 hosts some nine thousand, also where
nothing changes. Here failures, differences (`--diff`) and the end are shown as Ansible shows them;
`-v` brings all of it back.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from ansible.constants import config
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback.default import CallbackModule as Default

if TYPE_CHECKING:
    from ansible.executor.task_result import CallbackTaskResult
    from ansible.playbook.play import Play
    from ansible.playbook.task import Task

DOCUMENTATION = """
    name: lines
    type: stdout
    short_description: a line for each task
    description:
      - How many hosts each task changed, and which; failures as Ansible shows them.
    extends_documentation_fragment:
      - default_callback
      - result_format_callback
"""

NAMED = 4
"""So many changed hosts are named; of more, the number says it."""
SLOW = 5
"""Seconds from which a task's time is told."""


class CallbackModule(Default):
    """One line for each task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "lines"

    def __init__(self) -> None:
        super().__init__()
        self._counts: Counter[str] = Counter()
        self._changed: list[str] = []
        self._title = ""
        self._began = time.monotonic()
        self._live = sys.stdout.isatty()

    def v2_playbook_on_play_start(self, play: Play) -> None:
        """Finish the last task of the play before."""
        self._finish()
        super().v2_playbook_on_play_start(play)

    def _task_start(self, task: Task, prefix: str | None = None) -> None:
        self._finish()
        if self._display.verbosity:
            super()._task_start(task, prefix)
            return
        self._last_task_name = task.get_name().strip()
        self._title, self._began = self._last_task_name, time.monotonic()
        self._look()

    def v2_runner_on_ok(self, result: CallbackTaskResult) -> None:
        """Count a host where the task is done."""
        if self._display.verbosity:
            super().v2_runner_on_ok(result)
            return
        self._handle_warnings_and_exception(result)
        if isinstance(result.task, TaskInclude):
            return
        if self._run_is_verbose(result):
            self._tell(result)
        changed = bool(result.result.get("changed", False))
        self._counts["changed" if changed else "ok"] += 1
        if changed:
            self._changed.append(result.host.get_name())
        self._look()

    def v2_runner_on_skipped(self, result: CallbackTaskResult) -> None:
        """Count a host that has no need of the task."""
        if self._display.verbosity:
            super().v2_runner_on_skipped(result)
        else:
            self._counts["skipped"] += 1

    def v2_runner_on_failed(
        self,
        result: CallbackTaskResult,
        ignore_errors: bool = False,  # noqa: FBT001, FBT002 - as Ansible has it
    ) -> None:
        """Show a failure whole."""
        self._counts["failed"] += 1
        self._wipe()
        super().v2_runner_on_failed(result, ignore_errors)

    def v2_runner_on_unreachable(self, result: CallbackTaskResult) -> None:
        """Show a host that cannot be reached."""
        self._counts["unreachable"] += 1
        self._wipe()
        super().v2_runner_on_unreachable(result)

    def v2_runner_item_on_ok(self, result: CallbackTaskResult) -> None:
        """Leave the items of a loop to the host's line."""
        if self._display.verbosity:
            super().v2_runner_item_on_ok(result)

    def v2_runner_item_on_skipped(self, result: CallbackTaskResult) -> None:
        """Leave the items of a loop to the host's line."""
        if self._display.verbosity:
            super().v2_runner_item_on_skipped(result)

    def v2_playbook_on_include(self, included_file: Any) -> None:  # noqa: ANN401 - has no type
        """Say nothing of files: their tasks speak."""
        if self._display.verbosity:
            super().v2_playbook_on_include(included_file)

    def v2_on_file_diff(self, result: CallbackTaskResult) -> None:
        """Show a difference above the line of its task."""
        self._wipe()
        super().v2_on_file_diff(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:  # noqa: ANN401 - has no type
        """Show the end as Ansible does: programs read it."""
        self._finish()
        super().v2_playbook_on_stats(stats)

    def _tell(self, result: CallbackTaskResult) -> None:
        """Show what a task is there to tell, such as debug's words."""
        self._wipe()
        told = result.result.get("msg") or self._dump_results(result.result)
        self._display.display(f"  {result.host.get_name()}: {told}")

    def _finish(self) -> None:
        self._wipe()
        if set(self._counts) - {"skipped"}:
            color = config.get_config_value("COLOR_CHANGED" if self._changed else "COLOR_OK")
            self._display.display(f"  {self._title}: {self._said()}", color=color)
        self._counts, self._changed, self._title = Counter(), [], ""

    def _said(self) -> str:
        words = [
            f"{self._counts[word]} {word}" for word in ("failed", "unreachable", "changed", "ok")
        ]
        said = ", ".join(each for each in words if not each.startswith("0 "))
        if self._changed:
            names = ", ".join(sorted(self._changed)[:NAMED])
            said += f" ({names}{', …' if len(self._changed) > NAMED else ''})"
        took = time.monotonic() - self._began
        return f"{said}, {took:.0f} s" if took >= SLOW else said

    def _look(self) -> None:
        """Show what goes on now, where somebody looks."""
        if self._live and self._title:
            sys.stdout.write(f"\r\033[K  {self._title} … {sum(self._counts.values())}")
            sys.stdout.flush()

    def _wipe(self) -> None:
        if self._live:
            sys.stdout.write("\r\033[K")
            sys.stdout.flush()
