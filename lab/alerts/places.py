"""Where a fault of the table is in this lab: its words become hosts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lab import faults
from lab.alerts.monitor import Monitor
from lab.alerts.table import Break, Trial
from lab.trials.eyes import Eyes


@dataclass(frozen=True)
class Places:
    """The hosts of one environment that the lab runs."""

    eyes: Eyes
    monitor: Monitor

    def missing(self, trial: Trial, more: Collection[str]) -> str:
        """Return what a trial takes and this lab has not; nothing, where all is there."""
        if trial.none:
            return trial.none
        if trial.needs and trial.needs not in more:
            return f"this lab has no {trial.needs}"
        service = trial.breaks[0].where.split()[-1]
        there = self._able(trial.breaks[0])
        if len(there) < trial.hosts:
            off = " that do not watch" if trial.breaks[0].kind == "off" else ""
            return f"takes {trial.hosts} hosts with {service}{off}: this lab has {len(there)}"
        return ""

    def faults(self, broken: Break) -> list[tuple[faults.Kind, tuple[str, ...]]]:
        """Return the faults that a line of the table amounts to."""
        if broken.kind == "refuse":
            return []
        words = tuple(word.format(entry=self.eyes.entry) for word in broken.words)
        if broken.kind == "cut":
            words = tuple(self._hosts(each)[0] for each in words)
        return [(broken.kind, (host, *words)) for host in self._hosts(broken.where, broken)]

    def _able(self, broken: Break) -> list[str]:
        service = broken.where.split()[-1]
        if service == "monitor":
            return [self.monitor.host]
        there = {host.name for host in self.eyes.engine.lab.plan.hosts}
        spared = {self.monitor.host} if broken.kind == "off" else set()
        return [e for e in self.eyes.hosts(service) if e in there and e not in spared]

    def _hosts(self, where: str, broken: Break | None = None) -> list[str]:
        who, _, service = where.rpartition(" ")
        able = self._able(broken or Break("cut", where))
        if who in ("", "first"):
            return able[:1]
        if who == "most":
            return able[: len(able) // 2 + 1]
        if who == "all":
            return able
        if who == "spare":
            return [host for host in able if host not in self.eyes.holders()][:1]
        leader = self.eyes.cache_leader() if service == "redis" else self.eyes.leader()
        copies = [host for host in able if host != leader]
        return {"leader": [leader], "copies": copies, "copy": copies[:1]}[who]
