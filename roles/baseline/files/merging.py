"""What is known after a converge: what was known, and what changed while it ran."""

from __future__ import annotations

from typing import Optional

from asking import Items

Reading = dict[str, Optional[Items]]  # noqa: UP045 - read at import, also by Python 3.9
"""Items by subject; a subject that did not answer has none."""


def merged(known: Reading, before: Reading, now: Reading) -> Reading:
    """Return what is known once a converge has ended.

    What it changed is taken from now, and what it did not touch stays as it was known: an account
    that somebody made before is not known afterwards either.

    >>> merged({"a": {"x": "1"}}, {"a": {"x": "1", "y": "2"}}, {"a": {"x": "3", "y": "2"}})
    {'a': {'x': '3'}}
    """
    return {
        subject: _subject(known.get(subject), before.get(subject), now.get(subject))
        for subject in [*known, *(each for each in now if each not in known)]
    }


def _subject(known: Items | None, before: Items | None, now: Items | None) -> Items | None:
    if now is None:
        return known
    if known is None:
        return now
    was = known if before is None else before
    kept = dict(known)
    for name in {*was, *now}:
        if was.get(name) != now.get(name):
            if name in now:
                kept[name] = now[name]
            else:
                kept.pop(name, None)
    return {name: kept[name] for name in sorted(kept)}
