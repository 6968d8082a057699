"""Checks of sizes: all four are there, and none carries less than a smaller one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from topology.checks.known import Check, Known
from topology.platform import Platform, SizeFacts
from topology.units import Range
from topology.validate import Complaint
from topology.words import SIZES

_UNITS = {"bandwidth": " Mbps", "storage": " GB", "storage_a_day": " GB"}
_NEVER_FALL: Mapping[str, Callable[[SizeFacts], Range]] = {
    "users": lambda facts: facts.users,
    "concurrent": lambda facts: facts.concurrent,
    "events_per_second": lambda facts: facts.events_per_second,
    "bandwidth": lambda facts: facts.bandwidth,
    "storage": lambda facts: Range(facts.storage, facts.storage),
    "storage_a_day": lambda facts: Range(facts.storage_a_day, facts.storage_a_day),
}


def _all_four(platform: Platform, _: Known) -> Iterator[Complaint]:
    for size in SIZES:
        if size not in platform.sizes:
            message = f"is missing; a platform states all four sizes: {', '.join(SIZES)}"
            yield ("sizes", size), message


def _growth(platform: Platform, _: Known) -> Iterator[Complaint]:
    for smaller, larger in pairwise(size for size in SIZES if size in platform.sizes):
        less, more = platform.sizes[smaller], platform.sizes[larger]
        for key, figure in _NEVER_FALL.items():
            was, now = figure(less), figure(more)
            if now.low < was.low or now.high < was.high:
                unit = _UNITS.get(key, "")
                message = f"{now}{unit} is less than {smaller}'s {was}{unit}; capacity never falls"
                yield ("sizes", larger, key), message
        was_money, money = less.budget.decided, more.budget.decided
        if money < was_money:
            message = (
                f"{money:,g} USD is less than {smaller}'s {was_money:,g}; capacity never falls"
            )
            yield ("sizes", larger, "budget", "decided"), message


def _promises(platform: Platform, _: Known) -> Iterator[Complaint]:
    for size, facts in platform.sizes.items():
        if not facts.budget.decided:
            message = "a budget of 0 USD buys nothing; expected an amount such as 900 USD"
            yield ("sizes", size, "budget", "decided"), message
        if facts.targets.availability >= 1:
            message = "nothing answers all the time; expected a share below 100 %, such as 99.9 %"
            yield ("sizes", size, "targets", "availability"), message
        server = facts.on_prem.one_server
        if server and server.count != Range(1, 1):
            message = f"one server is one, not {server.count}; write `count: 1`"
            yield ("sizes", size, "on_prem", "one_server", "count"), message


def _limits(platform: Platform, _: Known) -> Iterator[Complaint]:
    for index, limit in enumerate(platform.limits):
        carried = max(_NEVER_FALL[limit.measure](each).high for each in platform.sizes.values())
        if limit.at < carried:
            message = (
                f"the platform stops at {limit.at:,}, and its largest size carries {carried:,g}"
            )
            yield ("limits", index, "at"), f"{message}; mend one of the two"


CHECKS: tuple[Check[Platform], ...] = (
    (_all_four, {"sizes"}),
    (_growth, set()),
    (_promises, set()),
    (_limits, {"sizes"}),
)
