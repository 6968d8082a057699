"""Who keeps the lock between operators: one host, or three in several racks."""

import pytest

from tests.topology.every import load
from topology.inventory.keepers import lock
from topology.inventory.parties import Facts


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ("logx-td", ["logx-td-node-1"]),
        ("logx-dc", ["logx-dc-control-1", "logx-dc-db-2", "logx-dc-db-3"]),
        ("qps-dc", ["qps-dc-control-1", "qps-dc-kube-2", "qps-dc-kube-3"]),
    ],
)
def test_runs_ask_where_they_start_and_where_majorities_decide(
    environment: str, expected: list[str]
) -> None:
    assert lock(Facts(load(environment)))["lock_keepers"] == expected
