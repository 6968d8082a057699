"""Tells which of our packages nobody else's need, by what is installed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.host_memory import (  # type: ignore[import-not-found] # ours
    packages,
    paragraphs,
    remembered,
)

DOCUMENTATION = r"""
module: unneeded_packages
short_description: Tells which packages may go
description:
  - Packages that others than these depend on stay, and so does what those depend on.
options:
  name: {description: Packages that are to go., type: list, elements: str, required: true}
  back: {description: Packages that came back., type: list, elements: str, required: true}
  settings: {description: Whether those count that left their settings., type: bool, required: true}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Ask which packages may go
  unneeded_packages: {name: [redis-server], back: [], settings: false}
"""

RETURN = r"""
unneeded: {description: Those that are there and may go., type: list, returned: always}
needed: {description: Those that others need., type: list, returned: always}
automatic: {description: Of those that came back what nobody wished., type: list, returned: always}
"""

Fields = Mapping[str, str]


def clauses(fields: Fields) -> list[list[str]]:
    """Return what a package depends on: of each clause one has to be there.

    >>> clauses({"Depends": "a (>= 1), b:any | c", "Pre-Depends": "d"})
    [['a'], ['b', 'c'], ['d']]
    """
    said = [fields.get(name, "") for name in ("Depends", "Pre-Depends")]
    return [
        [re.split(r"[ :(]", word.strip())[0] for word in clause.split("|")]
        for clause in ",".join(said).split(",")
        if clause.strip()
    ]


def names_of(fields: Fields) -> set[str]:
    """Return a package's name and those that it stands for.

    >>> sorted(names_of({"Package": "a", "Provides": "b (= 1), c"}))
    ['a', 'b', 'c']
    """
    provided = re.findall(r"(?:^|,)\s*([^\s,(:]+)", fields.get("Provides", ""))
    return {fields["Package"], *provided}


def needed(installed: Iterable[Fields], ours: set[str]) -> set[str]:
    """Return those of ours that others need, directly or through one another."""
    there = {each["Package"]: each for each in installed}
    staying = set(there) - ours
    stands_for = {name: names_of(fields) for name, fields in there.items()}
    waiting = list(staying)
    while waiting:
        have = set().union(*(stands_for[name] for name in staying))
        for clause in clauses(there[waiting.pop()]):
            if have.isdisjoint(clause):
                more = {n for n, names in stands_for.items() if not names.isdisjoint(clause)}
                waiting += more
                staying |= more
                have = have.union(*(stands_for[name] for name in more))
    return staying & ours


def main() -> None:
    """Run as Ansible's module."""
    words = {"type": "list", "elements": "str", "required": True}
    module = AnsibleModule(
        argument_spec={
            "name": words,
            "back": words,
            "settings": {"type": "bool", "required": True},
        },
        supports_check_mode=True,
    )
    root = Path("/")
    ours, back = set(module.params["name"]), set(module.params["back"])
    states = packages(root)
    whole = {name for name, state in states.items() if state in {"wanted", "automatic"}}
    blocks = paragraphs(root / "var/lib/dpkg/status")
    kept = needed([each for each in blocks if each["Package"] in whole], ours & whole)
    left = {name for name in states if states[name] == "config-files"}
    gone = (ours & (whole | left if module.params["settings"] else whole)) - kept
    before = (remembered(root) or {"packages": {}})["packages"]
    unasked = {
        name for name in back if before.get(name) == "automatic" and states.get(name) == "wanted"
    }
    module.exit_json(
        changed=False, unneeded=sorted(gone), needed=sorted(kept), automatic=sorted(unasked)
    )


if __name__ == "__main__":
    main()
