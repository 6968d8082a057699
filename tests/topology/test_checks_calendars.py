"""Calendar expressions are systemd's."""

import pytest

from topology.checks.calendars import calendar_fault


@pytest.mark.parametrize(
    "written",
    [
        "hourly",
        "quarterly",
        "02:00",
        "2:00",
        "23:59:59",
        "0/4:30",
        "*:0/15",
        "Sun",
        "Sun 02:00",
        "Mon..Sat 02:00",
        "Mon,Wed,Fri 22:30",
        "Sat,Mon..Wed 1:00",
        "*-*-01",
        "*-*-01 06:00",
        "*-01,04,07,10-01 08:00",
        "2026-11-21",
        "Mon *-*-1..7 03:00",
        "12-31 23:00",
    ],
)
def test_what_systemd_understands_is_sound(written: str) -> None:
    assert calendar_fault(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "never",
        "Hourly",
        "24:00",
        "02:60",
        "2 o'clock",
        "Sunday",
        "sun 02:00",
        "Mon-Sat 02:00",
        "02:00 Sun",
        "*-13-01",
        "*-*-32",
        "*-00-01",
        "Sun  02:00",
        " 02:00",
        "02:00\n",
        "0/4:30 UTC?",
    ],
)
def test_what_it_would_refuse_is_told_by_example(written: str) -> None:
    assert str(calendar_fault(written)).startswith(
        "expected a calendar such as 'Sun 02:00', '0/4:30' or hourly; found "
    )
