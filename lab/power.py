"""A host's power, taken as if its plug were pulled, and given back.

Processes that are merely killed still take leave: the kernel ends their connections, and everybody
who talked to them knows at once. A host without power says nothing, so its link goes first.
"""

from __future__ import annotations

from lab.engine import Engine
from lab.shell import root

LINK = "eth0"


def take(engine: Engine, host: str) -> None:
    """Silence a host, frozen or not, then end all that runs on it."""
    name = engine.lab.own(host)
    asked = "{{.State.Pid}} {{.State.Status}}"
    process, state = engine("container", "inspect", f"--format={asked}", name).split()
    root("nsenter", f"--net=/proc/{process}/ns/net", "ip", "link", "set", LINK, "down")
    if state == "paused":  # the engine kills nobody who is frozen
        engine("unpause", name)
    engine("kill", name)


def give(engine: Engine, host: str) -> None:
    """Boot a host."""
    engine("start", engine.lab.own(host))
