"""What happens where services of one host want different values: a stated rule for each setting.

The order of the services never decides. A setting without a rule here must be asked for alike by
everyone; two different wishes are an error of ours, which the tests look for in every mix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from topology.tuning.settings import Setting, Value


class ConflictError(ValueError):
    """Two services want different values of a setting that has no rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one value is chosen."""

    says: str
    choose: Callable[[Sequence[Value]], Value]


def _number(value: Value) -> float:
    if isinstance(value, str | tuple):
        raise ConflictError(f"{value!r} is not a number")
    return value


def _first_of(*order: Value) -> Callable[[Sequence[Value]], Value]:
    return lambda values: min(values, key=order.index)


LARGEST = Rule("the largest wish wins", lambda values: max(values, key=_number))
SMALLEST = Rule("the smallest wish wins", lambda values: min(values, key=_number))

RULES: Mapping[str, Rule] = {
    "vm.swappiness": SMALLEST,
    # A refused fork stops a service; an overrun stops whom the kernel is told to stop first.
    "vm.overcommit_memory": Rule("1 wins, then 0, then 2", _first_of(1, 0, 2)),
    "swap": SMALLEST,
    "transparent_hugepage": Rule("never wins", _first_of("never", "madvise")),
    "net.core.somaxconn": LARGEST,
    "net.core.rmem_max": LARGEST,
    "net.ipv4.tcp_max_syn_backlog": LARGEST,
    "net.netfilter.nf_conntrack_max": LARGEST,
    "net.netfilter.nf_conntrack_buckets": LARGEST,
    "read_ahead_kb": SMALLEST,
    "maxpoll": SMALLEST,
}


def merge(wishes: Iterable[Setting]) -> tuple[Setting, ...]:
    """Return each setting once, in the order in which they were first asked for."""
    asked: dict[tuple[str, str, str], list[Setting]] = {}
    for wish in wishes:
        asked.setdefault((wish.area, wish.of, wish.name), []).append(wish)
    return tuple(_one(same) if len(same) > 1 else same[0] for same in asked.values())


def _one(same: Sequence[Setting]) -> Setting:
    """Return the wish that wins, and whom it overrules."""
    first = same[0]
    if all(each.value == first.value for each in same):
        return replace(first, wanted_by=_who(same))
    rule = RULES.get(first.name)
    if rule is None:
        wanted = ", ".join(f"{each.wanted_by[0]}: {each.written}" for each in same)
        raise ConflictError(f"{first.name} has no rule, and different wishes: {wanted}")
    value = rule.choose([each.value for each in same])
    won = [each for each in same if each.value == value]
    lost = (f"{each.wanted_by[0]}: {each.shown}" for each in same if each.value != value)
    why = f"{won[0].why}; {rule.says}"
    return replace(won[0], why=why, wanted_by=_who(won), overrules=tuple(lost))


def _who(same: Iterable[Setting]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in same for name in each.wanted_by))
