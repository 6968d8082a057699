"""Ready: what nobody can tell is no yes, and a copy that differs is found."""

# ruff: noqa: ARG002, S311 - it stands in for `runbooks.pair`; no number is a secret

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from runbooks import ready
from runbooks.content import Range, chosen, differences
from runbooks.readiness.backups import complaints, figures
from runbooks.sessions import HostError


def test_a_question_that_cannot_be_asked_is_no_yes_and_stops_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(_: Any) -> Iterator[str]:  # noqa: ANN401 - any pair
        raise HostError("dr-1 does not answer")
        yield ""

    checks = {"names": silent, "lock": lambda _: iter(())}
    monkeypatch.setattr(ready, "CHECKS", checks)
    found = list(ready.findings(SimpleNamespace()))  # type: ignore[arg-type]  # asked for nothing
    assert [each.verdict for each in found] == ["bad", "good"]
    assert "dr-1 does not answer" in found[0].why[0]
    told = ready.metrics("dc-dr", found, 5.0)
    assert 'tandem_ready{pair="dc-dr",check="names"} 0' in told
    assert 'tandem_ready{pair="dc-dr",check="lock"} 1' in told


class Copies:
    """Two databases of one table of two ranges."""

    def __init__(self, there: Callable[[int], list[str]], here: Callable[[int], list[str]]) -> None:
        self.old, self.new = SimpleNamespace(name="dc"), SimpleNamespace(name="dr")
        self._rows = {"dc": here, "dr": there}
        self._looks = {"dc": 0, "dr": 0}

    def database(self, site: Any) -> str:  # noqa: ANN401 - any site
        """Return its only member."""
        return str(site.name)

    def sql(self, host: str, text: str, database: str = "", seconds: float = 0.0) -> str:
        """Answer what `content` asks."""
        if "pg_database" in text:
            return json.dumps(["logx"])
        if "pg_class" in text:
            return json.dumps({"records": 1025})
        if "lsn" in text:
            return "0/10"
        self._looks[host] += 1
        rows = self._rows[host](self._looks[host])
        firsts = [each.split("'(")[1].split(",")[0] for each in text.split(";")]
        return "\n".join(rows[first != "0"] for first in firsts)


def found(there: Callable[[int], list[str]], here: Callable[[int], list[str]]) -> list[str]:
    """Return what is different."""
    return list(differences(Copies(there, here), None))  # type: ignore[arg-type]  # stands in


def test_copies_that_agree_are_the_same() -> None:
    assert not found(lambda _: ["1 a", "2 b"], lambda _: ["1 a", "2 b"])


def test_a_copy_that_differs_from_what_stood_still_is_named() -> None:
    [said] = found(lambda _: ["1 a", "2 x"], lambda _: ["1 a", "2 b"])
    assert said == "logx: records, pages from 1024: the copy at dr is another"


def test_what_is_written_to_meanwhile_is_read_again() -> None:
    copied = {1: "2 b", 2: "3 b"}
    assert not found(lambda look: ["1 a", copied[look]], lambda look: ["1 a", f"{look} b"])


def test_a_look_takes_no_more_ranges_than_it_may() -> None:
    known = [Range("logx", "records", number) for number in range(50)]
    assert chosen(known, None, Random(1)) == known
    some = chosen(known, 5, Random(1))
    assert len(set(some)) == 5
    assert some == sorted(some)


GOOD = {
    "tandem_backup_last_run_failed": 0.0,
    "tandem_backup_last_success_timestamp_seconds": 90_000.0,
    "tandem_backup_last_verified_timestamp_seconds": 90_000.0,
    "tandem_restore_last_proven_timestamp_seconds": 90_000.0,
    "tandem_backup_interval_seconds": 3600.0,
    "tandem_restore_interval_seconds": 36_000.0,
}


def test_backups_that_are_late_failed_or_never_proven_are_said() -> None:
    assert not list(complaints(GOOD, 91_000.0))
    assert list(complaints({**GOOD, "tandem_backup_last_run_failed": 1.0}, 91_000.0))
    [never] = complaints({**GOOD, "tandem_restore_last_proven_timestamp_seconds": 0.0}, 91_000.0)
    assert never.startswith("never proven by a restore")
    assert len(list(complaints(GOOD, 98_000.0))) == 2


def test_figures_are_read_as_prometheus_has_them() -> None:
    said = '# HELP x y\ntandem_backup_last_run_failed{policy="records"} 0\n'
    assert figures(said) == {"records": {"tandem_backup_last_run_failed": 0.0}}
