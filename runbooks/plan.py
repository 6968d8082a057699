"""Steps, what was written down of them, and what follows from that: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

World = TypeVar("World")

Event = Literal["begun", "done", "failed", "undone"]

Act = Callable[["Pair"], None]
Check = Callable[["Pair"], "str | None"]
Pair = object
"""What steps act on; `runbooks.pair` has the real one, tests their own."""


@dataclass(frozen=True)
class Step:
    """One step. Its action may be done twice: nobody knows how far a killed run came."""

    name: str
    what: str
    act: Callable[..., None]
    missing: Callable[..., str | None]
    """Says why it has not taken yet; nothing, once it has."""
    seconds: float
    """How long it may take."""
    undo: Callable[..., None] | None = None
    is_final: bool = False
    """The point of no return: from its beginning on the other site may accept a write."""
    is_outage: bool = False
    """Whether users wait for it."""


@dataclass(frozen=True)
class Line:
    """One line of a journal."""

    step: str
    event: Event


class RefusedError(Exception):
    """What was asked cannot be done any more, and what can."""


def remaining(steps: Sequence[Step], lines: Iterable[Line]) -> tuple[Step, ...]:
    """Return the steps that are still to be done, in order."""
    state = _last(lines)
    if "undone" in state.values():
        raise RefusedError("this run was aborted; start a new one")
    done = {name for name, event in state.items() if event == "done"}
    return tuple(step for step in steps if step.name not in done)


def to_undo(steps: Sequence[Step], lines: Iterable[Line]) -> tuple[Step, ...]:
    """Return what an abort undoes, last first; refuse it after the point of no return."""
    state = _last(lines)
    final = next((step for step in steps if step.is_final and step.name in state), None)
    if final:
        raise RefusedError(
            f"'{final.name}' has begun: the other site may have accepted writes. "
            "Go on with --resume; afterwards `tandem switchover` leads back."
        )
    begun = [step for step in steps if state.get(step.name) in ("begun", "done", "failed")]
    return tuple(step for step in reversed(begun) if step.undo)


def _last(lines: Iterable[Line]) -> Mapping[str, Event]:
    return {line.step: line.event for line in lines}
