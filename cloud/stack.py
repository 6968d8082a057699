"""A stack: one environment in the cloud, driven through Pulumi's Automation API."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pulumi import automation
from pulumi.automation import EngineEvent, OpType

from cloud.engine import engine
from cloud.mending import mend
from lab.aws.rehearsal import this_rehearsal
from lab.state import PRIVATE, write
from policies.resources import Resource
from topology.environment import Environment
from topology.prices import Prices

PROJECT = "tandem"
BACKEND = "TANDEM_CLOUD_STATE"
"""The variable that puts state elsewhere, such as ``s3://bucket``."""
PASSPHRASE_FILE = "PULUMI_CONFIG_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable, no password
PARALLEL = 16

Told = Callable[[str], None]
NOTHING_TO_DO = "same"
OURS = "aws:"
"""How the types begin that are made in AWS."""
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


@dataclass(frozen=True)
class Ground:
    """Where stacks are built, and where their state is kept."""

    home: Path
    variables: Mapping[str, str]
    rehearsed: bool
    backend: str

    @property
    def what(self) -> str:
        """Say it in a few words."""
        return "a rehearsal on this machine" if self.rehearsed else "AWS"


def ground() -> Ground:
    """Return the rehearsal where one is up, AWS otherwise; their states never meet."""
    mine = this_rehearsal()
    if mine.is_up:
        home = mine.home / "stacks"
        return Ground(home, mine.variables, rehearsed=True, backend=_files(home))
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    home = Path(base) / "tandem-cloud"
    backend = os.environ.get(BACKEND) or _files(home)
    return Ground(home, {}, rehearsed=False, backend=backend)


def _files(home: Path) -> str:
    """Return the address of state in files, without a second file beside each to tear."""
    return f"file://{home}/state?metadata=skip&no_tmp_dir=true"


class Stack:
    """One environment's stack."""

    def __init__(self, environment: Environment, prices: Prices, where: Ground, told: Told) -> None:
        self.environment = environment
        self.prices = prices
        self.where = where
        self.told = told

    @cached_property
    def _stack(self) -> automation.Stack:
        home = self.where.home
        for path in (home, home / "state", home / "settings"):
            path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        mend(home / "state", self.environment.name, self.told)
        options = automation.LocalWorkspaceOptions(
            work_dir=str(home / "settings"),
            pulumi_home=str(home / "pulumi"),
            pulumi_command=engine(self.told),
            env_vars=dict(self._variables()),
            secrets_provider="passphrase",
            project_settings=automation.ProjectSettings(
                name=PROJECT,
                runtime="python",
                backend=automation.ProjectBackend(self.where.backend),
            ),
        )
        return automation.create_or_select_stack(
            self.environment.name, project_name=PROJECT, program=self._program, opts=options
        )

    def preview(self) -> Outcome:
        """Say what an `up` would do."""
        seen = Seen("preview", self.environment.name, self.told)
        self._stack.preview(on_event=seen, on_output=_quiet, parallel=PARALLEL)
        return seen.outcome

    def up(self) -> Outcome:
        """Make it so."""
        seen = Seen("up", self.environment.name, self.told)
        self._stack.up(on_event=seen, on_output=_quiet, parallel=PARALLEL)
        return seen.outcome

    def refresh(self, *, look_only: bool = False) -> Outcome:
        """Compare what is there with what is known of it."""
        seen = Seen(REFRESH, self.environment.name, self.told)
        if look_only:
            self._stack.preview_refresh(on_event=seen, on_output=_quiet, parallel=PARALLEL)
        else:
            self._stack.refresh(on_event=seen, on_output=_quiet, parallel=PARALLEL)
        return seen.outcome

    def destroy(self) -> Outcome:
        """Take all of it away."""
        seen = Seen("destroy", self.environment.name, self.told)
        self._stack.destroy(on_event=seen, on_output=_quiet, parallel=PARALLEL)
        return seen.outcome

    def resources(self) -> tuple[Resource, ...]:
        """Return what the state says is there, with the inputs that it was declared by."""
        known = self._stack.export_stack().deployment or {}
        return tuple(
            Resource(each["type"], each["urn"].split("::")[-1], each.get("inputs", {}), each["urn"])
            for each in known.get("resources", [])
            if each["type"].startswith(OURS)
        )

    def identifiers(self) -> tuple[str, ...]:
        """Return the identifiers that AWS gave to what the state says is there."""
        known = self._stack.export_stack().deployment or {}
        return tuple(
            str(each["id"])
            for each in known.get("resources", [])
            if each["type"].startswith(OURS) and each.get("id")
        )

    def _program(self) -> None:
        from stacks.__main__ import build  # noqa: PLC0415 - the SDK takes seconds to read

        build(self.environment, self.prices)

    def _variables(self) -> Mapping[str, str]:
        given = os.environ.get(PASSPHRASE_FILE)
        kept = self.where.home / "passphrase"
        if not given and not kept.exists():
            write(kept, secrets.token_urlsafe(32))
        return {
            **self.where.variables,
            PASSPHRASE_FILE: given or str(kept),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
        }


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
        if step.new and step.type.startswith(OURS):
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


def _quiet(_: str) -> None:
    """The engine's own words are for a terminal; its events say the same."""
