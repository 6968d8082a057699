"""How much of what somebody does by hand is found, and how much is told that nobody did."""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from cloud.drift import Found, drift
from cloud.stack import Known, Stack
from lab.aws.rehearsal import Rehearsal
from tests.stacks.rehearsing import REHEARSED, client, hasty, rehearsing, stack_of
from tests.stacks.tampering import FOREIGN, WAYS, Clients, Tampering
from topology.look import Look

pytestmark = REHEARSED
SEED = 6
CHANGES, TYPES = 40, 20
"""What the issue asks for, at least."""
MORE_OF_A_TYPE = 3


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rehearsal, Stack]]:
    with rehearsing(tmp_path_factory.mktemp("state")) as rehearsal:
        stack = stack_of("qps-td", Look(), hasty())
        stack.up()
        yield rehearsal, stack


def chosen(known: tuple[Known, ...]) -> list[tuple[Tampering, Known]]:
    """Return some changes, each of another resource, by chance that comes again the same."""
    dice = random.Random(SEED)  # noqa: S311 - nothing is kept secret by it
    there = defaultdict(list)
    for each in sorted(known, key=lambda it: (it.kind, it.name, it.id)):
        there[each.kind].append(each)
    found = []
    for way in WAYS:
        left = there[way.kind]
        taken = range(min(MORE_OF_A_TYPE, len(left)))
        found += [(way, left.pop(dice.randrange(len(left)))) for _ in taken]
    dice.shuffle(found)
    return found


def score(made: Counter[str], found: Counter[str]) -> str:
    """Say the score in one line, as `make test-full` shows it."""
    types = len({each.rpartition(" ")[0] for each in made})
    recall = (made & found).total() / made.total()
    false = (found - made).total()
    return f"{made.total()} changes over {types} types: {recall:.1%} found, {false} false alarms"


def test_all_that_was_done_by_hand_is_found_and_nothing_else(
    built: tuple[Rehearsal, Stack], capsys: pytest.CaptureFixture[str]
) -> None:
    rehearsal, stack = built

    def of(service: str) -> Any:  # noqa: ANN401 - made by boto3 at run time
        return client(rehearsal, service, "us-east-1" if service == "budgets" else "eu-central-1")

    assert not [each for each in drift(stack) if each.cls != "co-managed"]
    changes = chosen(stack.known())
    made = Counter([*(f"{it.kind} {it.name}" for _, it in changes), *beside(of, stack)])
    for way, it in changes:
        way.act(of, it)
    seen = [each for each in drift(stack) if each.cls != "co-managed" or grew(each)]
    found = Counter(named(each) for each in seen)
    assert made.total() >= CHANGES
    assert len({it.kind for _, it in changes}) >= TYPES
    with capsys.disabled():
        sys.stdout.write(f"\ndrift: {score(made, found)}\n")
    assert found == made


def grew(found: Found) -> bool:
    """Tell whether it is a group of ours that was changed: its members are AWS's to count."""
    return found.what == "update"


def beside(of: Clients, stack: Stack) -> list[str]:
    """Make what nobody declared, and return the types that it should be found as."""
    network = next(each.id for each in stack.known() if each.kind == "aws:ec2/vpc:Vpc")
    for make in FOREIGN.values():
        make(of, network, stack.environment.name)
    return [f"undeclared {kind}" for kind in FOREIGN]


def named(found: Found) -> str:
    if found.what == "undeclared":
        return f"undeclared {found.resource.split()[0]}"
    return found.resource


def test_the_dice_fall_the_same_each_time(built: tuple[Rehearsal, Stack]) -> None:
    known = built[1].known()
    first, again = chosen(known), chosen(tuple(reversed(known)))
    assert [it.id for _, it in first] == [it.id for _, it in again]
