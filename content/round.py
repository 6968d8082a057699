"""One run of the timer: a bounded piece of a round, at a pace; pure but for what it is handed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from content.comparing import Following, Leading, look
from content.ranges import Range
from content.state import State, due

BATCH = 8
"""Ranges that are read between two breaths: 64 MB at most."""


@dataclass(frozen=True)
class Pace:
    """How much a run may ask of production."""

    seconds: float
    """After so long a run begins nothing more; the next goes on."""
    share: float
    """Part of its time in which it reads; it rests for the others."""
    every: float
    """Seconds between two rounds."""


@dataclass(frozen=True)
class Clocks:
    """Time, as the run sees it."""

    wall: Callable[[], float]
    steady: Callable[[], float]
    sleep: Callable[[float], None]


def again(state: State, leading: Leading, following: Following) -> State:
    """Ask once more for what was different: what is so twice is said, what heals is forgotten."""
    doubtful = sorted({*state.suspects, *(each.range for each in state.different)})
    if not doubtful:
        return state
    looked = look(leading, following, doubtful)
    kept = [each for each in state.different if each.range in looked.unread]
    left = [each for each in state.suspects if each in looked.unread]
    return replace(
        state,
        different=tuple(sorted([*looked.different, *kept], key=lambda each: each.range)),
        suspects=tuple(left),
    )


def go_on(
    state: State,
    sites: tuple[Leading, Following],
    known: Sequence[Range],
    pace: Pace,
    clocks: Clocks,
) -> State:
    """Compare what a run may, and return what is known then."""
    state = replace(state, known=len(known), every=pace.every)
    state = due(again(state, *sites), pace.every, clocks.wall())
    if not state.begun:
        return state
    end = clocks.steady() + pace.seconds
    left = [each for each in known if state.done is None or each > state.done]
    while left and clocks.steady() < end:
        batch, left = left[:BATCH], left[BATCH:]
        begun = clocks.steady()
        state = _noted(state, batch, sites)
        if left:
            clocks.sleep((clocks.steady() - begun) * (1 / pace.share - 1))
    if left:
        return state
    return replace(state, complete=clocks.wall(), missed=state.unread, begun=0.0, done=None)


def _noted(state: State, batch: Sequence[Range], sites: tuple[Leading, Following]) -> State:
    """Return the state after a batch."""
    looked = look(*sites, batch)
    told = {each.range for each in state.different}
    new = {each.range for each in looked.different} - told
    return replace(
        state,
        done=batch[-1],
        compared=state.compared + len(batch),
        unread=state.unread + len(looked.unread),
        suspects=tuple(sorted({*state.suspects, *new})),
    )
