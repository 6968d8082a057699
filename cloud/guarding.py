"""A dc or dr is not taken away by one command: its file has to say first that it may be.

AWS refuses to delete what is guarded, but only when it comes to it: by then the engine has taken
away whatever stands before it. So the guard is asked for before anything is touched.
"""

from __future__ import annotations

from collections.abc import Iterable

from cloud.trouble import BAD_INPUT, GUARDED, CloudError
from policies.resources import Resource
from topology.environment import Environment

GUARDS = ("deletionProtection", "enableDeletionProtection")
"""What the inputs are called that make AWS refuse to delete."""


def refuse_guarded(environment: Environment, known: Iterable[Resource]) -> None:
    """Stop where a file guards its environment, or where what stands is still guarded."""
    there = list(known)
    held = [each.name for each in there if any(each.inputs.get(guard) for guard in GUARDS)]
    said = environment.facts.peer is not None and environment.facts.guarded
    if there and (said or held):
        why = "its file does not say `guarded: false`" if said else f"guarded: {', '.join(held)}"
        raise CloudError(f"{environment.name} stays as it is: {why}\n{GUARDED}", BAD_INPUT)
