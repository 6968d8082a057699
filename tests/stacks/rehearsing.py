"""Stacks in a rehearsal of their own, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest

from cloud.report import report_of
from cloud.round import AT_THE_END
from cloud.stack import Ground, Stack, ground
from lab.aws.rehearsal import Rehearsal, this_rehearsal
from lab.kubernetes.rehearsal import this_kubernetes
from topology.look import Look
from topology.repository import ROOT, Repository

REHEARSED = [
    pytest.mark.cloud,
    pytest.mark.slow,
    # The SDK leaves loops and sockets of its threads behind; when they are collected is chance.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
"""The marks of a module of tests whose stacks are built by the real engine."""


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
            this_kubernetes().down()
            mine.down()


def stack_of(name: str, look: Look, where: Ground | None = None) -> Stack:
    """Return an environment's stack."""
    repository = Repository(ROOT)
    return Stack(repository.load(name, look), repository.prices, where or ground(), lambda _: None)


def hasty() -> Ground:
    """Return the ground of stacks that nobody kills: their state is written once, at the end."""
    where = ground()
    return replace(where, variables={**where.variables, **AT_THE_END})


def circle(stack: Stack) -> None:
    """Go up, and find nothing to do, no drift, and no mandatory rule broken."""
    assert stack.up().changes.keys() == {"create"}
    planned = stack.preview()
    assert planned.is_nothing, planned.resources
    assert not report_of(stack, planned.planned).broken
    drifted = stack.refresh(look_only=True)
    assert drifted.is_nothing, drifted.resources


def client(rehearsal: Rehearsal, service: str, region: str = "eu-central-1") -> Any:  # noqa: ANN401 - made by boto3 at run time
    """Return a client of the rehearsal."""
    known = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "x")
    return boto3.client(service, region_name=region, endpoint_url=rehearsal.endpoint, **known)
