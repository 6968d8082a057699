"""The files of the repository as git sees them: tracked, or new and not ignored."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@cache
def files(*globs: str) -> tuple[Path, ...]:
    """Return the paths, from the root, that match a glob; all of them without one.

    Git is told that a checkout of another user is safe to list: a container runs as root.
    """
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    asked = [*command, "--cached", "--others", "--exclude-standard", "--"]
    names = subprocess.run(
        [*asked, *(f":(glob){glob}" for glob in globs)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return tuple(sorted({Path(name) for name in names if (ROOT / name).is_file()}))


@cache
def text(path: Path) -> str:
    """Return what a file says; nothing where it is no text."""
    content = (ROOT / path).read_bytes()
    return "" if b"\0" in content else content.decode()


def hits(pattern: str, *globs: str) -> Iterator[str]:
    """Yield each line that holds the pattern, as compilers name it."""
    for path in files(*globs):
        for number, line in enumerate(text(path).splitlines(), start=1):
            if re.search(pattern, line):
                yield f"{path}:{number}: {line.strip()}"


def longer_than(limit: int, *globs: str) -> Iterator[str]:
    """Yield each file of more lines than the limit, unless its head says `# long: reason`."""
    for path in files(*globs):
        lines = text(path).splitlines()
        if len(lines) > limit and not any(has_reason(line) for line in lines[:5]):
            yield f"{path}: {len(lines)} lines"


def has_reason(line: str) -> bool:
    """Tell whether a line breaks a limit on size openly: `# long: reason`."""
    return re.search(r"# long: \w{2}", line) is not None


def expect_none(offenders: Iterable[str]) -> None:
    """Fail with every offender at once, and nothing else."""
    found = sorted(offenders)
    if found:
        pytest.fail("\n".join([f"{len(found)} found:", *found]), pytrace=False)
