"""One table: put beside the living one, which nothing touches; whole, or it is said."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from restore.drill import Place
from restore.reach import ReachError
from restore.table import Table, fetch, parsed, piped

PLACE = Place("shop-dc", "records", "keeper", "pgbackrest", ("db-1", "db-2"), "5432", 60.0)
AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


class Hosts:
    """Hosts of which db-2 leads, and a table of as many rows as it is told."""

    def __init__(self, arrived: int) -> None:
        self.arrived = arrived
        self.asked: list[tuple[str, str]] = []

    def __call__(self, host: str, words: str) -> str:
        """Answer one question."""
        self.asked.append((host, words))
        for word, said in (
            ("is_in_recovery", "f" if host == "db-2" else "t"),
            ("relowner", "shop-owner"),
            ("count(*)", str(self.arrived)),
            ("wal", "000000010000000000000007"),
        ):
            if word in words:
                return f"{said}\n"
        return "1\n"

    def through(self, giving: Sequence[str], taking: Sequence[str]) -> str:
        """Take note of who gives and who takes."""
        self.asked += [(giving[-2], giving[-1]), (taking[-2], taking[-1])]
        return "rows: 7\n"


def test_it_stands_beside_the_living_one_under_its_owner() -> None:
    hosts = Hosts(arrived=7)
    found = fetch(PLACE, Table("shop", "public", "orders"), AT, hosts, hosts.through)
    assert found.is_whole
    assert found.table == "shop.public.orders_of_20260131120000"
    changes = [words for host, words in hosts.asked if host == "db-2" and "orders" in words]
    made = [words for words in changes if "CREATE TABLE" in words]
    assert len(made) == 1
    assert "OWNER TO shop-owner" in made[0]
    assert not [words for words in changes if "DROP" in words or "DELETE" in words]
    giving = next(words for host, words in hosts.asked if host == "keeper")
    assert "PrivateNetwork=yes" in giving
    assert "2026-01-31 12:00:00" in giving


def test_a_table_of_which_rows_are_missing_is_not_whole() -> None:
    hosts = Hosts(arrived=6)
    assert not fetch(PLACE, Table("shop", "public", "a"), AT, hosts, hosts.through).is_whole


def test_what_was_not_filled_does_not_stay() -> None:
    hosts = Hosts(arrived=0)

    def broken(*_: Sequence[str]) -> str:
        raise ReachError("keeper", 1, "no room", "")

    with pytest.raises(ReachError, match="no room"):
        fetch(PLACE, Table("shop", "public", "orders"), AT, hosts, broken)
    assert 'DROP TABLE public."orders_of_20260131120000"' in hosts.asked[-1][1]


@pytest.mark.parametrize("text", ["orders", "public.orders", "a.b.c.d", 'a.b."c"', "a.b.c; DROP"])
def test_what_is_no_whole_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no table"):
        parsed(text)


def script(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def test_what_one_writes_the_other_reads() -> None:
    giving = script("import sys; print('a' * 9); print('rows: 1', file=sys.stderr)")
    taking = script("import sys; sys.exit(len(sys.stdin.read()) != 10)")
    assert piped(giving, taking) == "rows: 1\n"


@pytest.mark.parametrize("who", [0, 1])
def test_whoever_fails_is_named_with_what_he_said(who: int) -> None:
    both = [script("pass"), script("import sys; sys.stdin.read()")]
    both[who] = script("import sys; sys.exit('no room')")
    with pytest.raises(ReachError, match="no room"):
        piped(*both)
