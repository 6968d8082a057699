"""One run of the timer: a bounded piece of a round, at a pace; pure but for what it is handed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from content.comparing import Different, Following, Leading, look
from content.ranges import Range
from content.state import State, due, there

BATCH = 8
"""Ranges that are read between two breaths: 64 MB at most. Of doubtful ones no more in one run."""


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
    """Ask once more for what is in doubt: what differs twice is said, what heals is forgotten.

    Some of it in each run, in turn: a copy with damage everywhere costs the leader no more.
    """
    told = {each.range: each for each in state.different}
    asked = [*state.suspects, *state.unread, *told][:BATCH]
    if not asked:
        return state
    looked = look(leading, following, asked)
    still = [told[each] for each in looked.unread if each in told]
    new = [each for each in looked.unread if each not in told]
    return replace(
        state,
        different=(*_but(state.different, asked), *looked.different, *still),
        suspects=tuple(each for each in state.suspects if each not in asked),
        unread=(*(each for each in state.unread if each not in asked), *new),
    )


def _but(different: Sequence[Different], asked: Sequence[Range]) -> list[Different]:
    return [each for each in different if each.range not in asked]


def go_on(
    state: State,
    sites: tuple[Leading, Following],
    known: Sequence[Range],
    pace: Pace,
    clocks: Clocks,
) -> State:
    """Compare what a run may, and return what is known then."""
    state = replace(state, known=len(known), every=pace.every)
    state = again(there(state, {each.database for each in known}), *sites)
    state = due(state, pace.every, clocks.wall())
    if not state.begun:
        return state
    end = clocks.steady() + pace.seconds
    left = [each for each in known if state.done is None or each > state.done]
    while left and clocks.steady() < end:
        batch, left = left[:BATCH], left[BATCH:]
        begun = clocks.steady()
        state = _noted(state, batch, sites)
        now = clocks.steady()
        if left:
            clocks.sleep(max(0.0, min((now - begun) * (1 / pace.share - 1), end - now)))
    if left:
        return state
    return replace(state, complete=clocks.wall(), begun=0.0, done=None)


def _noted(state: State, batch: Sequence[Range], sites: tuple[Leading, Following]) -> State:
    """Return the state after a batch."""
    looked = look(*sites, batch)
    told = {each.range for each in state.different}
    new = {each.range for each in looked.different} - told
    return replace(
        state,
        done=batch[-1],
        compared=state.compared + len(batch),
        unread=(*state.unread, *(each for each in looked.unread if each not in state.unread)),
        suspects=(*state.suspects, *sorted(new - {*state.suspects})),
    )
