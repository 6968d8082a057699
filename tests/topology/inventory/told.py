"""What each role is told, for the tests beside this file."""

from functools import cache
from typing import Any

from tests.topology.every import load
from topology.inventory import inventory
from topology.words import Form, Size

Chosen = tuple[str, Size, Form]


@cache
def derived(name: str, size: Size | None = None, form: Form | None = None) -> dict[str, Any]:
    """Derive an inventory; the same one again where it was asked for before."""
    return inventory(load(name, size, form))


def told(
    tier: str, name: str = "logx-dc", size: Size | None = None, form: Form | None = None
) -> dict[str, Any]:
    """Return all that the hosts of a tier are told alike."""
    found = derived(name, size, form)
    variables: dict[str, Any] = found["all"]["vars"] | found[f"tier_{tier}"]["vars"]
    return variables


def names(members: list[dict[str, str]]) -> list[str]:
    """Return whom a list of members names."""
    return [member["name"] for member in members]
