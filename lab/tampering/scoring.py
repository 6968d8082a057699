"""How much drift is found: a clean look, tamperings, a look, and everything put back."""

from __future__ import annotations

import json
import os
import random
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from lab.tampering.files import FILES
from lab.tampering.kind import Kind, Place, Tampering, made_of
from lab.tampering.network import NETWORK
from lab.tampering.system import SYSTEM
from reports.drift import live
from reports.drift.finding import Drift, Finding
from topology.environment import Environment
from topology.inventory import inventory

KINDS: tuple[Kind, ...] = (*FILES, *SYSTEM, *NETWORK)
PATIENCE = 180  # seconds, for a package

Told = Callable[[str], None]


@dataclass
class Score:
    """What was done, and what of it was found."""

    environment: str
    seed: int
    clean: list[Finding] = field(default_factory=list)
    """What a clean site raised: false alarms, all of them."""
    made: list[Tampering] = field(default_factory=list)
    refused: list[tuple[Tampering, str]] = field(default_factory=list)
    """What could not be done, with what the host said; it counts neither way."""
    findings: list[Finding] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    left: list[Finding] = field(default_factory=list)
    """What differs once all is put back."""
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def missed(self) -> list[Tampering]:
        """Return what nobody found."""
        return [each for each in self.made if not self._told(each)]

    @property
    def unexplained(self) -> list[Finding]:
        """Return the findings that tell of no tampering; consequences of one are among them."""
        return [e for e in self.findings if not any(each.is_told_by(e) for each in self.made)]

    @property
    def recall(self) -> float:
        """Return the share of tamperings that were found."""
        return 1 - len(self.missed) / len(self.made) if self.made else 0.0

    @property
    def is_perfect(self) -> bool:
        """Tell whether all was found, and nothing was found where nothing was."""
        return bool(self.made) and not (self.missed or self.clean or self.unread)

    def _told(self, tampering: Tampering) -> list[Finding]:
        return [each for each in self.findings if tampering.is_told_by(each)]

    def as_dict(self) -> dict[str, object]:
        """Return what a program reads."""
        tampered = [
            {**asdict(each), "found": [str(e) for e in self._told(each)]} for each in self.made
        ]
        return {
            "environment": self.environment,
            "seed": self.seed,
            "tamperings": len(self.made),
            "kinds": len({each.kind for each in self.made}),
            "roles": sorted({each.role for each in self.made}),
            "found": len(self.made) - len(self.missed),
            "recall": self.recall,
            "false_alarms": [str(each) for each in self.clean],
            "unexplained": [str(each) for each in self.unexplained],
            "left": [str(each) for each in self.left],
            "unread": self.unread,
            "seconds": self.seconds,
            "refused": [{**asdict(each), "said": said} for each, said in self.refused],
            "made": tampered,
        }


def places(
    environment: Environment, readings: Mapping[str, dict[str, dict[str, dict[str, str]]]]
) -> list[Place]:
    """Return the hosts that can be tampered with."""
    facts = live.facts_of(inventory(environment))
    return [Place(host, facts[host], said["now"]) for host, said in readings.items()]


def drawn(hosts: Sequence[Place], seed: int) -> Iterator[Tampering]:
    """Yield tamperings without end of kinds: each kind once before any is drawn again.

    Nothing is tampered with twice in one run, so that each is found, or not, for itself.
    """
    dice = random.Random(seed)  # noqa: S311 - so that a run can be had again by its seed
    used, number = set[tuple[str, str]](), 0
    for _ in range(20):
        for kind in dice.sample(KINDS, len(KINDS)):
            place = dice.choice(list(hosts))
            free = [t for t in sorted(kind.targets(place)) if (place.host, t[1]) not in used]
            if free:
                # A role first, then one of its things: roles with many files are no likelier.
                role = dice.choice(sorted({each[0] for each in free}))
                target = dice.choice([each[1] for each in free if each[0] == role])
                used.add((place.host, target))
                number += 1
                yield made_of(kind, place, role, target.replace("@N", str(number)), number)


def tamper(score: Score, hosts: Sequence[Place], count: int, told: Told) -> None:
    """Tamper with hosts until so much is done."""
    for each in drawn(hosts, score.seed):
        if len(score.made) == count:
            return
        told(f"{each.host}: {each.kind}: {each.target}")
        if said := as_root(each.host, each.do):
            score.refused.append((each, said))
        else:
            score.made.append(each)


def undo(score: Score, told: Told) -> list[str]:
    """Put everything back, the last first; return what could not be."""
    failed = []
    for each, _ in reversed(score.refused):
        as_root(each.host, each.undo)
    for each in reversed(score.made):
        told(f"{each.host}: {each.kind} is undone")
        if said := as_root(each.host, each.undo):
            failed.append(f"{each.kind} of {each.target}: {said}")
    return failed


def as_root(host: str, script: str) -> str:
    """Run a script on a host; return what it said where it failed."""
    config = os.environ["TANDEM_SSH_CONFIG"]
    words = [
        "ssh",
        "-F",
        config,
        "-oControlMaster=auto",
        "-oControlPersist=60s",
        "-oControlPath=~/.ssh/tandem-%C",
        "-oBatchMode=yes",
        host,
        "sudo -n bash -s",
    ]
    ended = subprocess.run(
        words,
        input=f"set -eu\ncd /\n{script}\n",
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE,
    )
    return (ended.stderr.strip()[-200:] or "it failed") if ended.returncode else ""


def text(score: Score) -> str:
    """Return the score as JSON."""
    return json.dumps(score.as_dict(), indent=2) + "\n"


def take(score: Score, found: Drift) -> None:
    """Take over what a look at the tampered hosts found."""
    score.findings, score.unread = found.findings, found.unread
