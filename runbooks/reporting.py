"""Writes the report of a run: JSON and one page, from its journal and what users saw."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lab.probe import measurement
from reports import runs
from reports.page import FOLDER, render
from reports.picture import picture
from runbooks import names
from runbooks.measuring import Users
from runbooks.pair import Pair
from runbooks.plan import Step
from runbooks.runner import Journal, outage
from topology.environment import Environment
from topology.outages import outages
from topology.outages.sites import DECIDED, MOVED, VOTED
from topology.timers import timers

EVENTS: Mapping[str, str] = {"switchover": MOVED, "failover": DECIDED, "automatic": VOTED}
"""What the model calls that which a runbook does."""

WAITED = "lease.ttl"
"""What a decided failover may also wait for: hosts that cannot say that they are shut."""


def predicted(verb: str, environment: Environment) -> tuple[float | None, str]:
    """Return how long users wait at worst, by the model, and how that adds up."""
    found = {each.event: each for each in outages(environment)}.get(EVENTS.get(verb, ""))
    if found is None:
        return None, ""
    if verb != "failover":
        return found.total, found.arithmetic
    lease = timers(environment)[WAITED].seconds
    sum_ = round(found.total + lease, 3)
    return sum_, f"{lease:g} s {WAITED} + {found.arithmetic.rpartition(' = ')[0]} = {sum_:g} s"


def report(verb: str, pair: Pair, steps: Sequence[Step], journal: Journal, users: Users) -> Path:
    """Write the report of a run as it stands, and return its page."""
    found = made(verb, pair, steps, journal.timeline(), users)
    folder = FOLDER.absolute() / found.environment
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{found.run}.html"
    page.with_suffix(".json").write_text(json.dumps(found.as_json(), indent=1) + "\n")
    page.write_text(render("run", run=found, picture=picture(found)))
    return page


def made(
    verb: str, pair: Pair, steps: Sequence[Step], timeline: list[dict[str, Any]], users: Users
) -> runs.RunReport:
    """Return the report of a run."""
    asked = {"asked": timeline[0]["at"] if timeline else 0.0}
    told = asked | next((each for each in timeline if each.get("event") == "run"), {})
    zero = told.get("fault") or told["asked"]
    bars = runs.bars(timeline, steps, zero)
    seen = _seen(users, zero)
    ended = max((zero + bar.begun + bar.seconds for bar in bars if bar.is_outage), default=None)
    steady = zero + seen.steady if seen and seen.steady else ended
    total, arithmetic = predicted(verb, pair.new.environment)
    return runs.RunReport(
        run=pair.run,
        verb=verb,
        environment=pair.new.environment.name,
        old=str(told.get("old", pair.old.name)),
        new=str(told.get("new", pair.new.name)),
        at=runs.moment(told["asked"]),
        outcome=runs.outcome(timeline, steps),
        lives=1 + sum(each.get("event") == "resumed" for each in timeline),
        steps=bars,
        phases=runs.phases(told, zero + bars[0].begun if bars else None, steady),
        closed=outage(timeline, steps),
        predicted=total,
        arithmetic=arithmetic,
        seen=seen,
        unseen=users.why,
        expected_loss=str(told.get("loss", "")),
        rto=pair.new.environment.targets.rto,
        rpo=pair.new.environment.targets.rpo,
        left=list(names.left(pair)),
        marks=_marks(told, zero),
    )


def _seen(users: Users, zero: float) -> runs.Seen | None:
    if not users.found:
        return None
    return runs.seen(list(measurement.read(users.log)), users.found, zero)


def _marks(told: Mapping[str, Any], zero: float) -> dict[str, float]:
    words = {"fault": "last heard of", "asked": "command"}
    return {word: round(told[name] - zero, 3) for name, word in words.items() if told.get(name)}
