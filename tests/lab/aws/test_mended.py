"""What is mended of moto is broken in moto still, and whole in the rehearsal."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.rds.models import DBInstance, RDSBackend

from lab.aws.mended import promote_read_replica, remove_replica

HOME, AWAY = "eu-central-1", "eu-west-1"
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "rehearsal")
    with mock_aws():
        yield


def copied_abroad() -> tuple[Any, Any]:
    """Make a database and a copy of it in another region; return the clients of both regions."""
    source, abroad = boto3.client("rds", HOME), boto3.client("rds", AWAY)
    made = source.create_db_instance(
        DBInstanceIdentifier="first",
        DBInstanceClass="db.t4g.small",
        Engine="mysql",
        AllocatedStorage=20,
        MasterUsername="owner",
        MasterUserPassword="not-a-secret",
    )["DBInstance"]
    abroad.create_db_instance_read_replica(
        DBInstanceIdentifier="second", SourceDBInstanceIdentifier=made["DBInstanceArn"]
    )
    return source, abroad


def take_away_a_copy_of_another_region() -> list[str]:
    """Return the copies that the source names after one was made abroad and taken away."""
    source, abroad = copied_abroad()
    abroad.delete_db_instance(DBInstanceIdentifier="second", SkipFinalSnapshot=True)
    with pytest.raises(ClientError, match="DBInstanceNotFound"):
        abroad.describe_db_instances(DBInstanceIdentifier="second")
    found = source.describe_db_instances(DBInstanceIdentifier="first")["DBInstances"][0]
    return list(found["ReadReplicaDBInstanceIdentifiers"])


def test_moto_cannot_take_away_a_copy_of_another_region() -> None:
    with pytest.raises(ValueError, match="not in list"):
        take_away_a_copy_of_another_region()


def test_the_rehearsal_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DBInstance, "remove_replica", remove_replica)
    assert not take_away_a_copy_of_another_region()


def promote_a_copy_of_another_region() -> tuple[str | None, list[str]]:
    """Return whom a promoted copy follows, and the copies that its source names."""
    source, abroad = copied_abroad()
    abroad.promote_read_replica(DBInstanceIdentifier="second")
    second = abroad.describe_db_instances(DBInstanceIdentifier="second")["DBInstances"][0]
    first = source.describe_db_instances(DBInstanceIdentifier="first")["DBInstances"][0]
    follows = second.get("ReadReplicaSourceDBInstanceIdentifier")
    return follows, list(first["ReadReplicaDBInstanceIdentifiers"])


def test_moto_goes_on_saying_whose_copy_a_promoted_one_was() -> None:
    follows, copies = promote_a_copy_of_another_region()
    assert follows
    assert copies


def test_in_the_rehearsal_it_follows_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RDSBackend, "promote_read_replica", promote_read_replica)
    assert promote_a_copy_of_another_region() == (None, [])
