"""Tamperings: drawn by a seed, each another thing, and each with what must be found."""

from __future__ import annotations

import itertools
import re

import pytest

from lab.tampering.kind import Kind, Place, made_of
from lab.tampering.scoring import KINDS, Score, drawn
from reports.drift.finding import Finding

PLACE = Place(
    "node-1",
    {
        "haproxy_services": {"haproxy": {"unit": "haproxy", "user": "haproxy", "ports": {}}},
        "pgbouncer_services": {"pgbouncer": {"unit": "pgbouncer", "user": "postgres", "ports": {}}},
    },
    {
        "files": {
            "/etc/haproxy/haproxy.cfg": "0644 root:root content aa",
            "/etc/pgbouncer/pgbouncer.ini": "0640 root:postgres content bb",
            "/etc/security/faillock.conf": "0644 root:root content cc",
        },
        "users": {"haproxy": "uid 1", "postgres": "uid 2"},
        "units": {"haproxy.service": "enabled, runs", "pgbouncer.service": "enabled, runs",
                  "fstrim.timer": "enabled, runs"},
        "packages": {"haproxy": "installed"},
        "redis": {"user app": "on"},
    },
)  # fmt: skip


def test_the_same_seed_tampers_the_same() -> None:
    first, second = (list(itertools.islice(drawn([PLACE], 7), 30)) for _ in range(2))
    assert first == second
    assert first != list(itertools.islice(drawn([PLACE], 8), 30))


def test_thirty_tamperings_are_thirty_things_of_many_kinds() -> None:
    drew = list(itertools.islice(drawn([PLACE], 7), 30))
    assert len({each.target for each in drew}) == 30
    assert len({each.kind for each in drew}) >= 15


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_says_all_of_itself(kind: Kind) -> None:
    role, target = next(iter(kind.targets(PLACE)))
    made = made_of(kind, PLACE, role, target.replace("@N", "3"), 3)
    assert not re.search("@[TN]", made.do + made.undo + made.seen)
    assert re.compile(made.seen).pattern


def test_what_tells_of_no_tampering_is_counted_apart() -> None:
    made = next(drawn([PLACE], 7))
    about = Finding("node-1", "x", "something else entirely", "a", "b", "c")
    score = Score("td", 7, made=[made], findings=[about])
    assert score.missed == [made]
    assert score.unexplained == [about]
    assert score.recall == 0
    assert not score.is_perfect
