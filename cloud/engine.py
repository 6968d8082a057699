"""The Pulumi engine: the one on the PATH, the official one, or one built from its sources.

The vendor offers its command on its own site alone. Where that cannot be reached, the same version
is built from Go modules, every one of them pinned by its hash in ``cloud/pulumi/go.sum``. Whatever
was got is kept, and got once.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pulumi.automation import PulumiCommand
from semver import VersionInfo

from cloud.building import Told, build

VERSION = VersionInfo.parse("3.250.0")
"""What is built or downloaded; one on the PATH may be newer."""


class EngineError(Exception):
    """There is no engine, with all that was tried."""


def engine(told: Told = lambda _: None, *, build: bool = True) -> PulumiCommand:
    """Return the engine, getting it first where this machine has none; built only on demand."""
    found = shutil.which("pulumi")
    if found and (there := _version(Path(found))) and there >= VERSION:
        return PulumiCommand(version=VERSION)
    root = cache() / f"pulumi-{VERSION}"
    with alone(root, told):
        if _version(root / "bin" / "pulumi") != VERSION:
            _get(root, told, build=build)
    return PulumiCommand(root=str(root), version=VERSION)


def cache() -> Path:
    """Return where what was got is kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tandem"


def _get(root: Path, told: Told, *, build: bool) -> None:
    tried = []
    ways = (("downloading", _download), ("building", _build))
    for way, get in ways if build else ways[:1]:
        told(f"{way} Pulumi {VERSION}")
        try:
            get(root, told)
        except (OSError, RuntimeError, subprocess.CalledProcessError) as error:
            tried.append(f"{way}: {_reason(error)}")
        if _version(root / "bin" / "pulumi") == VERSION:
            return
    advice = "install it from its vendor's site, so that `pulumi version` answers"
    raise EngineError("\n".join([f"there is no Pulumi {VERSION} here", *tried, advice]))


def _download(root: Path, _: Told) -> None:
    PulumiCommand.install(root=str(root), version=VERSION)


def _build(root: Path, told: Told) -> None:
    """Build it, and put it in its place once it says that it is what was asked for."""
    draft = root / "bin" / "pulumi.new"
    draft.parent.mkdir(parents=True, exist_ok=True)
    build(str(VERSION), draft, told)
    if (built := _version(draft)) != VERSION:
        raise OSError(f"what was built says that it is {built}")
    draft.replace(root / "bin" / "pulumi")


def _version(program: Path) -> VersionInfo | None:
    if not program.is_file():
        return None
    said = subprocess.run([program, "version"], check=False, capture_output=True, text=True)
    match = re.match(r"v(\d+\.\d+\.\d+)", said.stdout)
    return VersionInfo.parse(match[1]) if match else None


def _reason(error: Exception) -> str:
    said = getattr(error, "stderr", "") or str(error)
    return said.strip().splitlines()[-1] if said.strip() else type(error).__name__


@contextmanager
def alone(root: Path, told: Told) -> Iterator[None]:
    """Hold a folder of the cache alone: whoever is second waits, and finds what the first got."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told("another run is getting it: waiting for that one")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
