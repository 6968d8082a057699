"""What each role is told, for the tests beside this file."""

from functools import cache
from typing import Any

from tests.topology.every import load
from topology.inventory import inventory
from topology.words import Form, Size

Chosen = tuple[str, Size, Form]


@cache
def derived(name: str, size: Size | None = None, form: Form | None = None) -> dict[str, Any]:
    """Derive an inventory; the same one again where it was asked for before.

    Without the third voter, who is of no site and told otherwise: `test_lease` asks about it.
    """
    found = inventory(load(name, size, form))
    third = found.get("witness", {"hosts": []})["hosts"]
    kept = {key: dict(group) for key, group in found.items() if not key.endswith("witness")}
    kept["all"]["children"] = [e for e in kept["all"]["children"] if not e.endswith("witness")]
    for group in kept.values():
        if "hosts" in group:
            group["hosts"] = [name for name in group["hosts"] if name not in third]
    told_alone = kept["_meta"]["hostvars"]
    kept["_meta"] = {"hostvars": {n: own for n, own in told_alone.items() if n not in third}}
    return {key: group for key, group in kept.items() if group.get("hosts") != []}


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
