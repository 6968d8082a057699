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
    process, state = _asked(engine, name)
    root("nsenter", f"--net=/proc/{process}/ns/net", "ip", "link", "set", LINK, "down")
    if state == "paused":  # the engine kills nobody who is frozen
        engine("unpause", name)
    engine("kill", name)


def give(engine: Engine, host: str) -> None:
    """Boot a host; whoever was stopped while he took its power left it running without a link."""
    name = engine.lab.own(host)
    if _asked(engine, name)[1] in {"running", "paused"}:
        take(engine, host)
        engine("wait", name)
    engine("start", name)


def _asked(engine: Engine, name: str) -> tuple[str, str]:
    """Return the first process of a container, and its state."""
    asked = "--format={{.State.Pid}} {{.State.Status}}"
    process, state = engine("container", "inspect", asked, name).split()
    return process, state
