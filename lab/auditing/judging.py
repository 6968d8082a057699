"""Holds what auditors found against what is explained; a finding without a reason is a failure."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lab.shell import LabError
from lab.state import Lab

HERE = Path(__file__).parent
EXPLAINED = HERE / "explained.yml"
PROGRAM = HERE / "program.py"
AUDITORS = ("lynis", "openscap")


@dataclass(frozen=True, order=True)
class Remark:
    """One finding of one auditor, with the hosts that it was made on."""

    auditor: str
    test: str
    said: str
    why: str
    """Why it stays; nothing, where nobody has said."""
    hosts: tuple[str, ...] = field(compare=False)


@dataclass
class Audit:
    """What auditors said of some hosts."""

    environment: str
    hosts: Mapping[str, Mapping[str, Any]]
    explained: Mapping[str, Mapping[str, str]]

    @property
    def remarks(self) -> list[Remark]:
        """Return each finding once."""
        seen: dict[tuple[str, str], tuple[str, list[str]]] = {}
        for host, said in self.hosts.items():
            for auditor in AUDITORS:
                for test, texts in said[auditor]["findings"].items():
                    seen.setdefault((auditor, test), ("; ".join(texts), []))[1].append(host)
        return sorted(
            Remark(auditor, test, text, self.explained[auditor].get(test, ""), tuple(hosts))
            for (auditor, test), (text, hosts) in seen.items()
        )

    @property
    def unexplained(self) -> list[Remark]:
        """Return what nobody has given a reason for."""
        return [each for each in self.remarks if not each.why]

    @property
    def needless(self) -> list[tuple[str, str]]:
        """Return explanations of what was not found here; other hosts may need them."""
        found = {(each.auditor, each.test) for each in self.remarks}
        return [
            (auditor, test)
            for auditor in AUDITORS
            for test in self.explained[auditor]
            if (auditor, test) not in found
        ]

    def scores(self, auditor: str) -> dict[str, float]:
        """Return an auditor's score of each host."""
        return {host: said[auditor]["score"] for host, said in self.hosts.items()}

    def as_dict(self) -> dict[str, Any]:
        """Return what a program reads."""
        return {
            "environment": self.environment,
            "scores": {each: self.scores(each) for each in AUDITORS},
            "remarks": [vars(each) for each in self.remarks],
            "unexplained": [f"{each.auditor} {each.test}" for each in self.unexplained],
            "needless": [" ".join(each) for each in self.needless],
            "said": self.hosts,
        }


def explanations(path: Path = EXPLAINED) -> Mapping[str, Mapping[str, str]]:
    """Return why findings stay, by auditor and test."""
    found: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {auditor: found.get(auditor) or {} for auditor in AUDITORS}


def ask(lab: Lab, hosts: Iterable[str]) -> dict[str, Any]:
    """Let both auditors look at hosts, one after the other: each wants a whole processor."""
    found = {}
    for host in hosts:
        words = ["ssh", "-F", str(lab.ssh_config), "-oBatchMode=yes", host, "sudo -n python3 -"]
        ended = subprocess.run(
            words, input=PROGRAM.read_text(), capture_output=True, check=False, text=True
        )
        if ended.returncode:
            raise LabError(f"{host} was not audited: {ended.stderr.strip()[-400:]}")
        found[host] = json.loads(ended.stdout)
    return found
