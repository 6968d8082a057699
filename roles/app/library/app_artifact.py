"""An Ansible module: reads an artifact on the controller, and refuses what breaks the contract."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: app_artifact
short_description: Read the manifest of an artifact
description: Reads C(tandem.yml) in an archive and refuses, at once, all that breaks the contract.
options:
  path: {description: The archive., type: path, required: true}
  name: {description: The platform that it must be for., type: str, required: true}
  processes: {description: Processes that it must run., type: list, elements: str, required: true}
  jobs: {description: Jobs that it must run., type: list, elements: str, required: true}
"""

KNOWN = frozenset({"name", "version", "packages", "processes", "jobs", "migrations", "static"})
NAMES = {"type": "list", "elements": "str", "required": True}
ARGUMENTS = {
    "path": {"type": "path", "required": True},
    "name": {"type": "str", "required": True},
    "processes": NAMES,
    "jobs": NAMES,
}
VERSION = r"[0-9A-Za-z][0-9A-Za-z._]{0,39}"


def problems(
    found: Mapping[str, Any], name: str, processes: list[str], jobs: list[str]
) -> Iterator[str]:
    """Yield all that is wrong with a manifest."""
    yield from (f"{key} is not known" for key in sorted(set(found) - KNOWN))
    if found.get("name") != name:
        yield f"name is {found.get('name')!r}, and this platform is {name!r}"
    if not re.fullmatch(VERSION, str(found.get("version") or "")):
        yield f"version is {found.get('version')!r}; letters, digits, dots, underscores are meant"
    for kind, wanted in (("processes", processes), ("jobs", jobs)):
        there = found.get(kind) or {}
        yield from (f"{kind} has no {each}" for each in wanted if each not in there)
        yield from (f"{kind}.{each} has no run" for each in there if not _runs(there[each]))
    up, down = (bool((found.get("migrations") or {}).get(way)) for way in ("up", "down"))
    if up != down:
        yield "migrations has one way; it has up and down, or is left out"
    static = str(found.get("static") or "")
    if static.startswith("/") or ".." in static:
        yield f"static is {static!r}; a folder inside of the archive is meant"


def commands(found: Mapping[str, Any]) -> dict[str, str]:
    """Return each command by where its runner lies in a release."""
    return {
        **{f"run/{n}": each["run"] for n, each in (found.get("processes") or {}).items()},
        **{f"job/{n}": each["run"] for n, each in (found.get("jobs") or {}).items()},
        **{f"migrate/{way}": said for way, said in (found.get("migrations") or {}).items()},
    }


def manifest(path: str) -> object:
    """Return what the manifest says; tar finds out by itself how an archive is packed."""
    read = subprocess.run(
        ["tar", "--extract", "--to-stdout", "--file", path, "tandem.yml"],
        capture_output=True,
        check=False,
    )
    if read.returncode:
        raise ValueError(f"has no tandem.yml at its top, or is no archive: {read.stderr.decode()}")
    return yaml.safe_load(read.stdout)


def _runs(program: object) -> bool:
    return isinstance(program, dict) and isinstance(program.get("run"), str)


def main() -> None:
    """Read, and return what the hosts need to know."""
    module = AnsibleModule(argument_spec=ARGUMENTS, supports_check_mode=True)
    asked = module.params
    path = Path(asked["path"])
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        found = manifest(str(path))
    except (OSError, ValueError, yaml.YAMLError) as error:
        module.fail_json(msg=f"{path} cannot be released: {error}")
    if not isinstance(found, dict):
        module.fail_json(msg=f"{path} cannot be released: its tandem.yml has no keys")
    wrong = list(problems(found, asked["name"], asked["processes"], asked["jobs"]))
    if wrong:
        module.fail_json(msg=f"{path} cannot be released: {'; '.join(wrong)}", problems=wrong)
    module.exit_json(
        changed=False,
        path=str(path),
        sha256=digest,
        release=f"{found['version']}-{digest[:8]}",
        packages=found.get("packages") or {},
        commands=commands(found),
        static=found.get("static") or "",
        migrates=bool(found.get("migrations")),
    )


if __name__ == "__main__":
    main()
