"""Packs the probe: the same bytes for the same content, whoever builds it and when.

`python -m lab.probe.build --name shop --process shop-api --job reports` prints the path of the
archive, in the user's cache.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

VERSION = "1.0.0"
FAULTS = ("", "health", "start", "migration")
HERE = Path(__file__).parent
PACKAGES = {
    "Debian": ["python3", "python3-psycopg2", "python3-redis"],
    "RedHat": ["python3", "python3-psycopg2", "python3-redis"],
}
RUN = "python3 -m lab.probe.app"


def manifest(
    name: str, version: str, processes: Sequence[str], jobs: Sequence[str]
) -> dict[str, Any]:
    """Return the probe's manifest, as one of a tenant's would be written."""
    return {
        "name": name,
        "version": version,
        "packages": PACKAGES,
        "processes": {each: {"run": f"{RUN} run"} for each in processes},
        "jobs": {each: {"run": f"{RUN} job {each}"} for each in jobs},
        "migrations": {"up": f"{RUN} migrate up", "down": f"{RUN} migrate down"},
        "static": "lab/probe/app/static",
    }


def archive(found: Mapping[str, Any], fault: str = "") -> bytes:
    """Return the archive: sorted, without owners and times."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, filename="") as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.USTAR_FORMAT) as tar,
    ):
        for path, content in sorted(_contents(found, fault)):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def build(found: Mapping[str, Any], into: Path, fault: str = "") -> Path:
    """Write the archive, named by its content; one that is there is left alone."""
    content = archive(found, fault)
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = into / f"{found['name']}-{found['version']}-{digest}.tar.gz"
    if not path.exists():
        into.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        half.write_bytes(content)
        half.replace(path)
    return path


def cache() -> Path:
    """Return where archives are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(home) / "tandem" / "probe"


def main(words: Sequence[str]) -> None:
    """Build what the command line asks for and print where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", default=VERSION)
    parser.add_argument("--process", action="append", default=[])
    parser.add_argument("--job", action="append", default=[])
    parser.add_argument("--fault", choices=FAULTS, default="")
    parser.add_argument("--into", type=Path, default=cache())
    asked = parser.parse_args(words)
    found = manifest(asked.name, asked.version, sorted(asked.process), sorted(asked.job))
    sys.stdout.write(f"{build(found, asked.into, asked.fault)}\n")


def _contents(found: Mapping[str, Any], fault: str) -> Iterator[tuple[str, bytes]]:
    yield "tandem.yml", yaml.safe_dump(dict(found), sort_keys=True).encode()
    yield "release", f"{found['version']}\n".encode()
    yield "lab/__init__.py", b""
    yield "lab/probe/__init__.py", b""
    if fault:
        yield "fault", f"{fault}\n".encode()
    for path in HERE.glob("app/**/*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"lab/probe/{path.relative_to(HERE)}", path.read_bytes()


if __name__ == "__main__":
    main(sys.argv[1:])
