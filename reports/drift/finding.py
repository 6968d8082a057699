"""One thing on one host that is not as it should be, and all of them as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from reports.page import render

MODEL, KNOWN = "the model", "the baseline"


@dataclass(frozen=True, order=True)
class Finding:
    """Where, what, and how it differs."""

    host: str
    area: str
    """What kind of thing it is, such as a file or an account."""
    item: str
    expected: str
    found: str
    by: str
    """Who expected it: a role, the model, or what the last converge left behind."""

    def __str__(self) -> str:
        return f"{self.host}: {self.area} {self.item}: expected {self.expected}, found {self.found}"


@dataclass
class Drift:
    """What one run found."""

    environment: str
    hosts: list[str]
    findings: list[Finding] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    """Hosts that could not be asked, and why; nothing is known of them."""
    seconds: float = 0.0

    @property
    def by_host(self) -> dict[str, list[Finding]]:
        """Return the findings of each host that has any."""
        found: dict[str, list[Finding]] = {}
        for each in self.findings:
            found.setdefault(each.host, []).append(each)
        return found

    @property
    def areas(self) -> Mapping[str, int]:
        """Return how many findings each area has."""
        return Counter(each.area for each in self.findings)

    def page(self) -> str:
        """Return the page."""
        return render("drift", run=self)


def together(declared: Iterable[Finding], live: Iterable[Finding]) -> list[Finding]:
    """Return the findings of both readers; what both saw is said once, by the role.

    Check mode knows who wants a file or a unit so, the live reader how it is: the one that says
    more about a thing speaks.
    """
    seen = {(each.host, _name(each.item)): each for each in live}
    kept: dict[Finding, None] = {}
    for each in dict.fromkeys(declared):
        other = seen.pop((each.host, _name(each.item)), None)
        is_terse = other is not None and each.found == DIFFERS
        kept[replace(other, by=each.by) if other and is_terse else each] = None
    return sorted([*kept, *seen.values()])


DIFFERS = "something else"
"""What a role's answer says where it tells only that it would change something."""


def _name(item: str) -> str:
    return item.removesuffix(".service")
