"""Ready: what nobody can tell is no yes, and a copy that differs is found."""

# ruff: noqa: ARG002 - it stands in for `runbooks.pair`

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from content.state import State
from runbooks import ready
from runbooks.content import differences, remembered
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

    def __init__(self, there: str, here: str) -> None:
        self.old, self.new = SimpleNamespace(name="dc"), SimpleNamespace(name="dr")
        self._last = {"dc": here, "dr": there}

    def database(self, site: Any) -> str:  # noqa: ANN401 - any site
        """Return its only member."""
        return str(site.name)

    def on(self, host: str, *words: str) -> str:
        """Return what the timer keeps: nothing was different."""
        return replace(State(), follows=True, since=1.0, looked=1.0, every=60.0).text()

    def sql(self, host: str, text: str, database: str = "", seconds: float = 0.0) -> str:
        """Answer what `content` asks."""
        if "pg_database" in text:
            return json.dumps(["logx"])
        if "pg_class" in text:
            return json.dumps({"records": 1025})
        if "lsn" in text:
            return "0/10"
        told = [self._last[host] if "(1024,0)' AND" in each else "1 a" for each in _asked(text)]
        pages = "json_object_agg" in text
        return "\n".join(json.dumps({"1024": each}) if pages else each for each in told)


def _asked(text: str) -> list[str]:
    return [each for each in text.split(";") if "SELECT" in each]


def found(there: str, here: str) -> list[str]:
    """Return what is different."""
    return list(differences(Copies(there, here), None))  # type: ignore[arg-type]  # stands in


def test_copies_that_agree_are_the_same() -> None:
    assert not found("2 b", "2 b")


def test_a_copy_that_differs_from_what_stood_still_is_named() -> None:
    assert found("2 x", "2 b") == ["logx: records, page 1024: the copy at dr is another"]


def test_what_the_timer_found_counts_and_so_does_that_it_does_not_run() -> None:
    pair: Any = Copies("2 b", "2 b")
    assert not list(remembered(pair, 2.0))
    [silent, late] = remembered(pair, 4000.0)
    assert silent == "dr: its timer came last 67 min ago"
    assert late.startswith("dr: last compared as a whole never")


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
