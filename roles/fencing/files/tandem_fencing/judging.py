"""What may be done, decided purely from what was seen: when in doubt, nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Silence = Mapping[str, float]
"""For how many seconds an observer has had no answer, by member."""


@dataclass(frozen=True)
class Sight:
    """What is known at one moment."""

    leader: str
    """Whom the key names; nothing, where nobody or nobody knows."""
    own: Silence
    """What the watcher itself saw."""
    heard: Mapping[str, Silence]
    """What those observers saw of whom the watcher has just heard."""
    members: int
    """Of how many."""
    paused: str = ""
    """Why nothing is to be done now; nothing, where there is no reason."""
    recent: int = 0
    """How many hosts were switched off lately."""


@dataclass(frozen=True)
class Verdict:
    """Whether the leader is to be switched off, and why or why not."""

    fence: bool
    why: str


def judge(sight: Sight, suspect: float, most: int) -> Verdict:
    """Return what is to be done about the leader.

    >>> silent, well = {"a": 2.0}, {"a": 0.1}
    >>> judge(Sight("a", silent, {"b": silent, "c": silent}, 3), 1.6, 3).fence
    True
    >>> judge(Sight("a", silent, {"b": silent, "c": well}, 3), 1.6, 3).why
    'c hears a'
    """
    leader = sight.leader
    if not leader:
        return Verdict(fence=False, why="nobody is known to lead")
    if sight.own.get(leader, 0.0) < suspect:
        return Verdict(fence=False, why="")
    agree = sorted(name for name in sight.heard if name != leader)
    against = _against(sight, agree, suspect, most)
    return Verdict(not against, against or f"{leader} is silent to {', '.join(agree)} and here")


def _against(sight: Sight, others: list[str], suspect: float, most: int) -> str:
    """Return what speaks against fencing a leader that is silent here; nothing, where all agree."""
    leader, majority = sight.leader, sight.members // 2 + 1
    hearing = [name for name in others if sight.heard[name].get(leader, 0.0) < suspect]
    if len(others) < majority:
        return f"{leader} is silent here, but only {len(others)} of {majority} observers are heard"
    if hearing:
        return f"{' and '.join(hearing)} {'hears' if len(hearing) == 1 else 'hear'} {leader}"
    if sight.paused:
        return f"{leader} is silent, but {sight.paused}"
    if sight.recent >= most:
        return f"{leader} is silent, but {sight.recent} hosts were switched off lately"
    return ""


def obstacles(sight: Sight, most: int, *, device: bool) -> list[str]:
    """Return what would keep the watcher from fencing if the leader fell silent now."""
    others = [name for name in sight.heard if name != sight.leader]
    majority = sight.members // 2 + 1
    found = []
    if not sight.leader:
        found.append("nobody is known to lead")
    if len(others) < majority:
        found.append(f"{len(others)} of {majority} observers are heard")
    if not device:
        found.append("the leader's device does not answer")
    if sight.paused:
        found.append(sight.paused)
    if sight.recent >= most:
        found.append(f"{sight.recent} hosts were switched off lately")
    return found
