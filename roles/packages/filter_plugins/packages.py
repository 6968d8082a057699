"""What has to be installed on a host, from the variable files of the roles that run on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleFilterError


def variables_of_roles(names: Iterable[str], folder: str) -> list[Mapping[str, Any]]:
    """Return the ``vars/main.yml`` of those roles that a folder has."""
    paths = (Path(folder) / name / "vars" / "main.yml" for name in names)
    return [yaml.safe_load(path.read_text()) or {} for path in paths if path.is_file()]


def packages_of_roles(
    documents: Iterable[Mapping[str, Any]],
    family: str,
    running: Collection[str],
    majors: Mapping[str, str],
) -> dict[str, Any]:
    """Return the packages that roles need, and the files that must be there before them.

    Each document is what `variables_of_roles` read. Its ``<role>_os`` has, by OS family,
    ``packages``, ``services`` (packages that only hosts of a service need) and ``before`` (contents
    of files, by path). A name may have the major release of something in it, in braces.

    >>> text = {"x_os": {"Debian": {"packages": ["a-{z}"], "services": {"y": ["b"], "z": ["c"]}}}}
    >>> packages_of_roles([text], "Debian", ["y"], {"z": "17"})
    {'packages': ['a-17', 'b'], 'before': {}}
    """
    packages: set[str] = set()
    before: dict[str, str] = {}
    for wanted in _wanted(documents, family):
        packages.update(wanted.get("packages", ()))
        for service, more in wanted.get("services", {}).items():
            packages.update(more if service in running else ())
        for path, content in wanted.get("before", {}).items():
            if before.setdefault(path, content) != content:
                raise AnsibleFilterError(f"two roles want other contents in {path}")
    return {"packages": sorted({each.format(**majors) for each in packages}), "before": before}


def packages_installed(lines: Iterable[str], *, with_settings: bool = False) -> list[str]:
    """Return the names of packages, of lines that say a name and a state.

    With settings: also what was removed and left its settings behind.

    >>> packages_installed(["a installed", "b config-files", "c not-installed"])
    ['a']
    """
    states = {"installed", "config-files"} if with_settings else {"installed"}
    found = (line.split() for line in lines)
    return sorted({words[0] for words in found if len(words) == 2 and words[1] in states})


def _wanted(documents: Iterable[Mapping[str, Any]], family: str) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        for name, families in document.items():
            if name.endswith("_os") and family in families:
                yield families[family]


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {
            "packages_installed": packages_installed,
            "packages_of_roles": packages_of_roles,
            "variables_of_roles": variables_of_roles,
        }
