"""One operator at a time: whoever is second is told who is first, and nothing is touched."""

from __future__ import annotations

import getpass
import os
import shlex
import socket
import subprocess
from datetime import UTC, datetime
from typing import Any

from ansible import context
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: one_operator
type: aggregate
short_description: Lets one run at a time change a site
description:
  - Holds a lock at the first host of the group C(runner) that answers, while the run lives.
  - The lock is an open SSH session. A run that is killed, or whose machine is lost, gives it back.
  - Runs in check mode take none, and neither do plays that have C(reads_only) as a variable.
requirements: []
"""

TAKEN = 75
"""What flock answers for a lock that somebody has."""
HOLD = """
flock --nonblock --conflict-exit-code 75 /run/tandem.lock sh -c '
  echo "$1" > /run/tandem.holder; echo held; cat > /dev/null' sh "$1"
code=$?
[ "$code" -ne 75 ] || cat /run/tandem.holder
exit "$code"
"""


class CallbackModule(CallbackBase):
    """Takes the lock before the first play that changes something."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "one_operator"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._session: subprocess.Popen[str] | None = None

    def v2_playbook_on_play_start(self, play: Any) -> None:  # noqa: ANN401 - Ansible's own class
        """Take the lock, once a run."""
        if self._session or context.CLIARGS.get("check") or play.vars.get("reads_only"):
            return
        inventory = play.get_variable_manager()._inventory  # noqa: SLF001 - there is no other way
        keepers = [(each.name, each.vars) for each in inventory.get_hosts("runner")]
        if keepers and not any(self._take(name) for name, _ in keepers):
            names = ", ".join(name for name, _ in keepers)
            self._display.warning(f"no lock was taken: {names} cannot be reached")

    def v2_playbook_on_stats(self, stats: Any) -> None:  # noqa: ANN401, ARG002 - Ansible's own
        """Give it back."""
        if self._session:
            self._session.communicate()

    def _take(self, keeper: str) -> bool:
        """Return whether the lock is held; end the run where somebody else holds it."""
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        who = f"{getpass.getuser()} at {socket.gethostname()}, process {os.getpid()}, since {now}"
        words = ["ssh", "-o", "BatchMode=yes", *shlex.split(os.environ.get("ANSIBLE_SSH_ARGS", ""))]
        command = shlex.join(["sudo", "-n", "sh", "-c", HOLD, "sh", who])
        session = subprocess.Popen(
            [*words, keeper, command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = session.stdout.readline().strip() if session.stdout else ""
        if said == "held":
            self._session = session
            return True
        if session.wait() == TAKEN:
            # Ansible turns any other exception of a callback into a warning.
            raise SystemExit(f"another run is at work here: {said}; wait until it has ended")
        return False
