"""One round, `python -m cloud.round FORM SIZE NAME…`: a stack, or both of a pair."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import cast

from cloud.report import report_of
from cloud.seen import Outcome
from cloud.stack import Stack, ground
from cloud.trouble import CloudError, explained
from lab.aws.rehearsal import this_rehearsal
from topology.environment import Environment
from topology.look import Look
from topology.repository import ROOT, Repository
from topology.words import Form, Size

KB_IN_MB = 1024
AT_THE_END = {"PULUMI_SKIP_CHECKPOINTS": "true"}
"""The state is written once, not after each resource: nobody goes on from a round that is killed.

Writing all of it after each grows with the square of its size.
"""


@dataclass(frozen=True)
class Leg:
    """What was found of one stack."""

    name: str
    resources: int
    held: int
    """How many of them moto holds."""
    memory_mb: int
    """The most that the program took so far."""
    seconds: float
    """Of the first up."""


@dataclass(frozen=True)
class Result:
    """What a round found."""

    legs: tuple[Leg, ...]
    wrong: str
    """What went wrong first; nothing, where all was as it should be."""
    seconds: float


@dataclass(frozen=True)
class Round:
    """What goes round together."""

    names: tuple[str, ...]
    size: Size
    form: Form

    @property
    def label(self) -> str:
        """Its name in a table."""
        return f"{'+'.join(self.names)}/{self.size}/{self.form}"

    @property
    def labels(self) -> tuple[str, ...]:
        """What each of its stacks is called by a pattern."""
        return tuple(f"{name}/{self.size}/{self.form}" for name in self.names)

    @property
    def words(self) -> list[str]:
        """The words that ask for it."""
        return [self.form, self.size, *self.names]


class WrongError(Exception):
    """A stack is not as it should be."""


def legs(of: Round) -> Iterator[Leg]:
    """Take a round, and yield each stack once it stands; `WrongError` at the first fault."""
    repository = Repository(ROOT)
    look = Look(size=of.size, form=of.form, target="aws")
    where = ground()
    where = replace(where, variables={**where.variables, **AT_THE_END})
    stacks = [
        Stack(repository.load(name, look), repository.prices, where, _quiet) for name in of.names
    ]
    before = at_first = this_rehearsal().share
    for stack in stacks:
        outcome = stands(stack)
        now = this_rehearsal().share
        held, recorded = now.held - before.held, now.recorded - before.recorded
        before = now
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KB_IN_MB
        yield Leg(stack.environment.name, held + recorded, held, peak, outcome.seconds)
    for stack in reversed(stacks):
        goes(stack)
    left = this_rehearsal().share
    more = left.held + left.recorded - at_first.held - at_first.recorded
    must_be(not more, f"{more} resources are left: {left.recorded_types}")


def stands(stack: Stack) -> Outcome:
    """Build a stack, and hold it against what was planned and what it must be."""
    name = stack.environment.name
    planned = stack.preview()
    must_be(
        planned.changes.keys() == {"create"}, f"{name}: a preview of nothing: {planned.changes}"
    )
    broken = report_of(stack, planned.planned).broken
    must_be(not broken, f"{name}: {[(each.rule, each.resource, each.why) for each in broken]}")
    made = stack.up()
    must_be(made.changes == planned.changes, f"{name}: {made.changes} is not {planned.changes}")
    again = stack.up()
    must_be(again.is_nothing, f"{name}: a second up changes {again.resources}")
    return made


def goes(stack: Stack) -> None:
    """Take a stack away; one that is guarded says no until its file says otherwise."""
    if stack.environment.facts.peer:
        stack.environment = unguarded(stack.environment)
        stack.up()
    stack.destroy()
    left = stack.identifiers()
    must_be(not left, f"{stack.environment.name}: after the end there are {left}")


def unguarded(environment: Environment) -> Environment:
    """Return an environment whose file says that it may be taken away."""
    facts = environment.facts.model_copy(update={"guarded": False})
    return replace(environment, facts=facts)


def must_be(so: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Stop where something is not so."""
    if not so:
        raise WrongError(otherwise)


def _quiet(_: str) -> None:
    """Each step would be a line."""


def main(words: Sequence[str]) -> int:
    """Take one round, and say what was found as JSON, in the last line."""
    of = Round(tuple(words[2:]), cast(Size, words[1]), cast(Form, words[0]))
    found: list[Leg] = []
    wrong = ""
    try:
        with explained():
            for each in legs(of):
                found.append(each)  # noqa: PERF402 - what stands is told, also if the next fails
    except (WrongError, CloudError) as error:
        wrong = str(error) or type(error).__name__
    said = {"legs": [asdict(each) for each in found], "wrong": wrong}
    print(json.dumps(said))  # noqa: T201 - read by the process that started it
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
