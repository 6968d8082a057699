"""What is measured, in which order, and what each is held against."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.lab import bare, memory, pyinfra, stock, tuned
from bench.lab.figures import Figure, Run
from bench.lab.site import Bare, Told, load
from lab.converging import surroundings

RECORDING = Path(__file__).parent / "recording"
GOAL_FIRST, GOAL_STOCK, GOAL_PYINFRA = 2.0, 0.25, 2.0
IMAGE_SECONDS_GOAL = 120
"""From nothing to a verified site of one host, the image at hand."""


class Measurement:
    """One run over one site."""

    def __init__(self, site: Bare, told: Told, recorded: Path) -> None:
        self.site = site
        self.told = told
        self.recorded = recorded
        self.run = Run(site.environment, load(), os.cpu_count() or 1)
        self.seconds: dict[str, float] = {}

    def first(self) -> None:
        """From nothing to a verified site; at the end the same packages without us."""
        site = self.site
        self.told("starting empty hosts")
        self.seconds["up"] = site.start()
        before = bare.state(site)
        empty, cached = memory.of_hosts(site), site.cached_mb()
        self.told("first converge")
        self.seconds["first"] = self._recorded()
        gained = bare.gained(before, bare.state(site))
        fetched = site.cached_mb() - cached
        self.run.raw |= {"empty_mb": empty, "gained": gained, "fetched_mb": fetched}

    def verified(self) -> None:
        """Ask the hosts, so that it is a site that works which was measured."""
        self.told("asking the hosts")
        self.seconds["verify"] = self.site.verify()
        if "first" in self.seconds:
            steps = ("up", "first", "verify")
            whole = sum(self.seconds[each] for each in steps)
            note = ", ".join(f"{each} {self.seconds[each]:.0f}" for each in steps)
            goal = ("goal, with the image at hand", float(IMAGE_SECONDS_GOAL), 1.0)
            if len(self.site.hosts) > 1:
                goal = ("", 0.0, 1.0)
            figure = Figure("from nothing to a verified site", whole, "s", *goal, note=note)
            self.run.figures.append(figure)

    def again(self) -> None:
        """Measure the unchanged converge: the figure that others are held against."""
        self.told("unchanged converge")
        self.seconds["again"] = self.site.converge()

    def stock(self) -> None:
        """Measure Ansible as it comes."""
        self.told("unchanged converge by stock Ansible")
        with stock.playbooks() as (copies, settings):
            env = stock.surroundings(self.site.lab, settings)
            took = self.site.converge(copies, env)
        self.seconds["stock"] = took
        self._beside("unchanged converge", "stock Ansible", took, GOAL_STOCK)

    def pyinfra(self) -> None:
        """Measure pyinfra, making the checks of ours that are its own kind."""
        if not self.recorded.exists():
            self.run.left_out["pyinfra"] = "nothing was recorded: it needs the part `first`"
            return
        pyinfra.program()
        self.told("the same checks by pyinfra")
        took, facts = pyinfra.run(self.site, self.recorded)
        self.run.raw["pyinfra"] = facts
        self.seconds["pyinfra"] = took
        others = sum(facts["not asked"].values())
        note = f"{facts['checks']} checks; {others} of ours have no peer there"
        if facts["changed"]:
            note += f"; {facts['changed']} of them changed something"
        self._beside("unchanged converge", "pyinfra", took, GOAL_PYINFRA, note)

    def drift(self) -> None:
        """Measure a look for drift."""
        self.told("looking for drift")
        self.seconds["drift"] = self.site.drift()
        again = self.seconds.get("again")
        figure = Figure("a look for drift", self.seconds["drift"], "s", "unchanged converge", again)
        self.run.figures.append(figure)

    def memory(self) -> None:
        """Measure what a host takes, beside an empty one."""
        self.told("memory")
        full = memory.of_hosts(self.site)
        empty = self.run.raw.get("empty_mb", {})
        for host, mb in full.items():
            self.run.figures.append(Figure(f"memory of {host}", mb, "MB", "empty", empty.get(host)))

    def tuning(self) -> None:
        """Measure what our settings are worth."""
        self.told("pgbench")
        package, model, raw = tuned.pgbench(self.site)
        self.run.raw["pgbench"] = raw
        note = f"{raw['clients']} clients, scale {raw['scale']}, median of {raw['rounds']} rounds"
        figure = Figure("pgbench, tuned", model, "tps", "as packaged", package, note=note)
        self.run.figures.append(figure)
        why = "hosts share a kernel here, which the role tuning leaves alone: nothing would differ"
        self.run.left_out["file I/O before and after tuning"] = why

    def bare(self) -> None:
        """Measure the same packages without us, on the same hosts, empty again."""
        wanted = self.run.raw.get("gained")
        if not wanted:
            self.run.left_out["bare"] = "nothing was recorded: it needs the part `first`"
            return
        self.told("the same packages by apt-get, on empty hosts")
        self.site.start()
        took, facts = bare.install(self.site, wanted)
        self.run.raw["bare"] = facts
        self.seconds["bare"] = took
        packages = max(len(each["packages"]) for each in wanted.values())
        note = f"{packages} packages"
        if fetched := self.run.raw["fetched_mb"]:
            note += f"; {fetched} MB fetched by the first alone: again for a fair figure"
        first = self.seconds["first"]
        peer = "apt-get and start"
        self.run.figures.insert(
            0, Figure("first converge", first, "s", peer, took, GOAL_FIRST, note)
        )
        self.site.stop()

    def _beside(self, what: str, peer: str, took: float, most: float, note: str = "") -> None:
        if "again" not in self.seconds:
            self.again()
        figure = Figure(what, self.seconds["again"], "s", peer, took, most, note)
        self.run.figures.append(figure)

    def _recorded(self) -> float:
        self.recorded.unlink(missing_ok=True)
        told = {
            "ANSIBLE_CALLBACK_PLUGINS": f"{RECORDING}:plugins/callback",
            "ANSIBLE_CALLBACKS_ENABLED": "checks",
            "TANDEM_BENCH_CHECKS": str(self.recorded),
        }
        return self.site.converge(env={**surroundings(self.site.lab), **told})


PARTS: Mapping[str, Callable[[Measurement], None]] = {
    "first": Measurement.first,
    "verify": Measurement.verified,
    "again": Measurement.again,
    "stock": Measurement.stock,
    "pyinfra": Measurement.pyinfra,
    "drift": Measurement.drift,
    "memory": Measurement.memory,
    "tuning": Measurement.tuning,
    "bare": Measurement.bare,
}
"""In the order in which they are measured."""
