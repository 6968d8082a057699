"""`tandem check`: is every file sound?"""

from __future__ import annotations

import typer

from commands.options import AsJson, Names, repository


def check(names: Names = None, *, as_json: AsJson = False) -> None:
    """Check environment and platform files; all that is wrong is said at once."""
    from commands import output

    files = repository()
    problems = files.check(names or ())
    if as_json:
        output.print_json({"problems": [problem.as_dict() for problem in problems]})
    elif problems:
        output.explain(problems)
    else:
        count = len(names or files.names)
        output.show(f"{count} environment{'' if count == 1 else 's'} checked: all sound")
    if problems:
        raise typer.Exit(2)
