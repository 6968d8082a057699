"""What the engine is told of a difference."""

from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from lab.aws.calls import Api
from lab.aws.ledger import Ledger
from lab.aws.provider import Provider
from lab.protocol import NONE, SOME, sent

URN = "urn:pulumi:qps-dr::tandem::aws:rds/instance:Instance::db"
GIVEN = {"instanceClass": "db.t4g.small"}
THERE = {**GIVEN, "engine": "mysql", "allocatedStorage": 20}


@pytest.fixture
def provider(api: Api, tmp_path: Path) -> Provider:
    return Provider(api, Ledger(tmp_path / "ledger"))


def difference(provider: Provider, **more: object) -> Any:  # noqa: ANN401 - gRPC's
    request = provider_pb2.DiffRequest(
        urn=URN, olds=sent(THERE), old_inputs=sent(GIVEN), news=sent({**GIVEN, **more})
    )
    return provider.Diff(request, None)


def test_what_is_declared_for_the_first_time_and_there_already_is_none(provider: Provider) -> None:
    assert difference(provider, engine="mysql", allocatedStorage=20).changes == NONE


def test_what_is_declared_otherwise_than_it_is_is_one(provider: Provider) -> None:
    larger = difference(provider, allocatedStorage=40)
    assert (larger.changes, list(larger.diffs), list(larger.replaces)) == (
        SOME,
        ["allocatedStorage"],
        [],
    )
    assert list(difference(provider, engine="postgres").replaces) == ["engine"]
