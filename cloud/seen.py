"""What the engine says while it works, gathered into what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi.automation import EngineEvent, OpType

from policies.resources import Resource

Told = Callable[[str], None]
NOTHING_TO_DO = "same"
OURS = "aws:"
"""How the types begin that are made in AWS."""
INSIDE = "kubernetes:"
"""How those begin that are made in a cluster."""
MADE = (OURS, INSIDE)
"""How the types begin that rules and prices are asked of."""
REFRESH = "refresh"


@dataclass(frozen=True)
class Outcome:
    """What an operation did, or would do."""

    operation: str
    environment: str
    changes: Mapping[str, int]
    """How many resources were made, changed, replaced, removed, or stayed as they were."""
    resources: tuple[tuple[str, str], ...]
    """Each that does not stay as it was: what is done, and its name."""
    seconds: float
    planned: tuple[Resource, ...] = ()
    """Everything that there would be, with its inputs."""

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was, or would be, done."""
        return not self.resources


class Seen:
    """Gathers what the engine says while it works, and tells each step."""

    def __init__(self, operation: str, environment: str, told: Told) -> None:
        self._operation = operation
        self._environment = environment
        self._told = told
        self._changes: dict[str, int] = {}
        self._resources: list[tuple[str, str]] = []
        self._seconds = 0.0
        self._planned: dict[str, Resource] = {}
        self.errors: list[str] = []

    @property
    def outcome(self) -> Outcome:
        """What it did."""
        return Outcome(
            self._operation,
            self._environment,
            self._changes,
            tuple(self._resources),
            round(self._seconds, 1),
            tuple(self._planned.values()),
        )

    def __call__(self, event: EngineEvent) -> None:
        """Take one event."""
        if event.summary_event:
            self._seconds = float(event.summary_event.duration_seconds)
            changes = event.summary_event.resource_changes or {}
            self._changes = {_word(name): count for name, count in changes.items()}
        elif event.resource_pre_event and self._operation != REFRESH:
            self._plan(event.resource_pre_event.metadata)
            self._note(event.resource_pre_event.metadata)
        elif event.res_outputs_event and self._operation == REFRESH:
            # Only what came back tells whether anything is otherwise than it was known to be.
            self._note(event.res_outputs_event.metadata)
        elif event.diagnostic_event and event.diagnostic_event.severity == "error":
            self.errors.append(event.diagnostic_event.message.strip())

    def _plan(self, step: Any) -> None:  # noqa: ANN401 - not typed by the SDK
        if step.new and step.type.startswith(MADE):
            name = step.urn.split("::")[-1]
            self._planned[step.urn] = Resource(step.type, name, step.new.inputs or {}, step.urn)

    def _note(self, step: Any) -> None:  # noqa: ANN401 - not typed by the SDK
        done = _word(step.op)
        if done not in (NOTHING_TO_DO, REFRESH, "read"):
            what = f"{step.type} {step.urn.split('::')[-1]}"
            self._resources.append((done, what))
            self._told(f"{done}: {what}")


def _word(operation: str | OpType) -> str:
    return operation.value if isinstance(operation, OpType) else str(operation)
