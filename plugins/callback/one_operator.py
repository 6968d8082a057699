"""One operator at a time: whoever is second is told who is first, and nothing is touched."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible import context
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.playbook.play_context import PlayContext
from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import connection_loader
from ansible.template import Templar

# Ansible may be another Python's: the lock is that of the checkout that this plugin belongs to.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from plugins.locking.lock import Lock, Refused
from plugins.locking.session import KEEP
from plugins.locking.words import who

DOCUMENTATION = """
name: one_operator
type: aggregate
short_description: Lets one run at a time change a site
description:
  - Holds a lock on most of the hosts in C(lock_keepers) while a run lives; see docs/servers.md.
  - It is flock's, under an SSH session. A run that is killed gives it back at once, one whose
    machine or network is lost after half a minute.
  - Runs in check mode take none, and neither do plays that have C(reads_only) as a variable.
  - C(-e lock_anyway=true) is for whoever knows that nobody else is at work.
requirements: []
"""


class CallbackModule(CallbackBase):
    """Takes the lock before the first play that changes something, and looks after it."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "one_operator"
    CALLBACK_NEEDS_ENABLED = False  # it is there, so it works

    def __init__(self) -> None:
        super().__init__()
        self._lock: Lock | None = None
        self._runs = ""

    def v2_playbook_on_start(self, playbook: Any) -> None:  # noqa: ANN401 - Ansible's own class
        """Remember what runs; extra variables may hold secrets, and are left out."""
        limit = context.CLIARGS.get("subset")
        self._runs = str(playbook._file_name) + (f" --limit {limit}" if limit else "")  # noqa: SLF001 - there is no other way

    def v2_playbook_on_play_start(self, play: Any) -> None:  # noqa: ANN401 - Ansible's own class
        """Take the lock, once a run."""
        if self._lock or context.CLIARGS.get("check") or play.vars.get("reads_only"):
            return
        self._or_end(lambda: self._take(play))

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:  # noqa: ANN401, ARG002, FBT001 - Ansible's
        """Stop where the lock was lost."""
        if self._lock:
            self._or_end(self._lock.check)

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:  # noqa: ANN401 - Ansible's own class
        """Stop where the lock was lost."""
        self.v2_playbook_on_task_start(task, is_conditional=False)

    def v2_playbook_on_stats(self, stats: Any) -> None:  # noqa: ANN401, ARG002 - Ansible's own
        """Give it back."""
        if self._lock:
            self._lock.release()
            self._lock = None

    def _take(self, play: Any) -> None:  # noqa: ANN401 - Ansible's own class
        manager = play.get_variable_manager()
        told = manager._inventory.groups["all"].get_vars()  # noqa: SLF001 - there is no other way
        keepers = told.get("lock_keepers")
        anyway = boolean(manager.extra_vars.get("lock_anyway", False), strict=False)
        if not keepers or anyway:
            return  # no environment of ours, or somebody answers for it
        environment = told["base_environment"]
        asked = who(self._runs)
        self._lock = Lock(environment, keepers, lambda name: _ssh(play, name, environment, asked))
        self._lock.take()

    def _or_end(self, step: Callable[[], None]) -> None:
        """End the run where a step cannot be done: any other exception is only a warning."""
        try:
            step()
        except Refused as refused:
            message = str(refused)
        except AnsibleError as error:
            message = f"{error}\nNothing was changed; the lock was not asked for."
        except Exception as error:
            # Ansible would warn, and go on without the lock.
            message = f"The lock cannot be kept ({error!r}), so this run ends before its next task."
        else:
            return
        self._display.error(message, wrap_text=False)
        raise SystemExit(1)


def _ssh(play: Any, name: str, environment: str, asked: str) -> list[str]:  # noqa: ANN401 - Ansible's own class
    """Return what opens a session at a host as Ansible would, but on a connection of its own."""
    manager = play.get_variable_manager()
    host = manager._inventory.get_host(name)  # noqa: SLF001 - there is no other way
    told = manager.get_vars(play=play, host=host)
    ways = {key: value for key, value in told.items() if key.startswith(("ansible_", "inventory_"))}
    ways = Templar(play.get_loader(), told).template(ways)
    connection = connection_loader.get("ansible.builtin.ssh", PlayContext(play), None)
    connection.set_options(var_options=ways)
    keep = shlex.join(["bash", "-c", KEEP, "keep", environment, asked])
    root = 'if [ "$(id -u)" -eq 0 ]; then set --; else set -- sudo -n; fi'
    words = f'{root}; exec "$@" {keep} "${{SSH_CONNECTION%% *}}"'
    address = connection.get_option("host")
    built = connection._build_command("ssh", "ssh", address, f"exec sh -c {shlex.quote(words)}")  # noqa: SLF001 - as above
    program, *rest = (part.decode() for part in built)
    own = ["ControlMaster=no", "ControlPath=none", "BatchMode=yes", "ServerAliveInterval=5"]
    return [program, *(word for each in own for word in ("-o", each)), *rest]
