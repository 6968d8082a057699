"""`tandem lab fault` and `tandem lab heal`: breaking the lab's hosts on purpose."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from commands.lab.telling import listing, the_engine, told

Kind = Annotated[
    Literal["off", "freeze", "cut", "kill", "stop", "fill", "expire"] | None,
    typer.Argument(metavar="[KIND]", help="What breaks; --list explains every kind."),
]
Ends = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WHERE]...", help="A host; for a cut also a SITE/ZONE or a SITE."),
]


def fault(
    kind: Kind = None,
    ends: Ends = None,
    *,
    listed: Annotated[
        bool, typer.Option("--list", help="List the kinds of fault, and those that stand.")
    ] = False,
) -> None:
    """Break something on purpose; `tandem lab heal` undoes it."""
    from commands import output
    from lab import faults

    with told():
        engine = the_engine()
        if listed or kind is None:
            kinds = output.table(("fault", "what happens"), faults.WHAT.items())
            output.show(kinds, *listing(faults.standing(engine.lab)))
            return
        with engine.lab.locked():
            done = faults.inject(engine, kind, tuple(ends or ()))
    output.show(f"{done}: stands until `tandem lab heal`")


def heal(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[NUMBER]...", help="Of --list; all, without one.")
    ] = None,
) -> None:
    """Undo faults."""
    from commands import output
    from lab import faults

    with told():
        engine = the_engine()
        with engine.lab.locked():
            healed = faults.heal(engine, lambda number: not numbers or number in numbers)
    output.show(*(f"undone: {each}" for each in healed) if healed else ["no fault stands"])
