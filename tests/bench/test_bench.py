"""The benchmark: what it makes, what it counts, and when it says that a goal is missed."""

import json
import sys
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

import pytest

from bench.__main__ import growth
from bench.measure import Case, Series, measure
from bench.synthetic import grow
from bench.work import work
from topology.repository import Repository


def said(*inside: float) -> Series:
    """Return a case whose runs took so many seconds without Python's start."""
    series = Series(Case("one", ()))
    series.outputs = [json.dumps({"inside": seconds}) for seconds in inside]
    return series


@pytest.mark.parametrize("hosts", [100, 101, 1000])
def test_a_grown_site_is_sound_and_has_as_many_hosts_as_asked_for(
    tmp_path: Path, hosts: int
) -> None:
    grow(tmp_path, hosts)
    files = Repository(tmp_path)
    assert files.names == ("logx-dc", "logx-dr")
    assert [len(files.load(name).hosts) for name in files.names] == [hosts, hosts]


def test_the_work_counts_the_hosts_of_what_it_was_asked_for(tmp_path: Path) -> None:
    grow(tmp_path, 100)
    witness = 1
    assert work(tmp_path, ["logx-dc"])["hosts"] == 100 + witness
    assert work(tmp_path, [])["hosts"] == 2 * (100 + witness)


def test_a_case_runs_as_often_as_asked_for_and_its_memory_is_seen() -> None:
    # What runs the tests may itself be large by now, and a child begins at that.
    ours = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    allocate = f"held = bytearray({(int(ours) + 200) * 2**20})"
    small, large = measure(
        (
            Case("small", (sys.executable, "-c", "print('said')")),
            Case("large", (sys.executable, "-c", allocate)),
        ),
        runs=2,
    )
    assert small.outputs == ["said\n", "said\n"]
    assert len(large.wall) == len(large.processor) == 2
    assert large.peak_mb > ours + 200 > small.peak_mb


def test_a_case_in_a_terminal_sees_a_terminal() -> None:
    asks = "import sys; print(sys.stdout.isatty())"
    piped, shown = measure(
        tuple(Case("", (sys.executable, "-c", asks), in_terminal=each) for each in (False, True)),
        runs=1,
    )
    assert (piped.outputs, shown.outputs) == (["False\n"], ["True\r\n"])


def test_a_goal_is_missed_by_time_or_by_memory_alone() -> None:
    def verdict(seconds: float, memory: float) -> bool | None:
        case = Case("", (), goal_seconds=1, goal_mb=300)
        return Series(case, processor=[seconds], memory_mb=[memory]).is_met

    assert verdict(0.9, 299) is True
    assert verdict(1.1, 299) is False
    assert verdict(0.9, 301) is False
    assert Series(Case("", ()), processor=[5], memory_mb=[900]).is_met is None


def test_cost_is_in_proportion_up_to_a_quarter_more_than_its_share() -> None:
    assert growth(said(0.5, 0.9), said(6, 9)) == (12, True)
    assert growth(said(0.5), said(6.5)) == (13, False)
