"""The tariff that hand-made expectations are written in."""

from collections.abc import Iterable

from tests.topology.every import FILES
from topology.cost import Line
from topology.prices import Tariff

TARIFF = Tariff(FILES.prices, "eu-central-1")


def money(lines: Iterable[Line]) -> dict[str, float]:
    """Return what each price comes to, in cents."""
    found: dict[str, float] = {}
    for line in lines:
        found[line.price] = round(found.get(line.price, 0) + line.monthly, 2)
    return found
