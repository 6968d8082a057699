"""Puts many files and folders of a role at their place: one task, and one call for the host.

`template`, `copy` and `file` ask the host once or twice for each file, in a task for each, and what
an unchanged converge costs is their number. Here texts are made on the controller, as `template`
makes them, and the module of the same name compares and writes all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.template import generate_ansible_template_vars, trust_as_template

SOURCES = ("template", "copy", "content")
ATTRIBUTES = ("owner", "group", "mode")
KNOWN = {*SOURCES, *ATTRIBUTES, "folder", "to", "each"}
NAMED = ("template", "copy", "folder", "to", *ATTRIBUTES)
"""Words in which an item may be named."""
SHARED = {"files", *ATTRIBUTES}


def wanted(args: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each file and folder of a task, with what holds for all of them; refuse unknown words.

    >>> list(wanted({"mode": "0644", "files": [{"folder": "/a/{item}", "each": ["b"]}]}))
    [{'mode': '0644', 'folder': '/a/b', 'item': 'b'}]
    """
    if (odd := sorted(set(args) - SHARED)) or "files" not in args:
        raise AnsibleActionFail(f"place takes files, and of all {ATTRIBUTES}; not {odd}")
    shared = {name: args[name] for name in ATTRIBUTES if name in args}
    for entry in args["files"]:
        kinds = [name for name in ("folder", *SOURCES) if name in entry]
        odd = sorted(set(entry) - KNOWN)
        if odd or len(kinds) != 1 or ("to" in entry) == ("folder" in entry):
            raise AnsibleActionFail(
                f"a file has to and one of {SOURCES}, or folder; not {list(entry)}"
            )
        given = {name: value for name, value in entry.items() if name != "each"}
        if "each" not in entry:
            yield {**shared, **given}
        for item in entry.get("each", ()):
            named = {name: given[name].format(item=item) for name in NAMED if name in given}
            yield {**shared, **given, **named, "item": item}


class ActionModule(ActionBase):
    """Makes the texts, and has the host compare them."""

    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - Ansible's
        """Return what the host says of all of them."""
        super().run(tmp, task_vars)
        told = task_vars or {}
        asked = [self._asked(entry, told) for entry in wanted(self._task.args)]
        return self._execute_module(
            module_name="place", module_args={"files": asked}, task_vars=told
        )

    def _asked(self, entry: Mapping[str, Any], told: dict[str, Any]) -> dict[str, Any]:
        """Return one file as the module takes it."""
        asked = {name: entry[name] for name in ATTRIBUTES if name in entry}
        if "folder" in entry:
            return {**asked, "path": entry["folder"]}
        if "template" in entry:
            text = self._rendered(entry, told)
        elif "copy" in entry:
            text = Path(self._find_needle("files", entry["copy"])).read_text(encoding="utf-8")
        else:
            text = entry["content"]
        return {**asked, "path": entry["to"], "content": text}

    def _rendered(self, entry: Mapping[str, Any], told: dict[str, Any]) -> str:
        """Render a template as `ansible.builtin.template` does, and look where it looks."""
        source = self._find_needle("templates", entry["template"])
        folders = [*told.get("ansible_search_path", []), str(Path(source).parent)]
        known = {
            **told,
            **generate_ansible_template_vars(entry["template"], source, entry["to"]),
            **({"item": entry["item"]} if "item" in entry else {}),
        }
        looked = [place for each in folders for place in (f"{each}/templates", each)]
        templar = self._templar.copy_with_new_env(searchpath=looked, available_variables=known)
        text = trust_as_template(self._loader.get_text_file_contents(source))
        made = templar.template(text, escape_backslashes=False, overrides={"trim_blocks": True})
        return "" if made is None else str(made)
