"""What holds for any machine with any mix of services."""

from dataclasses import replace

from hypothesis import given

from tests.topology.every import everywhere, load
from tests.topology.tuning.machines import machines, value, values
from topology.tuning import kinds, tuning_for_managed
from topology.tuning.derive import derive
from topology.tuning.machine import Machine
from topology.tuning.settings import Setting
from topology.words import Form, Size

SIZES = ("bytes", "kB", "8kB", "MB", "mb", "M", "m", "MiB", "Mi")
MAY_BE_ZERO = ("swap",)


def amounts(of: Machine) -> dict[tuple[str, str], Setting]:
    """Return every setting that is an amount of memory or disk."""
    return {(e.of, e.name): e for e in derive(of).settings if e.unit in SIZES}


def numbers(of: Setting) -> tuple[float, ...]:
    """Return the numbers of an amount; some have several."""
    assert not isinstance(of.value, str), of
    return of.value if isinstance(of.value, tuple) else (of.value,)


@given(machines())
def test_no_two_services_want_what_no_rule_decides(any_: Machine) -> None:
    names = [(each.area, each.of, each.name) for each in derive(any_).settings]
    assert len(names) == len(set(names))


@given(machines())
def test_amounts_are_whole_and_positive(any_: Machine) -> None:
    for each in amounts(any_).values():
        assert {type(number) for number in numbers(each)} == {int}, each
        assert min(numbers(each)) >= (0 if each.name in MAY_BE_ZERO else 1), each


@given(machines())
def test_more_memory_never_makes_an_amount_smaller(any_: Machine) -> None:
    larger = amounts(replace(any_, memory_gb=any_.memory_gb + 1))
    for key, each in amounts(any_).items():
        assert numbers(larger[key]) >= numbers(each), each


@given(machines())
def test_every_setting_says_why_for_whom_and_where_from(any_: Machine) -> None:
    for each in derive(any_).settings:
        assert each.why, each
        assert each.wanted_by, each
        assert each.source == "decided" or each.source[:3].isdecimal(), each


@given(machines())
def test_huge_pages_are_set_apart_only_for_large_buffers_on_a_host_of_their_own(
    any_: Machine,
) -> None:
    if value(any_, "vm.nr_hugepages") is not None:
        assert any_.leading == ("postgresql",)
        assert any_.memory_gb >= 32


@given(machines())
def test_jumbo_frames_never_leave_the_site(any_: Machine) -> None:
    if {"dmz", "guest", "iot"} & set(any_.zones):
        assert value(any_, "mtu", "nic") == 1500


@given(machines())
def test_strict_promises_of_memory_are_for_a_database_alone(any_: Machine) -> None:
    if value(any_, "vm.overcommit_memory") == 2:
        assert any_.leading == ("postgresql",)


@everywhere
def test_every_environment_fits_its_hosts(chosen: tuple[str, Size, Form]) -> None:
    environment = load(*chosen)
    for kind in kinds(environment):
        assert sum(kind.tuning.memory.values()) <= 0.9 * kind.tuning.machine.memory_mb, kind.tier
        assert values(kind.tuning.machine)
    for service in environment.managed.values():
        tuning_for_managed(environment, service)
