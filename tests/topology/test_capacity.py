"""Bandwidth, radio cells and growth by the seeds' formulas; the smallest size that carries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.every import FILES
from topology.capacity import (
    Choice,
    Growth,
    Load,
    Measure,
    access_points,
    bandwidth_mbps,
    carried,
    check_known,
    choose,
    demand,
    growth,
    users_mbps,
)
from topology.platform import Platform
from topology.problems import InvalidInputError
from topology.words import SIZES

LOGX = FILES.platform("logx")
LOGMASTER = FILES.platform("logmaster")
PLATFORMS = [FILES.platform(name) for name in FILES.platform_names]

platforms = st.sampled_from(PLATFORMS)
loads = st.builds(
    Load,
    users=st.none() | st.integers(0, 10**6),
    concurrent=st.none() | st.integers(0, 10**5),
    events_per_second=st.none() | st.integers(0, 10**5),
    storage_a_day=st.none() | st.integers(0, 10**4),
    keep_days=st.none() | st.integers(1, 4000),
)


def needed(load: Load) -> Choice:
    return choose(LOGX, demand(LOGX, load))


def test_users_with_faces_and_video_need_117_mbps() -> None:
    """1,000 / 50 = 20, and 10 x 2, and 10 x 5: 90; a third more, by the seed's 30 %: 117."""
    assert bandwidth_mbps(LOGX.capacity, 1000, ["face-recognition", "video"]) == 117


def test_users_who_only_read_pages_need_26_mbps() -> None:
    assert bandwidth_mbps(LOGX.capacity, 1000, []) == 26


def test_a_single_user_needs_a_small_part_of_it() -> None:
    assert bandwidth_mbps(LOGX.capacity, 1) == 0.117


def test_everything_that_a_platform_knows_is_reckoned_where_nothing_is_named() -> None:
    assert bandwidth_mbps(LOGX.capacity, 1000) == 117


def test_what_users_move_has_no_headroom() -> None:
    assert users_mbps(LOGX.capacity, 1000) == 90


@pytest.mark.parametrize(
    ("kind", "square_feet", "count"),
    [
        ("indoor", 50_000, 20),
        ("indoor", 50_001, 21),
        ("dense", 3_500, 4),
        ("outdoor", 10_000, 1),
        ("outdoor", 0, 0),
    ],
)
def test_an_area_has_an_access_point_for_each_of_its_parts(
    kind: str, square_feet: int, count: int
) -> None:
    assert access_points(LOGX.capacity, {kind: square_feet}) == {kind: count}


def test_a_hundred_gb_a_day_of_logs_fill_7300_gb_in_two_years() -> None:
    """A tenth of 100 GB, for 730 days; half of it after half of the time."""
    grown = growth(LOGMASTER.capacity, 100, 730)
    assert (grown.at_most, grown.after(365), grown.after(0)) == (7300, 3650, 0)


@given(
    a_day=st.integers(0, 10**4),
    keep=st.integers(1, 4000),
    days=st.integers(0, 4000),
    more=st.integers(0, 4000),
)
def test_growth_is_even_until_the_oldest_goes_and_then_none(
    a_day: int, keep: int, days: int, more: int
) -> None:
    grown = Growth(a_day, keep)
    if days + more <= keep:
        assert grown.after(days + more) - grown.after(days) == a_day * more
    assert grown.after(keep + more) == grown.at_most


def test_what_is_asked_in_users_at_the_same_time_is_asked_in_bandwidth_too() -> None:
    assert demand(LOGX, Load(concurrent=1000)) == {"concurrent": 1000, "bandwidth": 117}


def test_only_named_features_are_asked_for() -> None:
    load = Load(concurrent=1000, features=("video",))
    assert demand(LOGX, load)["bandwidth"] == 91  # 20 and 50, and 30 %


def test_what_is_kept_is_asked_in_room_too() -> None:
    load = Load(storage_a_day=100, keep_days=730)
    assert demand(LOGMASTER, load) == {"storage_a_day": 100, "storage": 7300}


def test_growth_that_nobody_keeps_asks_for_no_room() -> None:
    assert demand(LOGMASTER, Load(storage_a_day=100)) == {"storage_a_day": 100}
    assert demand(LOGMASTER, Load(keep_days=730)) == {}


def test_a_thousand_users_fit_the_smallest() -> None:
    found = needed(Load(users=1000))
    assert (found.size, found.decided_by) == ("small", ())


def test_one_user_more_needs_the_next_and_users_decide() -> None:
    found = needed(Load(users=1001))
    assert (found.size, found.decided_by) == ("medium", ("users",))


def test_the_measure_that_needs_the_most_decides() -> None:
    found = needed(Load(users=1001, events_per_second=400))
    assert (found.size, found.decided_by) == ("large", ("events_per_second",))
    assert found.short["small"] == ("users", "events_per_second")
    assert found.short["large"] == ()


def test_nothing_asked_fits_the_smallest() -> None:
    assert needed(Load()).size == "small"


def test_beyond_the_largest_there_is_no_size_but_the_limit_that_ends_it() -> None:
    found = needed(Load(events_per_second=6000))
    assert (found.size, found.decided_by) == (None, ("events_per_second",))
    assert [limit.at for limit in found.limits] == [5000]


def test_beyond_the_largest_only_what_the_largest_lacks_decides() -> None:
    found = needed(Load(users=60_000, events_per_second=600))
    assert found.decided_by == ("users",)
    assert found.short["large"] == ("users", "events_per_second")


def test_a_choice_repeats_what_was_asked() -> None:
    for users in (1000, 60_000):
        assert needed(Load(users=users)).demand == {"users": users}


def test_a_size_that_carries_names_no_limit() -> None:
    assert needed(Load(users=1000)).limits == ()


def test_what_a_platform_knows_is_not_refused() -> None:
    check_known(LOGX, "extras", ["video"])
    check_known(LOGX, "square_feet_per_access_point", [])


def test_beyond_the_largest_in_what_has_no_limit_no_limit_is_named() -> None:
    found = needed(Load(users=60_000))
    assert (found.size, found.limits) == (None, ())


def test_an_unknown_feature_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(InvalidInputError) as error:
        check_known(LOGX, "extras", ["video", "vide"])
    (problem,) = error.value.problems
    assert str(problem) == (
        "platforms/logx.yml: capacity.extras: there is no 'vide'; did you mean 'video'? "
        "Known here: face-recognition, video"
    )


def test_every_unknown_kind_of_area_is_named_at_once() -> None:
    with pytest.raises(InvalidInputError) as error:
        check_known(LOGX, "square_feet_per_access_point", ["roof", "indoor", "cellar"])
    assert len(error.value.problems) == 2


@given(platform=platforms, load=loads)
def test_the_size_found_carries_and_the_next_smaller_does_not(
    platform: Platform, load: Load
) -> None:
    asked = demand(platform, load)
    found = choose(platform, asked)
    if found.size is None:
        assert any(value > carried(platform.sizes["enterprise"], at) for at, value in asked.items())
        return
    assert all(value <= carried(platform.sizes[found.size], at) for at, value in asked.items())
    if found.size != "small":
        smaller = platform.sizes[SIZES[SIZES.index(found.size) - 1]]
        too_much = {at for at, value in asked.items() if value > carried(smaller, at)}
        assert too_much == set(found.decided_by) != set()


@given(
    load=loads,
    measure=st.sampled_from(["users", "concurrent", "events_per_second"]),
    more=st.integers(0, 10**5),
)
def test_asking_for_more_never_finds_a_smaller_size(
    load: Load, measure: Measure, more: int
) -> None:
    asked = demand(LOGX, load)
    larger = {**asked, measure: asked.get(measure, 0) + more}
    before, after = choose(LOGX, asked).size, choose(LOGX, larger).size
    order = [*SIZES, None]
    assert order.index(after) >= order.index(before)
