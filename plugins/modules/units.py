"""Brings units of systemd to a state: asks for all of them at once, and reloads only what changed.

`ansible.builtin.systemd_service` asks three times for one unit, and `daemon_reload: true` makes
systemd read all units of the host anew, each time: a third of a second of processor time for a unit
that nobody touched. systemd itself knows which of the files that it read are newer now. A folder of
drop-ins that is new it does not see, nor a file that is to stand in for one that it read: those are
looked for here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: units
short_description: Brings units of systemd to one state
description:
  - Makes systemd read its files anew where a file of these units, or of units that they trigger,
    came, went or changed since it was read, and only then.
  - Fails where a unit is not there, or does not come to the state.
options:
  name: {description: The units., type: list, elements: str, required: true}
  enabled: {description: Whether they start with the host., type: bool}
  state: {description: Whether they run now., type: str, choices: [started, stopped, restarted]}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Run what has to run, and start it with the host
  units:
    name: [etcd, patroni]
    enabled: true
    state: started
"""

RETURN = r"""
done: {description: "What was asked of systemd, by unit.", type: dict, returned: always}
"""

ASKED = (
    *("LoadState", "ActiveState", "UnitFileState", "NeedDaemonReload", "Triggers"),
    *("Id", "Names", "FragmentPath", "DropInPaths"),
)
ENABLED = ("enabled", "enabled-runtime", "generated")
FIXED = ("static", "transient")
"""Units that others start: there is nothing to enable."""
RUNNING = ("active", "activating", "reloading")
FOLDERS = (
    *("/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient"),
    *("/run/systemd/generator.early", "/etc/systemd/system", "/etc/systemd/system.attached"),
    *("/run/systemd/system", "/run/systemd/system.attached", "/run/systemd/generator"),
    *("/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/run/systemd/generator.late"),
)
"""Where systemd looks for files of units, what it prefers first: systemd.unit(5)."""


def states(names: list[str], told: str) -> dict[str, dict[str, str]]:
    r"""Return what systemd told of each unit, in the order in which it was asked.

    >>> states(["a", "b"], "LoadState=loaded\n\nLoadState=masked\n")["b"]
    {'LoadState': 'masked'}
    """
    blocks = told.strip().split("\n\n")
    if len(blocks) != len(names):
        raise ValueError(f"asked for {len(names)} units, systemd told of {len(blocks)}")
    told_of = [dict(line.split("=", 1) for line in each.splitlines()) for each in blocks]
    return dict(zip(names, told_of, strict=True))


def steps(seen: dict[str, str], *, enabled: bool | None, state: str | None) -> list[str]:
    """Return what brings a unit to its state: nothing, where it has it.

    >>> steps({"UnitFileState": "disabled", "ActiveState": "active"}, enabled=True, state="started")
    ['enable']
    """
    found = []
    file = seen["UnitFileState"]
    if enabled is not None and file not in FIXED and (file in ENABLED) != enabled:
        found.append("enable" if enabled else "disable")
    runs = seen["ActiveState"] in RUNNING
    if state == "started" and not runs:
        found.append("start")
    if state == "restarted":
        found.append("restart")
    if state == "stopped" and (runs or seen["ActiveState"] == "deactivating"):
        found.append("stop")
    return found


def wrong(seen: dict[str, str], todo: list[str]) -> str:
    """Return why a unit cannot come to its state; nothing, where it can."""
    if seen["LoadState"] == "masked":
        return "is masked" if {"enable", "start", "restart"} & set(todo) else ""
    return "" if seen["LoadState"] == "loaded" else f"is {seen['LoadState']} in systemd's eyes"


def forms(name: str) -> Iterator[str]:
    """Tell under which names files may be that hold for a unit, the nearest first.

    >>> list(forms("a-b@c.timer"))
    ['a-b@c.timer', 'a-b@.timer', 'a-.timer', 'timer']
    """
    stem, _, kind = name.rpartition(".")
    prefix, at, _ = stem.partition("@")
    yield name
    if at:
        yield f"{prefix}@.{kind}"
    while "-" in prefix.rstrip("-"):
        prefix = prefix.rstrip("-").rpartition("-")[0] + "-"
        yield f"{prefix}.{kind}"
    yield kind


def file_of(name: str) -> str:
    """Return the file that systemd would read for a unit now; nothing, where there is none."""
    for form in list(forms(name))[: 2 if "@" in name else 1]:
        for folder in FOLDERS:
            if os.path.lexists(path := f"{folder}/{form}"):
                return os.path.realpath(path)
    return ""


def drop_ins(names: list[str]) -> set[str]:
    """Return the drop-ins that systemd would read for a unit now."""
    found: dict[str, str] = {}
    for form in dict.fromkeys(form for name in names for form in forms(name)):
        for folder in FOLDERS:
            for each in Path(folder, f"{form}.d").glob("*.conf"):
                found.setdefault(each.name, os.path.realpath(each))
    return {path for path in found.values() if path != os.devnull}


def is_stale(seen: dict[str, str]) -> bool:
    """Whether files of a unit came or went since systemd read them; where it says so, they did."""
    if seen["NeedDaemonReload"] == "yes":
        return True
    read = {os.path.realpath(path) for path in seen["DropInPaths"].split()}
    if drop_ins(seen["Names"].split()) - read:
        return True
    now = file_of(seen["Id"])
    return bool(now) and now != os.path.realpath(seen["FragmentPath"])


class Systemd:
    """What asks systemd."""

    def __init__(self, module: AnsibleModule) -> None:
        self._module = module

    def say(self, *words: str) -> str:
        """Run systemctl, and fail the task where it fails."""
        code, out, err = self._module.run_command(["systemctl", *words])
        if code:
            said = (err or out).strip()
            self._module.fail_json(msg=f"systemctl {' '.join(words)} failed: {said}")
        return str(out)

    def states(self, names: list[str]) -> dict[str, dict[str, str]]:
        """Ask for all units at once."""
        asked = self.say("show", f"--property={','.join(ASKED)}", "--", *names)
        return states(names, asked)

    def is_outdated(self, seen: dict[str, dict[str, str]]) -> bool:
        """Whether files of a unit, or of what it triggers, are not those that systemd read."""
        started = [name for each in seen.values() for name in each["Triggers"].split()]
        told = [*seen.values(), *(self.states(started).values() if started else ())]
        return any(is_stale(each) for each in told)


def main() -> None:
    """Run as Ansible's module."""
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "list", "elements": "str", "required": True},
            "enabled": {"type": "bool"},
            "state": {"type": "str", "choices": ["started", "stopped", "restarted"]},
        },
        supports_check_mode=True,
    )
    asked = module.params
    systemd, names = Systemd(module), list(dict.fromkeys(asked["name"]))
    seen = systemd.states(names) if names else {}
    if not module.check_mode and systemd.is_outdated(seen):
        systemd.say("daemon-reload")
        seen = systemd.states(names)
    todo = {
        name: steps(each, enabled=asked["enabled"], state=asked["state"])
        for name, each in seen.items()
    }
    if refused := [f"{name} {why}" for name in seen if (why := wrong(seen[name], todo[name]))]:
        module.fail_json(msg="; ".join(refused))
    done = {name: each for name, each in todo.items() if each}
    if not module.check_mode:
        act(systemd, done)
    module.exit_json(changed=bool(done), done=done)


def act(systemd: Systemd, done: dict[str, list[str]]) -> None:
    """Do what has to be done, unit by unit in the order of the task."""
    for name, each in done.items():
        for step in each:
            systemd.say(step, "--", name)


if __name__ == "__main__":
    main()
