"""A stack: one environment in the cloud, driven through Pulumi's Automation API."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pulumi import automation

from cloud.engine import engine
from cloud.guarding import joined, not_built, refuse_guarded
from cloud.mending import mend
from cloud.seen import MADE, OURS, REFRESH, Outcome, Seen, Told
from lab.aws.rehearsal import this_rehearsal
from lab.kubernetes.joining import entered, rehearsed
from lab.state import PRIVATE, write
from policies.resources import NOT_KNOWN, Resource
from stacks.outputs import Outputs, parsed
from topology.environment import Environment
from topology.prices import Prices

PROJECT = "tandem"
BACKEND = "TANDEM_CLOUD_STATE"
"""The variable that puts state elsewhere, such as ``s3://bucket``."""
KEY = "TANDEM_CLOUD_KEY"
"""The variable that has secrets encrypted otherwise than by a passphrase: ``awskms:///alias/a``."""
PASSPHRASE_FILE = "PULUMI_CONFIG_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable, no password
CLUSTER = "pulumi:providers:kubernetes"
"""The type of the way into a cluster, in a state."""
PARALLEL = 16


@dataclass(frozen=True)
class Known:
    """One resource that the state says is there."""

    kind: str
    name: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]


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
        self._first_is_there = False

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
            secrets_provider=os.environ.get(KEY) or "passphrase",
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
        self._look_for_the_first()
        seen = Seen("preview", self.environment.name, self.told)
        self._stack.preview(on_event=seen, on_output=_quiet, parallel=PARALLEL)
        return seen.outcome

    def up(self) -> Outcome:
        """Make it so."""
        self._look_for_the_first()
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
        """Take all of it away; what is guarded is refused before anything is touched."""
        refuse_guarded(self.environment, self.resources())
        seen = Seen("destroy", self.environment.name, self.told)
        self._stack.destroy(on_event=seen, on_output=_quiet, parallel=PARALLEL)
        return seen.outcome

    def resources(self) -> tuple[Resource, ...]:
        """Return what the state says is there, with the inputs that it was declared by."""
        known = self._stack.export_stack().deployment or {}
        return tuple(
            Resource(each["type"], each["urn"].split("::")[-1], each.get("inputs", {}), each["urn"])
            for each in known.get("resources", [])
            if each["type"].startswith(MADE)
        )

    def outputs(self) -> Outputs | None:
        """Return what the stack says of itself; nothing, before it was built."""
        found = self._stack.outputs()
        return parsed({name: each.value for name, each in found.items()}) if found else None

    def kubeconfigs(self) -> tuple[str, ...]:
        """Return the way into each cluster that the state knows of, with something in it."""
        known = self._stack.export_stack().deployment or {}
        found = [
            each["inputs"]["kubeconfig"]
            for each in known.get("resources", [])
            if each["type"] == CLUSTER
            and each.get("inputs", {}).get("kubeconfig", NOT_KNOWN) != NOT_KNOWN
        ]
        return tuple(filter(None, map(entered, found))) if self.where.rehearsed else tuple(found)

    def known(self) -> tuple[Known, ...]:
        """Return what the state says is there, with the identifiers that AWS gave."""
        known = self._stack.export_stack().deployment or {}
        return tuple(
            Known(
                each["type"],
                each["urn"].split("::")[-1],
                str(each["id"]),
                each.get("inputs", {}),
                each.get("outputs", {}),
            )
            for each in known.get("resources", [])
            if each["type"].startswith(OURS) and each.get("id")
        )

    def identifiers(self) -> tuple[str, ...]:
        """Return the identifiers that were given to what the state says is there."""
        known = self._stack.export_stack().deployment or {}
        return tuple(
            str(each["id"])
            for each in known.get("resources", [])
            if each["type"].startswith(MADE) and each.get("id")
        )

    def _look_for_the_first(self) -> None:
        first = joined(self.environment)
        if first and not self._first_is_there:
            with suppress(automation.StackNotFoundError):
                self._first_is_there = bool(self._stack.workspace.stack_outputs(first))
            if not self._first_is_there:
                raise not_built(first)

    def _program(self) -> None:
        from stacks.__main__ import build  # noqa: PLC0415 - the SDK takes seconds to read

        build(self.environment, self.prices)

    def _rehearsed(self) -> Mapping[str, str]:
        known = self.where.variables
        return rehearsed(self.environment, known, self.told) if self.where.rehearsed else known

    def _variables(self) -> Mapping[str, str]:
        given = os.environ.get(PASSPHRASE_FILE)
        kept = self.where.home / "passphrase"
        if not given and not kept.exists():
            write(kept, secrets.token_urlsafe(32))
        return {
            **self._rehearsed(),
            PASSPHRASE_FILE: given or str(kept),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
        }


def _quiet(_: str) -> None:
    """The engine's own words are for a terminal; its events say the same."""
