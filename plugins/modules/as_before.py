"""Makes a host what it was before the first of ours, as far as ours made it otherwise."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils import host_accounts, host_files, host_settings  # type: ignore[attr-defined] # ours
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.host_memory import (  # type: ignore[import-not-found] # ours
    bearing,
    looks,
    packaged,
    remembered,
)

DOCUMENTATION = r"""
module: as_before
short_description: Makes a host what it was before the first of ours
description:
  - By what M(remember) kept. Files that were there come back with content, mode and owner; files
    that came go; so do accounts and groups; settings of the kernel are set back, and services run
    that ran.
  - Only what is as the last converge left it is touched, or says itself that it is ours. Whatever
    somebody else changed or made since stays, and is named.
  - On a host that remembers nothing it does nothing.
options:
  known:
    description: Says how the last converge left the host.
    type: str
    required: true
  marker:
    description: What a file says that a role wrote.
    type: str
    required: true
  folders:
    description: What is ours whole, by patterns of names.
    type: list
    elements: str
    required: true
  named:
    description: What is ours where it was not before.
    type: list
    elements: str
    required: true
  emptied:
    description: Folders that go where they are empty, and were not before.
    type: list
    elements: str
    required: true
  accounts:
    description: Accounts and groups that roles are told of.
    type: list
    elements: str
    required: true
  reread:
    description: Services that read their settings anew, where anything changed.
    type: list
    elements: str
    required: true
  everything:
    description: Whether accounts go too, whose data would be nobody's.
    type: bool
    required: true
author: [Tandem]
"""

EXAMPLES = r"""
- name: Make the host what it was
  as_before:
    known: /var/lib/tandem/baseline/known.json
    marker: Ansible managed
    folders: [/etc/tandem]
    named: [/etc/issue]
    emptied: [/srv/backup]
    accounts: [postgres]
    reread: [ssh]
    everything: true
"""

RETURN = r"""
done: {description: What it did., type: list, returned: always}
left: {description: Files that somebody else made or changed., type: list, returned: always}
"""

ROOT = Path("/")
UNDOING = ROOT / "var/lib/tandem/undoing"
"""There while files become what they were, so that whoever goes on lets services read them."""


def main() -> None:
    """Run as Ansible's module."""
    lists = ("folders", "named", "emptied", "accounts", "reread")
    module = AnsibleModule(
        argument_spec={
            "known": {"type": "str", "required": True},
            "marker": {"type": "str", "required": True},
            **{each: {"type": "list", "elements": "str", "required": True} for each in lists},
            "everything": {"type": "bool", "required": True},
        },
        supports_check_mode=True,
    )
    before = remembered(ROOT)
    if before is None:
        module.exit_json(changed=False, done=[], left=[])
    try:
        done, left = undo(module.params, before, check=module.check_mode)
    except OSError as error:
        module.fail_json(msg=str(error))
    except subprocess.CalledProcessError as error:
        module.fail_json(msg=f"{' '.join(error.cmd)}: {error.stderr.strip()}")
    module.exit_json(changed=bool(done), done=done, left=left)


def undo(
    asked: Mapping[str, Any], before: Mapping[str, Any], *, check: bool
) -> tuple[list[str], list[str]]:
    """Return what was done, and what was left because somebody else made it so."""
    known = converged(Path(asked["known"]))
    was_cut_off = UNDOING.exists()
    if not check:
        UNDOING.touch()
    done, left = undo_files(asked, before, known, check=check)
    units = list(host_settings.stopped(before["running"], known.get("units")))
    if not check and (units or done or was_cut_off):
        host_settings.start(units, asked["reread"])
    if not check:
        UNDOING.unlink()
    done += [f"start {unit}" for unit in units]
    done += undo_accounts(asked, known, check=check)
    return done, left


def undo_files(
    asked: Mapping[str, Any], before: Mapping[str, Any], known: Mapping[str, Any], *, check: bool
) -> tuple[list[str], list[str]]:
    """Return what was done to files and settings, and which files were left."""
    seen = sight(asked, before, known)
    files = [each for each in (*seen.marked, *asked["named"]) if "/sysctl.d/" in each]
    values = host_settings.altered(before["settings"], host_settings.told(ROOT, files), ROOT)
    ours = host_files.matching(ROOT, asked["folders"])
    felled = host_files.fell(ROOT, new(ours, before), really=not check)
    steps = host_files.plan(seen if check else sight(asked, before, known))
    if not check:
        host_settings.set_all(ROOT, values)
        host_files.perform(ROOT, steps, before["looks"])
    empty = host_files.empty(ROOT, new(asked["emptied"], before))
    felled += host_files.fell(ROOT, empty, really=not check)
    done = [f"{step.what} {step.path}" for step in steps if step.what != "leave"]
    done += [f"remove {each}" for each in felled]
    done += [f"set {name}={value}" for name, value in values.items()]
    return done, host_files.left(steps)


def undo_accounts(asked: Mapping[str, Any], known: Mapping[str, Any], *, check: bool) -> list[str]:
    """Return what was done to accounts and groups."""
    ours = [*asked["accounts"], *(known.get("users") or ()), *(known.get("groups") or ())]
    before, now = host_accounts.people_before(ROOT), host_accounts.people_now(ROOT)
    commands = list(host_accounts.commands(before, now, ours, all_of_them=asked["everything"]))
    if not check:
        host_accounts.perform(commands)
    return [" ".join(command) for command in commands]


def new(paths: Collection[str], before: Mapping[str, Any]) -> list[str]:
    """Return the paths that were not there before."""
    return [each for each in paths if each not in before["looks"]]


def sight(
    asked: Mapping[str, Any], before: Mapping[str, Any], known: Mapping[str, Any]
) -> host_files.Sight:
    """Return what is known of all files."""
    now = looks(ROOT)
    marked = set(bearing(ROOT, now, asked["marker"].encode()))
    named = [*asked["named"], *asked["folders"]]
    theirs = packaged(ROOT)
    return host_files.Sight(before["looks"], known.get("files"), now, named, marked, theirs)


def converged(file: Path) -> Mapping[str, Any]:
    """Return how the last converge left the host; nothing where none came to its end."""
    items: Mapping[str, Any] = json.loads(file.read_text())["items"] if file.exists() else {}
    return items


if __name__ == "__main__":
    main()
