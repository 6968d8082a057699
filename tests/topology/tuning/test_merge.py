"""Services that want different things of one host: a rule decides, never their order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.tuning.machines import PROGRAMS, machine, machines, setting, value, values
from topology.tuning.derive import derive
from topology.tuning.machine import Machine
from topology.tuning.memory import DEMANDS
from topology.tuning.merge import RULES, ConflictError, merge
from topology.tuning.settings import Asks
from topology.units import Disk

ONE, OTHER = Asks("redis"), Asks("postgresql")


@given(machines(), st.randoms(use_true_random=False))
def test_the_order_of_services_decides_nothing(any_: Machine, random: Random) -> None:
    shuffled = random.sample(any_.services, len(any_.services))
    assert values(machine(*shuffled, **_facts(any_))) == values(any_)


def _facts(of: Machine) -> dict[str, object]:
    return {name: getattr(of, name) for name in Machine.__slots__ if name != "services"}


def test_every_rule_is_needed_by_services_that_want_different_things() -> None:
    crowded = machine(*DEMANDS, *PROGRAMS, datagrams=PROGRAMS)
    alone = machine("base", "redis", disks=(Disk(1, 500, "HDD"),))
    entry = machine("haproxy", "nginx", memory_gb=256)
    settings = (each for of in (crowded, alone, entry) for each in derive(of).settings)
    assert {each.name for each in settings if each.overrules} == set(RULES)


def test_the_most_careful_swappiness_wins() -> None:
    found = setting(machine("base", "redis"), "vm.swappiness")
    assert (found.value, found.wanted_by, found.overrules) == (1, ("redis",), ("base: 10",))


def test_the_largest_queue_wins() -> None:
    alone = value(machine("base", "haproxy"), "net.core.somaxconn")
    assert alone == value(machine("base", "haproxy", "data-proxy"), "net.core.somaxconn") == 65_535


def test_a_fork_that_must_succeed_overrules_the_strict_promise_of_memory() -> None:
    found = setting(machine("base", "postgresql", "api", "redis"), "vm.overcommit_memory")
    assert (found.value, found.overrules) == (1, ("postgresql: 2", "api: 0"))


def test_a_setting_says_by_which_rule_it_won() -> None:
    wishes = (ONE.kernel("vm.swappiness", 1, "careful"), OTHER.kernel("vm.swappiness", 5, "bold"))
    (found,) = merge(wishes)
    assert found.why == "careful; the smallest wish wins"


def test_those_who_agree_are_all_named() -> None:
    wishes = (ONE.kernel("vm.swappiness", 1, "a"), OTHER.kernel("vm.swappiness", 1, "b"))
    (found,) = merge(wishes)
    assert found.wanted_by == ("redis", "postgresql")


def test_a_conflict_without_a_rule_is_an_error_that_names_both() -> None:
    wishes = (ONE.kernel("kernel.panic", 5, "a"), OTHER.kernel("kernel.panic", 9, "b"))
    with pytest.raises(ConflictError, match=r"kernel\.panic has no rule.*redis: 5, postgresql: 9"):
        merge(wishes)


def test_words_are_not_compared_as_numbers() -> None:
    wishes = (ONE.kernel("swap", "none", "a"), OTHER.kernel("swap", 5, "b"))
    with pytest.raises(ConflictError, match="'none' is not a number"):
        merge(wishes)
