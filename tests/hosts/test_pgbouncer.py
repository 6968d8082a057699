"""PgBouncer: pools for those who may, over TLS."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("pgbouncer")


def console(host: Any, facts: Facts, statement: str) -> list[list[str]]:
    """Return what the pool's own console answers."""
    port = facts["pgbouncer_services"]["pgbouncer"]["ports"]["pgbouncer"]
    place = f"-h /var/run/postgresql -p {port} -U pgbouncer -d pgbouncer"
    said = host.check_output(
        f"cd / && runuser -u postgres -- psql -XAt {place} -c {shlex.quote(statement)}"
    )
    return [line.split("|") for line in said.splitlines()]


def test_there_is_a_pool_for_each_database_of_the_model(host: Any, facts: Facts) -> None:
    names = {row[0] for row in console(host, facts, "SHOW DATABASES")} - {"pgbouncer"}
    assert names == set(facts["pgbouncer_databases"])


def test_the_settings_are_the_model_s(host: Any, facts: Facts) -> None:
    pool = facts["pgbouncer_services"]["pgbouncer"]
    found = {row[0]: row[1] for row in console(host, facts, "SHOW CONFIG")}
    assert {name: found[name] for name in pool["settings"]} == pool["settings"]
    assert {name: float(found[name]) for name in pool["timers"]} == pool["timers"]
    assert found["pool_mode"] == "transaction"


def test_whoever_speaks_no_tls_is_refused(host: Any, facts: Facts, stands: str) -> None:
    """Where its site follows, whoever speaks anything is."""
    port = facts["pgbouncer_services"]["pgbouncer"]["ports"]["pgbouncer"]
    name = next(iter(facts["pgbouncer_databases"]))
    place = f"host={facts['ansible_host']} port={port} dbname={name} user=nobody sslmode=disable"
    why = "SSL required" if stands == "leads" else "Connection refused"
    assert why in host.run(f"psql {shlex.quote(place)} -c 'SELECT 1'").stderr


def test_the_pool_asks_the_server_by_its_own_account(host: Any, facts: Facts) -> None:
    for store in facts["pgbouncer_databases"]:
        asked = "SELECT count(*) FROM pgbouncer.lookup('postgres') WHERE verifier IS NOT NULL"
        place = f"-h /var/run/postgresql -U pgbouncer -d {store}"
        said = host.check_output(f'cd / && runuser -u postgres -- psql -XAt {place} -c "{asked}"')
        assert said == "0"


def test_figures_are_shown_to_whoever_shows_a_certificate(host: Any, facts: Facts) -> None:
    tls, ports = facts["host_tls"], facts["pgbouncer_services"]["pgbouncer"]["ports"]
    ours = f"--cacert {tls['authority']} --cert {tls['certificate']} --key {tls['key']}"
    place = f"https://{facts['ansible_host']}:{ports['pgbouncer-metrics']}/metrics"
    assert "pgbouncer_up 1" in host.check_output(f"curl -s {ours} {place}")
