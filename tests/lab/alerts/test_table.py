"""Every alert has a fault that raises it in the lab, or a reason why none there can."""

from __future__ import annotations

import pytest

from lab.alerts.session import chosen, waves
from lab.alerts.table import TABLE
from lab.faults import WHAT
from lab.shell import LabError
from lab.spoiling import WAYS
from tests.roles.monitoring.rules import alerts

NAMES = {alert["alert"] for alert in alerts()}


def test_every_alert_is_in_the_table_and_nothing_else_is() -> None:
    assert set(TABLE) == NAMES


@pytest.mark.parametrize("name", TABLE)
def test_it_is_raised_by_something_or_says_why_not(name: str) -> None:
    trial = TABLE[name]
    assert bool(trial.breaks) != bool(trial.none)
    assert bool(trial.before) == bool(trial.shown)
    assert not trial.breaks or trial.wave


def test_every_fault_is_one_of_the_lab() -> None:
    for trial in TABLE.values():
        for each in (*trial.before, *trial.breaks):
            assert each.kind == "refuse" or each.kind in WHAT
            assert each.kind != "spoil" or each.words[0] in WAYS


def test_no_way_to_spoil_a_host_is_without_use() -> None:
    used = {e.words[0] for t in TABLE.values() for e in (*t.before, *t.breaks) if e.kind == "spoil"}
    assert used == set(WAYS)


def test_each_is_tried_in_one_wave() -> None:
    names = chosen(())
    assert sorted(name for wave in waves(names) for name in wave) == sorted(NAMES)


def test_what_is_done_at_once_has_one_meaning() -> None:
    for wave in waves([name for name in TABLE if not TABLE[name].none]):
        assert len({TABLE[name].means for name in wave}) == 1


def test_a_wrong_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(LabError, match="HostDown"):
        chosen(["HostDwon"])
