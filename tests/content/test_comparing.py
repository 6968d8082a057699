"""Two databases held against each other: no write is taken for damage, and no damage is missed."""

# ruff: noqa: S311 - no number here is a secret

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from content.comparing import FAILED, Different, LateError, ended, look, wrong
from content.ranges import PAGES, How, Range, chosen, cut

TABLE = Range("logx", "public.records", 0)


@dataclass
class World:
    """A table of some pages, written to all the time, and a copy that lags behind by chance.

    Each version of a row is there from one moment to another. The copy is what the leader was at
    some earlier moment; it has never replayed less than it was waited for.
    """

    random: Random
    pages: int = 4
    versions: list[tuple[int, int, int | None]] = field(default_factory=list)
    now: int = 0
    replayed: int = 0
    damaged: set[int] = field(default_factory=set)

    def write(self) -> None:
        """Let time pass: rows come and go, and the copy replays some of it."""
        for _ in range(self.random.randrange(4)):
            self.now += 1
            alive = [n for n, (_, _, end) in enumerate(self.versions) if end is None]
            if alive and self.random.random() < 0.5:
                number = self.random.choice(alive)
                page, begun, _ = self.versions[number]
                self.versions[number] = (page, begun, self.now)
            else:
                self.versions.append((self.random.randrange(self.pages), self.now, None))
        self.replayed = self.random.randint(self.replayed, self.now)

    def seen(self, at: int, damaged: set[int]) -> str:
        """Return what each page holds at a moment."""
        found: dict[str, list[str]] = {}
        for number, (page, begun, end) in enumerate(self.versions):
            if begun <= at and (end is None or at < end):
                found.setdefault(str(page), []).append(f"{number}")
        for page in damaged & {int(each) for each in found}:
            found[str(page)].append("damaged")
        return json.dumps({page: ",".join(rows) for page, rows in found.items()})


@dataclass
class Leader:
    """Reads the world as it is."""

    world: World

    def read(self, asked: Sequence[Range], _: How) -> list[str | None]:
        """Return what there is now."""
        self.world.write()
        return [self.world.seen(self.world.now, set()) for _ in asked]

    def written(self) -> str:
        """Return the moment."""
        self.world.write()
        return str(self.world.now)


@dataclass
class Copy:
    """Reads the world as it was when the copy was there."""

    world: World

    def read(self, asked: Sequence[Range], _: How) -> list[str | None]:
        """Return what the copy has."""
        self.world.write()
        return [self.world.seen(self.world.replayed, self.world.damaged) for _ in asked]

    def wait(self, position: str) -> None:
        """Replay at least as much."""
        self.world.replayed = max(self.world.replayed, int(position))


@pytest.mark.parametrize("seed", range(500))
def test_no_write_is_ever_taken_for_damage(seed: int) -> None:
    world = World(Random(seed))
    for _ in range(10):
        assert look(Leader(world), Copy(world), [TABLE]).different == ()


@pytest.mark.parametrize("seed", range(100))
def test_damage_in_a_page_that_is_at_rest_is_found_although_others_are_written_to(
    seed: int,
) -> None:
    world = World(Random(seed), versions=[(9, 0, None)], damaged={9})
    [found] = look(Leader(world), Copy(world), [TABLE]).different or [None]
    # The row may be deleted meanwhile: then there is nothing to be found.
    assert found == Different(TABLE, (9,)) or world.versions[0][2] is not None


def test_damage_is_found_where_nothing_is_written() -> None:
    told = {"here": '{"3": "1 a"}', "there": '{"3": "1 b"}'}
    looked = look(Still(told["here"]), Still(told["there"]), [TABLE])
    assert looked.different == (Different(TABLE, (3,)),)
    assert str(looked.different[0]) == "logx: public.records, page 3"


@dataclass
class Still:
    """A database in which nothing happens."""

    holds: str | None

    def read(self, asked: Sequence[Range], _: How) -> list[str | None]:
        """Return the same each time."""
        return [self.holds for _ in asked]

    def written(self) -> str:
        """Return any place."""
        return "0/1"

    def wait(self, position: str) -> None:
        """Be there already."""


def test_what_cannot_be_read_is_said_and_is_no_difference() -> None:
    looked = look(Still("{}"), Still(None), [TABLE])
    assert (looked.different, looked.unread) == ((), (TABLE,))


def test_what_can_be_read_at_neither_is_not_taken_for_the_same() -> None:
    looked = look(Still(f"{FAILED}XX001"), Still(f"{FAILED}XX001"), [TABLE])
    assert (looked.different, looked.unread) == ((), (TABLE,))


@pytest.mark.parametrize(
    ("position", "replayed"),
    [("1/2000028", "1/2000000"), ("0/2018", "0/2000"), ("0/2040", "0/2040"), ("A/28", "A/0")],
)
def test_a_copy_is_not_waited_for_to_replay_the_head_of_a_page(
    position: str, replayed: str
) -> None:
    assert ended(position) == replayed


def test_a_copy_that_does_not_catch_up_is_not_judged() -> None:
    class Late(Still):
        """A copy that stands still."""

        def wait(self, position: str) -> None:
            raise LateError(position)

    with pytest.raises(LateError):
        look(Still("{}"), Late('{"1": "other"}'), [TABLE])


def test_a_page_that_is_missing_or_too_many_is_wrong_too() -> None:
    assert wrong([{}, {"2": "1 a"}, {}, {"2": "1 a"}]) == (2,)
    assert wrong([{"2": "1 a"}, {}, {"2": "1 a"}, {}]) == (2,)


def test_many_pages_are_counted_not_listed() -> None:
    assert str(Different(TABLE, tuple(range(9)))) == "logx: public.records, 9 pages from 0 to 8"


def test_a_range_reads_its_places_in_either_way() -> None:
    second = Range("logx", "public.t", 1)
    for how in ("whole", "pages"):
        text = second.select(how)
        assert f"t.ctid >= '({PAGES},0)' AND t.ctid < '({2 * PAGES},0)'" in text
        assert "ROW(t.*)::text" in text  # no cast of its own is asked, and a column may be called t
        assert "t.xmin" in text


def test_a_look_takes_no_more_ranges_than_it_may() -> None:
    known = cut("logx", {"records": 50 * PAGES})
    assert chosen(known, None, Random(1)) == known
    some = chosen(known, 5, Random(1))
    assert len(set(some)) == 5
    assert some == sorted(some)
