"""Figures of the pools, as Prometheus reads them."""

from decimal import Decimal
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest

from topology.repository import ROOT


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the program; the database's library is the host's."""
    for name in ("psycopg2", "psycopg2.extras"):
        monkeypatch.setitem(__import__("sys").modules, name, ModuleType(name))
    path = str(ROOT / "roles/pgbouncer/files/pgbouncer-metrics")
    loader = SourceFileLoader("pgbouncer_metrics", path)
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_pool_is_told_by_database_and_user(figures: ModuleType) -> None:
    row = {"database": "records", "user": "app", **dict.fromkeys(figures.POOLS, 3)}
    found = list(figures.pools([row]))
    assert 'pgbouncer_pools_client_waiting_connections{database="records",user="app"} 3' in found


def test_microseconds_are_told_as_seconds(figures: ModuleType) -> None:
    row = {"database": "records", **dict.fromkeys(figures.STATS, Decimal(2_000_000))}
    found = list(figures.stats([row]))
    assert 'pgbouncer_stats_client_wait_seconds_total{database="records"} 2.0' in found
