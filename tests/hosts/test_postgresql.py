"""PostgreSQL under Patroni: one leads, the others follow, and everyone may what the model says."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("postgresql")


def sql(host: Any, statement: str, database: str = "postgres") -> str:
    """Return what the superuser is answered on the host."""
    command = f"cd / && runuser -u postgres -- psql -XAtd {database} -c {shlex.quote(statement)}"
    return str(host.check_output(command))


def api(host: Any, facts: Facts, path: str, more: str = "") -> Any:
    """Return what Patroni's API answers."""
    port = facts["postgresql_services"]["postgresql"]["ports"]["patroni"]
    place = f"https://{facts['ansible_host']}:{port}/{path}"
    return host.run(f"curl -s --cacert {facts['host_tls']['authority']} {more} {place}")


def test_one_leads_and_all_others_stream(host: Any, facts: Facts, stands: str) -> None:
    """At a site that follows all do: the one that leads there streams from the other site."""
    members = json.loads(api(host, facts, "cluster").stdout)["members"]
    states = sorted(each["state"] for each in members)
    cluster = facts["postgresql_cluster"]
    everyone = [each["name"] for each in (*cluster["members"], *cluster["readers"])]
    assert sorted(each["name"] for each in members) == sorted(everyone)
    assert states == [
        "running" if stands == "leads" else "streaming",
        *["streaming"] * (len(everyone) - 1),
    ]


def test_a_commit_waits_for_a_majority(host: Any, facts: Facts) -> None:
    cluster = facts["postgresql_cluster"]
    mode = json.loads(api(host, facts, "config").stdout)["synchronous_mode"]
    quorum = cluster["inside"] == "quorum-synchronous" and len(cluster["members"]) > 1
    assert mode == ("quorum" if quorum else False)


def test_the_timers_are_the_model_s(host: Any, facts: Facts) -> None:
    found = json.loads(api(host, facts, "config").stdout)
    timers = facts["postgresql_services"]["postgresql"]["timers"]
    names = ("ttl", "loop_wait", "retry_timeout", "primary_start_timeout")
    assert {name: found[name] for name in names} == {name: timers[name] for name in names}


def test_the_settings_are_the_model_s(host: Any, facts: Facts) -> None:
    wanted = facts["postgresql_services"]["postgresql"]["settings"]
    said = sql(host, "SELECT name || '=' || current_setting(name) FROM pg_settings")
    found = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    different = "SELECT count(*) FROM pg_settings WHERE pending_restart"
    assert set(wanted) <= set(found)
    assert found["max_connections"] == wanted["max_connections"]
    assert found["work_mem"] == wanted["work_mem"]
    assert sql(host, different) == "0"


def test_data_have_checksums(host: Any) -> None:
    assert sql(host, "SHOW data_checksums") == "on"


def test_nobody_enters_over_the_network_without_tls_and_scram(host: Any) -> None:
    weak = (
        "SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL OR type <> 'local' "
        "AND (type <> 'hostssl' OR auth_method <> 'scram-sha-256')"
    )
    assert sql(host, weak) == "0"


def test_the_superuser_has_no_password(host: Any) -> None:
    said = sql(host, "SELECT rolname FROM pg_authid WHERE rolsuper AND rolpassword IS NOT NULL")
    assert said == ""


def test_whoever_asks_needs_no_password_and_whoever_changes_does(host: Any, facts: Facts) -> None:
    tls = facts["host_tls"]
    ours = f"--cert {tls['certificate']} --key {tls['key']}"
    code = "-o /dev/null -w '%{http_code}'"
    change = "-X PATCH -d '{}'"
    assert api(host, facts, "health", code).stdout == "200"
    assert api(host, facts, "config", f"{code} {change}").stdout in ("401", "403")
    assert api(host, facts, "config", f"{code} {change} {ours}").stdout == "401"


@pytest.mark.once
def test_accounts_may_what_the_model_says(host: Any, facts: Facts) -> None:
    said = sql(host, "SELECT datname, pg_get_userbyid(datdba) FROM pg_database")
    owners = dict(line.split("|") for line in said.splitlines())
    for name, account in facts["postgresql_cluster"]["accounts"].items():
        store = account["store"]
        for right in ("read", "write"):
            member = f"SELECT pg_has_role('{name}', '{store}-{right}', 'member')"
            assert sql(host, member) == ("t" if right in account["may"] else "f"), name
        assert (owners[store] == name) == ("own" in account["may"]), name


@pytest.mark.once
def test_programs_enter_by_one_login_of_two(host: Any, facts: Facts) -> None:
    accounts = facts["postgresql_cluster"]["accounts"]
    found = {n for n, each in accounts.items() if {"read", "write", "own"} & set(each["may"])}
    asked = "SELECT count(*), count(rolpassword) FROM pg_authid WHERE rolname IN ('{0}', '{0}.2')"
    said = {name: sql(host, asked.format(name)) for name in sorted(found)}
    assert said == dict.fromkeys(said, "2|1")


def test_changes_of_structure_are_audited(host: Any) -> None:
    assert "ddl" in sql(host, "SHOW pgaudit.log")


def test_the_distribution_s_own_cluster_does_not_run(host: Any) -> None:
    assert host.run("ls -A /etc/postgresql").stdout.strip() in ("",)
    assert not host.service("postgresql").is_enabled


def test_figures_are_shown_to_whoever_shows_a_certificate(host: Any, facts: Facts) -> None:
    tls, ports = facts["host_tls"], facts["postgresql_services"]["postgresql"]["ports"]
    ours = f"--cacert {tls['authority']} --cert {tls['certificate']} --key {tls['key']}"
    place = f"https://{facts['ansible_host']}:{ports['postgresql-metrics']}/metrics"
    assert "\npg_up 1" in host.check_output(f"curl -s {ours} {place}")


def test_a_copy_of_the_other_site_is_compared_by_a_timer(
    host: Any, facts: Facts, stands: str
) -> None:
    if not facts["postgresql_cluster"]["peers"]:
        pytest.skip("a site without a peer copies nobody")
    timer = host.service("tandem-content.timer")
    assert (timer.is_running, timer.is_enabled) == (True, True)
    host.check_output("systemctl start tandem-content.service")
    found = json.loads(host.check_output("cat /var/lib/tandem/content/state.json"))
    assert (found["problem"], found["different"]) == ("", [])
    # Of several members one copies the other site, and the others copy that one.
    alone = len(facts["postgresql_cluster"]["members"]) == 1
    if stands == "leads" or alone:
        assert found["follows"] == (stands != "leads")
    if found["follows"]:
        assert found["known"] > 0
