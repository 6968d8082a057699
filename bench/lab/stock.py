"""The peer of an unchanged converge: Ansible as it comes, with the same playbooks and roles."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lab.state import Lab
from lab.variables import variables
from topology.repository import ROOT

OURS = ("ANSIBLE_STRATEGY", "ANSIBLE_STRATEGY_PLUGINS")
"""What the lab says so that Ansible uses Mitogen."""

KEPT = (
    *("roles_path", "inventory_plugins", "vars_plugins", "vars_plugins_enabled", "library"),
    *("module_utils", "action_plugins", "collections_path", "enable_plugins"),
)
"""Where things lie: without these the playbooks would not run at all. All else is the default."""

_SUBSET = re.compile(r"^\s*gather_subset:.*\n", re.M)


@contextmanager
def playbooks() -> Iterator[tuple[Path, Path]]:
    """Yield a settings file that says only where things lie, and playbooks that ask all facts."""
    with TemporaryDirectory(prefix="tandem-bench-") as folder:
        copies = Path(folder) / "playbooks"
        shutil.copytree(ROOT / "playbooks", copies)
        for path in copies.rglob("*.yml"):
            path.write_text(_SUBSET.sub("", path.read_text()))
        settings = Path(folder) / "ansible.cfg"
        settings.write_text(_settings())
        yield copies, settings


def surroundings(lab: Lab, settings: Path) -> Mapping[str, str]:
    """Return the environment of a run with Ansible's own defaults."""
    ours = {k: v for k, v in variables(lab).items() if k not in OURS}
    return {**os.environ, **ours, "ANSIBLE_CONFIG": str(settings)}


def _settings() -> str:
    """Return those lines of our settings that say where things lie, in full."""
    kept: dict[str, list[str]] = {}
    section = ""
    for line in (ROOT / "ansible.cfg").read_text().splitlines():
        if line.startswith("["):
            section = line
        word, is_set, value = (part.strip() for part in line.partition("="))
        if is_set and word in KEPT and not line.startswith("#"):
            path = ROOT / value
            kept.setdefault(section, []).append(f"{word} = {path if path.is_dir() else value}")
    return "\n".join("\n".join((name, *lines)) for name, lines in kept.items()) + "\n"
