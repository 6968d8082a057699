"""All trials of alerts, wave after wave, with somebody who is told meanwhile."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab import converging, distance, faults
from lab.alerts.monitor import Monitor
from lab.alerts.places import Places
from lab.alerts.receiver import Receiver, hearing, settings
from lab.alerts.results import Found
from lab.alerts.running import Wave
from lab.alerts.table import TABLE
from lab.alerts.users import using
from lab.shell import LabError
from lab.trials.eyes import Eyes
from topology.problems import nearest

WATCHDOG = 60.0
"""Seconds between two words of the dead man's switch, where a site has said nothing else."""
GROUP_INTERVAL = 30.0
"""Seconds after which a group of alerts is told anew, as of what has resolved."""
MISSED = 2.5
"""How many of its words in a row may be missed before somebody outside would call."""


def chosen(names: Collection[str]) -> list[str]:
    """Return alerts by their names, in the table's order; all of them, where none is named."""
    for name in names:
        if name not in TABLE:
            raise LabError(f"there is no alert '{name}'{nearest(name, TABLE)}")
    return [name for name in TABLE if not names or name in names]


def waves(names: Sequence[str]) -> list[list[str]]:
    """Return which alerts are tried at once."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(TABLE[name].wave or name, []).append(name)
    return list(found.values())


def quiet(_: str) -> None:
    """Tell nobody how far it is."""


@dataclass
class Session:
    """Trials of the alerts of one environment."""

    eyes: Eyes
    monitor: Monitor
    places: Places
    hurry: float
    told: Callable[[str], None] = quiet

    def run(self, names: Sequence[str], log: Path) -> Iterator[Sequence[Found]]:
        """Yield what became of each wave; whatever happens, the monitor is the site's again."""
        missing = {name: self.places.missing(TABLE[name], self._more()) for name in names}
        yield [_not_here(name, why) for name, why in missing.items() if why]
        left = [name for name in names if not missing[name]]
        engine = self.eyes.engine
        faults.heal(engine)
        if not left:
            return
        with self._heard(log) as receiver, using(self.eyes, log.with_suffix(".crt")):
            if self.hurry > 1:
                faults.inject(engine, "hurry", (self.monitor.host, f"{self.hurry:g}"))
            for some in waves(left):
                wave = self._wave(some, receiver)
                try:
                    yield wave.run()
                except LabError as error:
                    yield wave.ended(str(error))

    def _wave(self, names: Sequence[str], receiver: Receiver) -> Wave:
        def told(word: str) -> None:
            self.told(f"{', '.join(names[:3])}{' …' if len(names) > 3 else ''}: {word}")

        return Wave(
            names,
            self.eyes.engine,
            self.monitor,
            self.places,
            receiver,
            told,
            silence=MISSED * WATCHDOG,
        )

    @contextmanager
    def _heard(self, log: Path) -> Iterator[Receiver]:
        """Let Alertmanager tell a webhook of ours, by the role that sets it up."""
        plan = self.eyes.engine.lab.plan.host(self.monitor.host)
        if plan is None:
            raise LabError(f"the lab has no {self.monitor.host}")
        address = str(plan.bridge.gateway)
        with hearing(self.eyes.engine, plan.site, address) as receiver:
            self.told("makes a webhook a receiver")
            tls = "/etc/tandem/tls/ca.crt"
            self._converge(
                log,
                {
                    "monitoring_receivers": [settings(address, tls)],
                    "monitoring_watchdog_seconds": int(WATCHDOG),
                    "monitoring_group_interval_seconds": int(GROUP_INTERVAL),
                },
            )
            try:
                yield receiver
            finally:
                faults.heal(self.eyes.engine)
                self.told("gives the monitor back to its site")
                self._converge(log, {})

    def _converge(self, log: Path, variables: dict[str, object]) -> None:
        words = ["--limit", self.monitor.host, "--extra-vars", json.dumps(variables)]
        engine, site = self.eyes.engine, self.eyes.environment.name
        if converging.quietly(engine.lab, site, "monitoring", words, log):
            raise LabError(f"the role could not set the monitor up: {log} says why")

    def _more(self) -> set[str]:
        found = {"loki"} if os.environ.get(converging.LOKI) else set()
        return found | ({"link"} if distance.wanted(self.eyes.engine.lab) else set())


def _not_here(name: str, why: str) -> Found:
    return Found(name, "", "", 0.0, none=why)
