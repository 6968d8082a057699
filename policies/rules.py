"""How a rule is written down, and how all of them are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from policies.resources import NotKnownError, Resource, Site

Level = Literal["mandatory", "advisory"]
Outcome = Literal["passed", "broken", "unchecked"]


@dataclass(frozen=True)
class Rule:
    """One thing that must be so."""

    name: str
    level: Level
    what: str
    """What it asks, in a sentence."""
    remedy: str
    controls: tuple[str, ...]
    """Requirements of PCI DSS 4.0 that it serves."""
    kinds: tuple[str, ...]
    """The beginnings of the types that it is asked of; none: of the whole site at once."""
    check: Callable[[Resource, Site], Iterable[str]] | None = None
    check_all: Callable[[Sequence[Resource], Site], Iterable[str]] | None = None

    def concerns(self, resource: Resource) -> bool:
        """Tell whether it is asked of a resource."""
        return resource.kind.startswith(self.kinds)


@dataclass(frozen=True)
class Finding:
    """What a rule found of one resource, or of all."""

    rule: str
    level: Level
    outcome: Outcome
    resource: str
    why: str
    remedy: str


RULES: list[Rule] = []
"""Every rule, in the order in which they are written."""


def rule(
    *kinds: str, level: Level = "mandatory", remedy: str, controls: tuple[str, ...] = ()
) -> Callable[[Callable[[Resource, Site], Iterable[str]]], Rule]:
    """Make a rule of a function that yields what is wrong with one resource."""

    def made(check: Callable[[Resource, Site], Iterable[str]]) -> Rule:
        found = Rule(_name(check), level, _what(check), remedy, controls, kinds, check=check)
        RULES.append(found)
        return found

    return made


def rule_of_all(
    *, level: Level = "mandatory", remedy: str, controls: tuple[str, ...] = ()
) -> Callable[[Callable[[Sequence[Resource], Site], Iterable[str]]], Rule]:
    """Make a rule of a function that yields what is wrong with all resources together."""

    def made(check: Callable[[Sequence[Resource], Site], Iterable[str]]) -> Rule:
        found = Rule(_name(check), level, _what(check), remedy, controls, (), check_all=check)
        RULES.append(found)
        return found

    return made


def _name(check: Callable[..., object]) -> str:
    return check.__name__.replace("_", "-")


def _what(check: Callable[..., object]) -> str:
    return (check.__doc__ or "").strip().splitlines()[0]


def ask(rules: Iterable[Rule], resources: Sequence[Resource], site: Site) -> Iterator[Finding]:
    """Yield what every rule finds: broken, unchecked as something is not known yet, or passed."""
    for each in rules:
        if each.check_all:
            yield from _outcome(each, "", partial(each.check_all, resources, site))
        for resource in resources if each.check else ():
            if each.check and each.concerns(resource):
                yield from _outcome(each, _label(resource), partial(each.check, resource, site))


def _outcome(of: Rule, resource: str, check: Callable[[], Iterable[str]]) -> Iterator[Finding]:
    def finding(outcome: Outcome, why: str) -> Finding:
        return Finding(of.name, of.level, outcome, resource, why, of.remedy)

    try:
        wrong = list(check())
    except NotKnownError as error:
        yield finding("unchecked", f"{error} is not known before it is there")
        return
    if not wrong:
        yield finding("passed", "")
    for why in wrong:
        yield finding("broken", why)


def _label(resource: Resource) -> str:
    return f"{resource.kind.rpartition(':')[2]} {resource.name}"
