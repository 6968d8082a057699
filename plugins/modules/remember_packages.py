"""Remembers which packages an installation of ours brought, and which made room for them."""

from __future__ import annotations

from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.host_memory import packages  # type: ignore[import-not-found] # ours

DOCUMENTATION = r"""
module: remember_packages
short_description: Remembers which packages an installation of ours brought
description:
  - Said before an installation and after it. What is installed in between by somebody else is ours
    too; whoever is interrupted in between goes on from where the first one began.
  - A host that was built before anybody remembered has no file brought, and gets none.
options:
  folder: {description: Where it is written., type: str, default: /var/lib/tandem/packages}
  moment:
    description: Whether it begins or ended.
    type: str
    choices: [begin, end]
    required: true
author: [Tandem]
"""

EXAMPLES = r"""
- name: Remember which packages are there
  remember_packages: {moment: begin}
"""

RETURN = r"""
brought: {description: What came., type: list, returned: always}
lost: {description: What made room., type: list, returned: always}
"""


def lines(file: Path) -> set[str]:
    """Return the names in a file; none where it is not there."""
    return set(file.read_text().split()) if file.exists() else set()


def write(file: Path, names: set[str]) -> None:
    """Write names, whole or not at all."""
    draft = file.with_suffix(".new")
    draft.write_text("".join(f"{name}\n" for name in sorted(names)))
    draft.replace(file)


def begin(folder: Path, there: set[str]) -> None:
    """Keep what is there, where nobody has begun; the very first time also as what was before."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not (folder / "during").exists():
        write(folder / "during", there)
    if not (folder / "before").exists():
        write(folder / "brought", set())
        write(folder / "before", there)


def end(folder: Path, there: set[str]) -> tuple[set[str], set[str]]:
    """Add what came and what went; return both."""
    was = lines(folder / "during")
    came, went = there - was, was - there
    if (folder / "brought").exists():
        write(folder / "brought", lines(folder / "brought") | came)
    write(folder / "lost", lines(folder / "lost") | (went & lines(folder / "before")))
    (folder / "during").unlink()
    return came, went


def main() -> None:
    """Run as Ansible's module."""
    module = AnsibleModule(
        argument_spec={
            "folder": {"type": "str", "default": "/var/lib/tandem/packages"},
            "moment": {"type": "str", "choices": ["begin", "end"], "required": True},
        }
    )
    folder = Path(module.params["folder"])
    there = {
        name for name, state in packages(Path("/")).items() if state in {"wanted", "automatic"}
    }
    came, went = set[str](), set[str]()
    if module.params["moment"] == "begin":
        begin(folder, there)
    else:
        came, went = end(folder, there)
    module.exit_json(changed=bool(came or went), brought=sorted(came), lost=sorted(went))


if __name__ == "__main__":
    main()
