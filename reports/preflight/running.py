"""Running `playbooks/preflight.yml`, and reading what it found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reports.page import place
from topology.repository import ROOT


class PreflightError(Exception):
    """Nobody could be asked, so that nothing is known of the hosts."""


def ask(
    inventory: Path, limit: str | None, told: Mapping[str, str], *, fio: bool, quiet: bool
) -> Any:  # noqa: ANN401 - JSON
    """Return what the playbook kept: whether the site is ready, and every finding."""
    file = place(inventory.stem, "preflight").with_suffix(".json").absolute()
    program = Path(sys.executable).with_name("ansible-playbook")
    words = [str(program), f"--inventory={inventory}"]
    words += ["playbooks/preflight.yml", "--extra-vars"]
    words.append(json.dumps({"preflight_to": str(file), "preflight_fio": fio}))
    words += [f"--limit={limit}"] if limit else []
    done = subprocess.run(
        words, cwd=ROOT, check=False, env=dict(told), stdout=subprocess.PIPE if quiet else None
    )
    if not file.exists():
        raise PreflightError(
            f"the hosts of {inventory.stem} were not asked: Ansible ended with {done.returncode}"
            + ("; without --json it says why" if quiet else ", and said why above")
        )
    return json.loads(file.read_text(encoding="utf-8"))
