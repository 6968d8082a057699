"""`tandem size`."""

import pytest

from tests.commands.conftest import Run


def test_a_load_gets_the_smallest_size_and_the_limit_that_decided(tandem: Run) -> None:
    said = tandem("size", "--platform", "logx", "--users", "1200", "--events", "20")
    assert said.code == 0
    assert said.out.splitlines()[0] == "LogX medium carries it: too much for small in users"


def test_the_smallest_size_needs_no_reason(tandem: Run) -> None:
    said = tandem("size", "--platform", "logx", "--users", "10")
    assert said.out.splitlines()[0] == "LogX small carries it: the smallest there is"


def test_json_says_the_same(tandem: Run) -> None:
    found = tandem("size", "--platform", "logx", "--users", "1200", "--json").json
    assert (found["size"], found["decided_by"]) == ("medium", ["users"])
    assert found["short"]["small"] == ["users"]


def test_users_at_the_same_time_need_bandwidth_by_the_papers_formula(tandem: Run) -> None:
    """1,000 / 50, 10 x 2 and 10 x 5, and 30 %."""
    out = tandem("size", "--platform", "logx", "--concurrent", "1000").out
    assert (
        "Bandwidth: 1,000 / 50 = 20 + 20 face-recognition + 50 video = 90 Mbps, "
        "and 30% of headroom: 117 Mbps" in out
    )


def test_only_named_features_are_reckoned(tandem: Run) -> None:
    words = ("size", "--platform", "logx", "--concurrent", "1000", "--feature", "video")
    assert "20 + 50 video = 70 Mbps, and 30% of headroom: 91 Mbps" in tandem(*words).out


def test_what_is_kept_needs_room(tandem: Run) -> None:
    words = ("--platform", "logmaster", "--growth", "100", "--keep-days", "730")
    out = tandem("size", *words).out
    assert "100 GB a day / 10 by compression x 730 days = 7,300 GB" in out


def test_areas_need_access_points(tandem: Run) -> None:
    words = ("--area", "indoor=50000", "--area", "dense=3500")
    out = tandem("size", "--platform", "logx", *words).out
    assert "Access points, indoor: 20, one for each 2,500 square feet" in out
    assert "Access points, dense: 4, one for each 1,000 square feet" in out


def test_without_a_load_it_says_what_each_size_carries_and_where_the_platform_ends(
    tandem: Run,
) -> None:
    out = tandem("size", "--platform", "logx").out
    assert out.splitlines()[0] == "LogX: what each size carries"
    assert "LogX stops scaling at 5,000 events a second: One PostgreSQL leader" in out


def test_only_what_was_asked_is_compared(tandem: Run) -> None:
    out = tandem("size", "--platform", "logx", "--users", "1200").out
    assert "1,000 (too little)" in out
    assert "GB of room" not in out


def test_what_no_size_carries_fails_and_says_whether_more_members_would(tandem: Run) -> None:
    said = tandem("size", "--platform", "logx", "--events", "3000")
    assert said.code == 1
    assert said.out.startswith(
        "No size of LogX carries that: too much for enterprise in events a second"
    )
    assert "Until there, more members than enterprise has carry it" in said.out


def test_what_no_number_of_members_carries_is_not_promised(tandem: Run) -> None:
    said = tandem("size", "--platform", "logx", "--events", "5001")
    assert said.code == 1
    assert "Until there" not in said.out


def test_an_unknown_platform_is_refused(tandem: Run) -> None:
    said = tandem("size", "--platform", "logy")
    assert said.code == 2
    assert "logx" in said.complaint


def test_an_unknown_feature_is_refused_with_the_nearest_one(tandem: Run) -> None:
    said = tandem("size", "--platform", "logx", "--feature", "vido")
    assert said.code == 2
    assert "there is no 'vido'; did you mean 'video'?" in said.complaint


@pytest.mark.parametrize(
    "area", ["indoor", "indoor=", "indoor=-1", "indoor=nan", f"indoor={9**40}"]
)
def test_an_area_without_a_sensible_size_is_refused(tandem: Run, area: str) -> None:
    said = tandem("size", "--platform", "logx", "--area", area)
    assert said.code == 2
    assert f"such as indoor=50000; found '{area}'" in said.complaint


@pytest.mark.parametrize("figure", ["-1", "many", str(9**40)])
@pytest.mark.parametrize("option", ["--users", "--concurrent", "--events", "--growth"])
def test_a_figure_that_nobody_means_is_refused(tandem: Run, option: str, figure: str) -> None:
    assert tandem("size", "--platform", "logx", option, figure).code == 2
