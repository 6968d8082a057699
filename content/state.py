"""What is remembered of comparisons: one file, which monitoring and `tandem ready` read: pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from content.comparing import Different
from content.ranges import Range

LATE = 2
"""How many rounds may be missed."""
SILENT = 900.0
"""Seconds without a sign of the timer, after which it does not run."""


@dataclass(frozen=True)
class State:
    """What a copy's host knows of it."""

    follows: bool = False
    """Whether this member copies the other site."""
    timeline: int = 0
    since: float = 0.0
    """When it was first seen to follow on this timeline."""
    every: float = 0.0
    """Seconds from the end of a round to the beginning of the next."""
    looked: float = 0.0
    """When the timer last came."""
    begun: float = 0.0
    """When the round that is under way began; 0 without one."""
    done: Range | None = None
    """Up to where it is."""
    known: int = 0
    """Ranges that there were."""
    compared: int = 0
    """Ranges that this round has looked at."""
    complete: float = 0.0
    """When the last round ended."""
    unread: tuple[Range, ...] = ()
    """Could not be read: asked again by the next runs."""
    suspects: tuple[Range, ...] = ()
    """Were different once: asked again by the next run, before anybody is told."""
    different: tuple[Different, ...] = ()
    """Were different in two runs."""
    problem: str = ""
    """Why the last run could not go on."""

    def text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self), indent=1) + "\n"


def parsed(text: str) -> State:
    """Return what was kept."""
    told: dict[str, Any] = json.loads(text)
    done = told["done"]
    return State(
        **{
            **told,
            "done": Range(**done) if done else None,
            "unread": tuple(Range(**each) for each in told["unread"]),
            "suspects": tuple(Range(**each) for each in told["suspects"]),
            "different": tuple(
                Different(Range(**each["range"]), tuple(each["pages"]))
                for each in told["different"]
            ),
        }
    )


def following(state: State, timeline: int, now: float) -> State:
    """Return the state of a copy that follows: on another history than before it begins anew.

    What differed is asked again; it is not forgotten because the lead has moved.
    """
    if state.follows and state.timeline == timeline:
        return state
    doubtful = {*state.suspects, *(each.range for each in state.different)}
    return State(follows=True, timeline=timeline, since=now, suspects=tuple(sorted(doubtful)))


def resting(state: State) -> State:
    """Return the state of a member that copies no other site."""
    doubtful = {*state.suspects, *(each.range for each in state.different)}
    return State(suspects=tuple(sorted(doubtful)))


def there(state: State, databases: Collection[str]) -> State:
    """Return the state without what is of databases that are no more."""
    return replace(
        state,
        suspects=tuple(each for each in state.suspects if each.database in databases),
        unread=tuple(each for each in state.unread if each.database in databases),
        different=tuple(each for each in state.different if each.range.database in databases),
    )


def anew(state: State, now: float) -> State:
    """Return the state with a round that has just begun, whatever was under way."""
    return replace(state, begun=now, done=None, compared=0)


def due(state: State, every: float, now: float) -> State:
    """Return the state with a round under way, where one is due; a clock set back is no delay."""
    is_fresh = state.complete and 0 <= now - state.complete < every
    if state.begun or is_fresh:
        return state
    return anew(state, now)


def complaints(state: State, now: float) -> Iterator[str]:
    """Yield what a site that is to lead should not have."""
    if not state.follows:
        yield "its timer has not seen yet that it follows"
        return
    if now - state.looked > SILENT:
        yield f"its timer came last {(now - state.looked) / 60:.0f} min ago"
    yield from (f"{each}: the copy is another, by its timer" for each in state.different)
    last = state.complete or state.since
    if now - last > LATE * state.every:
        when = f"{(now - last) / 3600:.0f} h ago" if state.complete else "never"
        why = f"; {state.problem}" if state.problem else ""
        yield f"last compared as a whole {when}, due each {state.every / 3600:.0f} h{why}"
    if state.unread:
        yield f"{len(state.unread)} ranges could not be read: locked, or too slow"


FIGURES: Mapping[str, tuple[str, str]] = {
    "tandem_content_follows": ("follows", "Whether this host's database copies the other site."),
    "tandem_content_followed_since_timestamp_seconds": ("since", "Since when it does."),
    "tandem_content_last_complete_timestamp_seconds": (
        "complete",
        "When all of it had been held against what it is a copy of; 0 for never.",
    ),
    "tandem_content_interval_seconds": ("every", "How often that is due."),
    "tandem_content_known_ranges": ("known", "Ranges of 8 MB that there are."),
    "tandem_content_compared_ranges": ("compared", "Ranges that this round has compared."),
}


def figures(state: State) -> str:
    """Return it as Prometheus reads it."""
    found = {name: float(getattr(state, word)) for name, (word, _) in FIGURES.items()}
    told = {name: what for name, (_, what) in FIGURES.items()}
    found["tandem_content_differing_ranges"] = float(len(state.different))
    told["tandem_content_differing_ranges"] = "Ranges whose copy is another, by two runs."
    found["tandem_content_unread_ranges"] = float(len(state.unread))
    told["tandem_content_unread_ranges"] = "Ranges that could not be read."
    found["tandem_content_failed"] = float(bool(state.problem))
    told["tandem_content_failed"] = "Whether the last run could not go on."
    lines = []
    for name, value in found.items():
        lines += [f"# HELP {name} {told[name]}", f"# TYPE {name} gauge", f"{name} {value:.0f}"]
    return "\n".join(lines) + "\n"
