"""What is to be updated on a host, and which services still run what was replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: patch_state
short_description: Says which packages wait to be updated, and which services run old files
description:
  - Reads only. Asks apt what an upgrade would do; what is held back stays out.
  - A service runs old files where a process of it has a file mapped that was replaced since.
options:
  updates: {description: Which ones., type: str, choices: [security, all], default: security}
  only:
    description: Patterns that names of packages start with; without one, all.
    type: list
    elements: str
    default: []
  spared: {description: Units that are never restarted., type: list, elements: str, default: []}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Ask what is to be updated
  patch_state:
    updates: security
"""

RETURN = r"""
packages: {description: "As apt takes them: name=version.", type: list, returned: always}
stale: {description: Units that run old files., type: list, returned: always}
reboot: {description: Whether the host is to boot again., type: bool, returned: always}
"""

_INSTALLED = re.compile(r"^Inst (\S+) \[[^]]+\] \((\S+) (.*?) \[\w+\]\)")
_REBOOT = Path("/run/reboot-required")
_PROCESSES = Path("/proc")


def pending(simulated: str, updates: str, only: Iterable[str]) -> Iterator[str]:
    """Yield what an upgrade would replace.

    >>> line = "Inst nginx [1.22.1-9] (1.22.1-9+deb12u1 Debian-Security:12/stable-security [amd64])"
    >>> list(pending(line, "security", [])), list(pending(line, "all", ["redis"]))
    (['nginx=1.22.1-9+deb12u1'], [])
    """
    patterns = [re.compile(each) for each in only]
    for line in simulated.splitlines():
        found = _INSTALLED.match(line)
        if not found:
            continue
        name, version, origins = found.groups()
        if updates == "security" and "security" not in origins.lower():
            continue
        if not patterns or any(each.match(name) for each in patterns):
            yield f"{name}={version}"


def runs_old(maps: str) -> bool:
    """Tell whether a process has a program or a library mapped that was replaced.

    >>> runs_old("7f00-7f01 r-xp 0 08:01 12  /usr/lib/x/libssl.so.3 (deleted)")
    True
    >>> runs_old("7f00-7f01 rw-s 0 00:01 12  /dev/zero (deleted)")
    False
    """
    return any(
        line.endswith(" (deleted)") and "x" in line.split()[1] and "  /usr/" in f"  {_file(line)}"
        for line in maps.splitlines()
    )


def _file(line: str) -> str:
    return line.split(maxsplit=5)[5] if len(line.split(maxsplit=5)) > 5 else ""


def unit_of(groups: str) -> str | None:
    """Return the service that a process belongs to.

    >>> unit_of("1:name=systemd:/system.slice/etcd.service")
    'etcd.service'
    """
    for line in groups.splitlines():
        for part in reversed(line.rpartition(":")[2].split("/")):
            if part.endswith(".service"):
                return part
    return None


def stale(processes: Path, spared: Iterable[str]) -> list[str]:
    """Return the services that run old files."""
    found = set()
    for process in processes.glob("[0-9]*"):
        try:
            if runs_old((process / "maps").read_text()):
                found.add(unit_of((process / "cgroup").read_text()))
        except OSError:
            continue  # gone meanwhile
    return sorted(found - {None, *spared})  # type: ignore[type-var] # nothing is taken out


def state(wanted: Mapping[str, Any], simulated: str) -> dict[str, Any]:
    """Return what Ansible is told."""
    return {
        "packages": sorted(pending(simulated, wanted["updates"], wanted["only"])),
        "stale": stale(_PROCESSES, wanted["spared"]),
        "reboot": _REBOOT.exists(),
    }


def main() -> None:
    """Run as Ansible's module."""
    texts: dict[str, Any] = {"type": "list", "elements": "str", "default": []}
    module = AnsibleModule(
        argument_spec={
            "updates": {"type": "str", "choices": ["security", "all"], "default": "security"},
            "only": texts,
            "spared": texts,
        },
        supports_check_mode=True,
    )
    command = ["apt-get", "--simulate", "--with-new-pkgs", "upgrade"]
    said = module.run_command(command, environ_update={"LC_ALL": "C"}, check_rc=True)[1]
    module.exit_json(changed=False, **state(module.params, said))


if __name__ == "__main__":
    main()
