"""Stacks in a rehearsal of their own, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from cloud.stack import Stack, ground
from lab.aws.rehearsal import Rehearsal, this_rehearsal
from topology.environment import Environment
from topology.look import Look
from topology.repository import ROOT, Repository

HELD = 0.85
"""The part of all resources that moto must hold, by the issue."""


@contextmanager
def rehearsing(state: Path) -> Iterator[Rehearsal]:
    """Start a rehearsal whose state is in a folder, and end it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(state))
        mine = this_rehearsal()
        mine.up()
        try:
            yield mine
        finally:
            mine.down()


def stack_of(name: str, look: Look) -> Stack:
    """Return an environment's stack."""
    repository = Repository(ROOT)
    return Stack(repository.load(name, look), repository.prices, ground(), lambda _: None)


def unguarded(environment: Environment) -> Environment:
    """Return an environment whose file says that it may be taken away."""
    facts = environment.facts.model_copy(update={"guarded": False})
    return replace(environment, facts=facts)


def client(rehearsal: Rehearsal, service: str, region: str = "eu-central-1") -> Any:  # noqa: ANN401 - made by boto3 at run time
    """Return a client of the rehearsal."""
    known = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "x")
    return boto3.client(service, region_name=region, endpoint_url=rehearsal.endpoint, **known)
