"""Puts files and folders at their place, as many as there are in one call."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: place
short_description: Puts files and folders of a role at their place
description:
  - One task for what a role writes at one point of its order, and one call for the host.
  - A role keeps ansible.builtin.template for a file that is validated, or that another task must
    know of apart.
options:
  files:
    description:
      - Each is a folder, or a file of a template, of a file of the role, or of a content. Where it
        has each, there is one for every item; to or folder name it as Python's format does, and
        its template knows item.
    type: list
    elements: dict
    required: true
  owner: {description: Of those that name no other., type: str}
  group: {description: Of those that name no other., type: str}
  mode: {description: Of those that name no other., type: str}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Set up the round
  place:
    owner: root
    group: root
    mode: "0644"
    files:
      - {folder: /usr/local/lib/tandem, mode: "0755"}
      - {copy: figures, to: /usr/local/lib/tandem/figures, mode: "0755"}
      - {template: figures.timer.j2, to: "/etc/systemd/system/figures-{item}.timer", each: [a, b]}
"""

RETURN = r"""
done: {description: Paths that were not as asked., type: list, returned: always}
"""

SPEC = {
    "path": {"type": "path", "required": True},
    "content": {"type": "str"},
    "owner": {"type": "str"},
    "group": {"type": "str"},
    "mode": {"type": "raw"},
}


class Placing(AnsibleModule):
    """A module that tells nobody what it was given but for paths: contents hold secrets."""

    def _log_invocation(self) -> None:
        pass

    @property
    def asked(self) -> dict[str, Any]:
        """What may be said of what it was given."""
        return {"module_args": {"path": [asked["path"] for asked in self.params["files"]]}}

    def fail_json(self, msg: str, **more: Any) -> NoReturn:  # noqa: ANN401 - Ansible's
        """End, and say why."""
        super().fail_json(msg, **{"invocation": self.asked, **more})


def put(module: AnsibleModule, asked: dict[str, Any]) -> tuple[bool, list[dict[str, Any]]]:
    """Bring one file or folder to what is asked; return whether it changed, and what differed."""
    path, differences = asked["path"], list[dict[str, Any]]()
    is_new = fill(module, asked) if asked["content"] is None else write(module, asked, differences)
    attributes = module.load_file_common_arguments({**asked, "attributes": None})
    told: dict[str, Any] = {}
    changed = module.set_fs_attributes_if_different(attributes, is_new, diff=told)
    if told.get("before") and told["before"] != told["after"]:
        differences.append({**told, "before_header": path, "after_header": path})
    return changed, differences


def fill(module: AnsibleModule, asked: dict[str, Any]) -> bool:
    """Make a folder and those above it that are not there, all with what is asked of it."""
    path = Path(asked["path"])
    if path.is_dir():
        return False
    if path.exists():
        module.fail_json(msg=f"{path} is to be a folder, and is none")
    if not module.check_mode:
        for each in reversed([path, *path.parents]):
            if not each.is_dir():
                each.mkdir()
                above = module.load_file_common_arguments({**asked, "attributes": None}, str(each))
                module.set_fs_attributes_if_different(above, changed=True)
    return True


def write(module: AnsibleModule, asked: dict[str, Any], differences: list[dict[str, Any]]) -> bool:
    """Write a file whole or not at all, where it does not say what is asked."""
    path, wanted = Path(asked["path"]), asked["content"].encode()
    if path.is_dir():
        module.fail_json(msg=f"{path} is to be a file, and is a folder")
    found = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    if found == wanted:
        return False
    if module._diff:  # noqa: SLF001 - Ansible's only word for it
        before = (found or b"").decode(errors="replace")
        heads = {"before_header": str(path), "after_header": str(path)}
        differences.append({**heads, "before": before, "after": asked["content"]})
    if not module.check_mode:
        if not path.parent.is_dir():
            module.fail_json(msg=f"{path} has no folder that it could be in")
        replace(module, asked, wanted)
    return True


def replace(module: AnsibleModule, asked: dict[str, Any], wanted: bytes) -> None:
    """Let a file appear with all that is asked of it: a secret is open to nobody, ever."""
    path = Path(asked["path"])
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(wanted)
            file.flush()
            os.fsync(file.fileno())
        if module.selinux_enabled():
            label = module.selinux_context(path) if path.exists() else None
            label = label or module.selinux_default_context(path)
            module.set_context_if_different(made, label, changed=True)
        attributes = module.load_file_common_arguments({**asked, "attributes": None}, made)
        module.set_fs_attributes_if_different(attributes, changed=True)
        Path(made).replace(path)
    finally:
        Path(made).unlink(missing_ok=True)


def main() -> None:
    """Run as Ansible's module."""
    module = Placing(  # type: ignore[no-untyped-call] # Ansible has no types
        argument_spec={
            "files": {"type": "list", "elements": "dict", "options": SPEC, "required": True}
        },
        supports_check_mode=True,
    )
    done, differences = [], []
    for asked in module.params["files"]:
        changed, told = put(module, asked)
        if changed:
            done.append(asked["path"])
            differences += told
    module.exit_json(changed=bool(done), done=done, diff=differences, invocation=module.asked)


if __name__ == "__main__":
    main()
