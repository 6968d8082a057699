"""What nobody declared: one small program, sent over SSH, that prints what a host is.

It is this checkout's program that runs, never one that lies on the host, and it leaves no file.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from typing import Any

from topology.repository import ROOT

PROGRAM = ROOT / "roles" / "baseline" / "files"
AT_ONCE = 20
PATIENCE = 300  # seconds; for a host with a million files, or a busy one
_START = (
    "import os,runpy,sys;f=os.memfd_create('tandem');os.write(f,sys.stdin.buffer.read());"
    "sys.dont_write_bytecode=True;runpy.run_path(f'/proc/self/fd/{f}',run_name='__main__')"
)
_WAYS = ("ControlMaster=auto", "ControlPersist=60s", "BatchMode=yes", "ConnectTimeout=15")


class UnansweredError(Exception):
    """A host that says nothing, and why."""


def ask_all(
    hosts: Iterable[str], word: str, told: Callable[[str], None]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what hosts say, and why others say nothing."""
    said: dict[str, Any] = {}
    silent: dict[str, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {pool.submit(ask, host, word): host for host in hosts}
        for each in as_completed(asked):
            host = asked[each]
            try:
                said[host] = each.result()
                told(f"{host} read")
            except UnansweredError as error:
                silent[host] = str(error)
    return said, silent


def ask(host: str, word: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Run the program on a host, and return what it printed."""
    config = os.environ.get("TANDEM_SSH_CONFIG")
    options = [f"-o{each}" for each in (*_WAYS, "ControlPath=~/.ssh/tandem-%C")]
    words = ["ssh", *(["-F", config] if config else []), *options, host]
    remote = shlex.join(["sudo", "-n", "python3", "-c", _START, word])
    try:
        ended = subprocess.run(
            [*words, remote], input=_packed(), capture_output=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise UnansweredError(f"it did not answer within {PATIENCE} s") from None
    if ended.returncode:
        raise UnansweredError(ended.stderr.decode(errors="replace").strip()[-300:] or "no answer")
    return json.loads(ended.stdout)


@cache
def _packed() -> bytes:
    """Return the program as an archive that Python can run."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        for path in sorted(PROGRAM.glob("*.py")):
            name = "__main__.py" if path.stem == "baseline" else path.name
            folder.writestr(name, path.read_bytes())
    return archive.getvalue()


def facts_of(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what each host of an inventory is told, groups' variables among it."""
    facts: dict[str, dict[str, Any]] = {}
    for name, own in found["_meta"]["hostvars"].items():
        facts[name] = {}
        for group in found.values():
            if name in group.get("hosts", ()):
                facts[name].update(group.get("vars", {}))
        facts[name].update(own)
    return facts
