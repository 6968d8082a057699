"""Asking machines over SSH what they are, before anything of ours is on them."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address
from typing import Any

from topology.adoption import Found
from topology.repository import ROOT
from topology.units import Disk

PROGRAM = ROOT / "plugins/module_utils/survey_machine.py"
ASK = "if sudo -n true 2>/dev/null; then exec sudo -n python3 -; else exec python3 -; fi"
PATIENCE = 60
AT_ONCE = 16


def survey(places: Mapping[str, IPv4Address]) -> tuple[dict[str, Found], dict[str, str]]:
    """Return what each machine is, and what kept the others from telling."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(zip(places, pool.map(_ask, places.values()), strict=True))
    found = {name: each for name, each in answers.items() if isinstance(each, Found)}
    return found, {name: each for name, each in answers.items() if isinstance(each, str)}


def found_of(told: Mapping[str, Any], address: IPv4Address) -> Found:
    """Return a machine from what it told; what the board says comes before what a copy shares."""
    order = sorted(told["disks"], key=lambda disk: bool(disk["is_system"]))
    counted = Counter((disk["size_gb"], disk["kind"]) for disk in order if disk["size_gb"])
    return Found(
        identity=told["board"] or told["identity"],
        cores=told["cores"],
        memory_mb=told["memory_mb"],
        disks=tuple(Disk(count, size, kind) for (size, kind), count in counted.items()),
        interfaces={
            each: link["name"] for link in told["interfaces"] for each in link["addresses"]
        },
        address=address,
        bmc=told["bmc"],
    )


def _ask(address: IPv4Address) -> Found | str:
    config = os.environ.get("TANDEM_SSH_CONFIG")
    words = ["ssh", *(["-F", config] if config else []), "-o", "BatchMode=yes"]
    words += ["-o", "ConnectTimeout=10", str(address), ASK]
    try:
        done = subprocess.run(
            words,
            input=PROGRAM.read_text(encoding="utf-8"),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return found_of(json.loads(done.stdout), address)
    except subprocess.TimeoutExpired:
        return f"no answer within {PATIENCE} s"
    except (ValueError, KeyError):
        said = [line for line in done.stderr.splitlines() if line.strip()]
        return said[-1].strip() if said else "its answer cannot be read"
