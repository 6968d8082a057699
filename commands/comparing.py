"""The `--diff` of `tandem show`: what two environments have otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commands.options import environment
from topology.words import FORMS, SIZES, Form, Size, Target

if TYPE_CHECKING:
    from topology.environment import Environment


def other(
    word: str, name: str, size: Size | None, form: Form | None, target: Target | None
) -> Environment:
    """Load what is compared with: the same at another size or form, or another environment."""
    wanted = next((each for each in SIZES if each == word), None)
    if wanted:
        return environment(name, wanted, form, target)
    form_word = next((each for each in FORMS if each == word), None)
    if form_word:
        return environment(name, size, form_word, None if form_word == "managed" else target)
    return environment(word, None, None, None)


def difference(one: Environment, two: Environment, word: str, *, as_json: bool) -> None:
    """Say what two environments have otherwise."""
    from commands import output
    from topology.summary import differences

    label = f"at {word}" if two.name == one.name else word
    found = differences(one, two)
    if as_json:
        output.print_json({"one": one.name, "other": label, "differences": found})
    elif found:
        rows = (
            (each.what, _written(each.what, each.one), _written(each.what, each.other))
            for each in found
        )
        output.show(output.table(("What", one.name, label), rows))
    else:
        output.show(f"{one.name} and {label} differ in nothing but names and addresses")


def _written(what: str, value: Any) -> str:  # noqa: ANN401 - whatever a page holds
    """Write a value of a page as people do."""
    from topology.units import span

    if value is None or value == []:
        return "-"
    if what == "targets.availability":
        return f"{value:.2%}"
    if what.startswith(("targets.", "timers.", "outages.")):
        return span(value)
    if what == "budget":
        return f"${value:,.0f}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
