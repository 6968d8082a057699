"""Figures are read with their unit, and with no other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from topology.units import (
    CountRange,
    Day,
    Disk,
    Disks,
    DollarRange,
    Dollars,
    Gigabytes,
    GigabytesRange,
    Mbps,
    MbpsRange,
    Range,
    Seconds,
    Share,
    span,
)

UNITS = (
    CountRange,
    Day,
    Disks,
    DollarRange,
    Dollars,
    Gigabytes,
    GigabytesRange,
    Mbps,
    MbpsRange,
    Seconds,
    Share,
)


def read(unit: Any, written: object) -> Any:  # noqa: ANN401 - whatever the unit is in code
    """Read a figure as a file's is."""
    return TypeAdapter(unit).validate_python(written)


def told(unit: Any, written: object) -> str:  # noqa: ANN401 - as above
    """Return what is said of a figure that is none."""
    with pytest.raises(ValidationError) as caught:
        read(unit, written)
    return str(caught.value.errors()[0]["msg"])


@pytest.mark.parametrize(
    ("unit", "written", "meant"),
    [
        (Gigabytes, "8 GB", 8),
        (Gigabytes, "8GB", 8),
        (Gigabytes, "1_500 GB", 1500),
        (Gigabytes, "2 TB", 2000),
        (Gigabytes, "0.5 TB", 500),
        (Seconds, "250 ms", 0.25),
        (Seconds, "30 s", 30),
        (Seconds, "15 min", 900),
        (Seconds, "2 h", 7200),
        (Seconds, "1 day", 86_400),
        (Seconds, "2 weeks", 1_209_600),
        (Seconds, "3 months", 7_776_000),
        (Seconds, "2 years", 63_072_000),
        (Mbps, "200 Mbps", 200),
        (Mbps, "2.5 Gbps", 2500),
        (Dollars, "900 USD", 900),
        (Share, "99.95 %", 0.9995),
        (CountRange, 3, Range(3, 3)),
        (CountRange, "8-20", Range(8, 20)),
        (CountRange, "10000+", Range(10000, 10000)),
        (GigabytesRange, "32-64 GB", Range(32, 64)),
        (GigabytesRange, "1-2 TB", Range(1000, 2000)),
        (MbpsRange, "5+ Gbps", Range(5000, 5000)),
        (DollarRange, "300-600 USD", Range(300, 600)),
        (Disks, "500 GB SSD", Disk(1, 500, "SSD")),
        (Disks, "4x 2 TB NVMe", Disk(4, 2000, "NVMe")),
        (Day, "2026-11-21", date(2026, 11, 21)),
    ],
)
def test_a_figure_is_a_number_of_its_unit(unit: object, written: object, meant: object) -> None:
    assert read(unit, written) == meant


@pytest.mark.parametrize(
    ("unit", "written", "expected"),
    [
        (Gigabytes, "8", "a size such as '8 GB' or '2 TB'"),
        (Gigabytes, 8, "a size such as '8 GB' or '2 TB'"),
        (Gigabytes, "8 gb", "a size such as '8 GB' or '2 TB'"),
        (Gigabytes, "-8 GB", "a size such as '8 GB' or '2 TB'"),
        (Gigabytes, "8 GB and more", "a size such as '8 GB' or '2 TB'"),
        (Seconds, "2 hours", "a time such as '30 s', '15 min' or '2 h'"),
        (Seconds, None, "a time such as '30 s', '15 min' or '2 h'"),
        (Mbps, "1 GB", "a speed such as '200 Mbps' or '10 Gbps'"),
        (Dollars, "900 EUR", "an amount such as '900 USD'"),
        (Share, 99, "a share such as '99.9 %'"),
        (CountRange, True, "a count such as 3 or '8-20'"),
        (CountRange, "three", "a count such as 3 or '8-20'"),
        (CountRange, "8-20 hosts", "a count such as 3 or '8-20'"),
        (CountRange, "20-8", "a count such as 3 or '8-20', the lower figure first"),
        (GigabytesRange, "32-64", "a size such as '32-64 GB'"),
        (MbpsRange, "5-10 GB", "a speed such as '50-100 Mbps'"),
        (DollarRange, "$300", "an amount such as '300-600 USD'"),
        (Disks, "1 PB HDD", "disks such as '500 GB SSD' or '4x 2 TB NVMe' (HDD, SSD, NVMe)"),
        (Disks, "0x 1 TB HDD", "disks such as '500 GB SSD' or '4x 2 TB NVMe' (HDD, SSD, NVMe)"),
        (Disks, "0 GB HDD", "disks such as '500 GB SSD' or '4x 2 TB NVMe' (HDD, SSD, NVMe)"),
        (Day, "yesterday", "a day such as 2026-11-21"),
        (Day, "2026-02-30", "a day such as 2026-11-21"),
    ],
)
def test_anything_else_is_refused_with_an_example(
    unit: object, written: object, expected: str
) -> None:
    assert told(unit, written).startswith(f"expected {expected}; found ")


def test_what_was_found_is_shown_as_it_stood_and_not_at_any_length() -> None:
    assert told(Gigabytes, "{said} GB").endswith("; found '{said} GB'")
    assert told(Gigabytes, "9" * 5000 + " GB").endswith(f"; found '{'9' * 56}...")


@given(st.sampled_from(UNITS), st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_no_value_is_more_than_refused(unit: object, written: object) -> None:
    try:
        read(unit, written)
    except ValidationError as error:
        said = error.errors()[0]["msg"]
    else:
        return
    assert said.startswith("expected ")


@given(st.integers(2, 999), st.integers(1, 999), st.sampled_from(["HDD", "SSD", "NVMe"]))
def test_disks_are_written_as_they_are_read(count: int, size: int, kind: str) -> None:
    for written in (f"{size} GB {kind}", f"{size} TB {kind}", f"{count}x {size} GB {kind}"):
        assert str(read(Disks, written)) == written


@pytest.mark.parametrize(
    ("figures", "written"),
    [
        (Range(3, 3), "3"),
        (Range(8, 20), "8-20"),
        (Range(1000, 20000), "1,000-20,000"),
        (Range(0.5, 1), "0.5-1"),
    ],
)
def test_a_range_is_written_as_people_do(figures: Range, written: str) -> None:
    assert str(figures) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0.25, "250 ms"),
        (1, "1 s"),
        (1.5, "1.5 s"),
        (90, "90 s"),
        (120, "2 min"),
        (7200, "2 h"),
        (86_400, "1 days"),
        (63_072_000, "730 days"),
    ],
)
def test_a_time_is_written_in_the_largest_unit_that_leaves_it_whole(
    seconds: float, written: str
) -> None:
    assert span(seconds) == written


def test_disks_know_their_sum() -> None:
    assert Disk(4, 2000, "NVMe").total_gb == 8000
