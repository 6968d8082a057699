"""How many members a tier may have, and where it stands in the address plan."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.trees import SHARED, answer, replaced
from topology.checks.tiers import count_fault
from topology.words import SIZES, Redundancy, Size

SHOP = Path("platforms") / "shop.yml"
TAKING_OVER: tuple[Redundancy, ...] = ("spare", "sharded")


@given(st.integers(0, 100).map(lambda half: 2 * half + 1), st.sampled_from(SIZES[1:]))
def test_an_odd_quorum_of_three_or_more_is_sound_at_every_size_above_small(
    members: int, size: Size
) -> None:
    assert (count_fault("quorum", members, size) is None) == (members >= 3)


@given(st.integers(1, 100).map(lambda half: 2 * half), st.sampled_from(SIZES))
def test_an_even_quorum_is_sound_nowhere(members: int, size: Size) -> None:
    fault = count_fault("quorum", members, size)
    assert fault is not None
    assert str(members + 1) in fault


@pytest.mark.parametrize(
    ("members", "size", "choice"),
    [(2, "small", "1 or 3"), (2, "medium", "3"), (4, "medium", "3 or 5"), (6, "large", "5 or 7")],
)
def test_the_odd_numbers_beside_an_even_quorum_are_offered(
    members: int, size: Size, choice: str
) -> None:
    assert str(count_fault("quorum", members, size)).endswith(f"; write {choice}")


@given(st.integers(1, 100), st.sampled_from(SIZES))
def test_whatever_stops_with_its_only_member_may_have_any_number(members: int, size: Size) -> None:
    assert count_fault("single", members, size) is None


@pytest.mark.parametrize("redundancy", get_args(Redundancy))
def test_one_member_is_enough_at_small(redundancy: Redundancy) -> None:
    assert count_fault(redundancy, 1, "small") is None


@pytest.mark.parametrize("size", SIZES[1:])
def test_what_takes_over_needs_two_above_small(size: Size) -> None:
    for redundancy in TAKING_OVER:
        assert count_fault(redundancy, 2, size) is None
        assert count_fault(redundancy, 1, size) == (
            "with 1 nobody takes over after a loss; write 2 or more"
        )


def test_a_platform_may_define_a_shared_tier_itself_in_another_slot(tree: Path) -> None:
    """Its own stands in the place of the shared one, whole."""
    common = (tree / SHARED / "common.yml").read_text(encoding="utf-8")
    shared = common.partition("tiers:\n")[2].partition("cloud:")[0]
    replaced(tree / SHOP, "\nstores:\n", f"{shared.replace('slot: 30', 'slot: 9')}\nstores:\n")
    assert answer(tree) == []


def test_a_slot_of_a_shared_tier_is_taken(tree: Path) -> None:
    replaced(tree / SHOP, "    slot: 4\n    zone: data\n", "    slot: 30\n    zone: management\n")
    (line,) = answer(tree)
    assert line.partition(": ")[2] == (
        "tiers.files.slot: tier 'bastion' has slot 30 of zone management; "
        "write a free one, such as 2, 3, 4, 5, 6"
    )


def test_the_same_slot_of_another_zone_is_free(tree: Path) -> None:
    replaced(tree / SHOP, "    slot: 4\n    zone: data\n", "    slot: 2\n    zone: iot\n")
    assert answer(tree) == []


def test_a_word_that_means_something_else_is_no_tier(tree: Path) -> None:
    text = (tree / SHOP).read_text(encoding="utf-8")
    for old, new in (
        ("  cache:\n    slot", "  node:\n    slot"),
        ("to: cache", "to: node"),
        ("tier: cache", "tier: node"),
    ):
        text = text.replace(old, new)
    (tree / SHOP).write_text(text, encoding="utf-8")
    assert [line.partition(": ")[2] for line in answer(tree)] == [
        "tiers.node: 'node' means something else; call the tier otherwise"
    ]
