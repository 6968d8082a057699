"""Redis: who speaks to it and how, who follows whom, and what is kept."""

import secrets as random
from typing import Any

import pytest

pytestmark = pytest.mark.group("redis")

OWN = "/usr/local/sbin/redis-own"


def _cli(facts: Any, port: str = "redis") -> str:
    ports = {**facts["redis_services"]["redis"]["ports"], **facts["redis_sentinels"]["ports"]}
    return (
        "REDISCLI_AUTH=$(cat /etc/redis/administrator) redis-cli --no-auth-warning"
        f" --user redis-admin --tls --cacert {facts['host_tls']['authority']}"
        f" -h {facts['ansible_host']} -p {ports[port]}"
    )


def test_the_units_run_and_are_enabled(host: Any, facts: Any) -> None:
    for each in facts["redis_services"].values():
        unit = host.service(each["unit"])
        assert unit.is_running, each["unit"]


def test_only_the_hosts_own_address_listens_and_nothing_plain(host: Any, facts: Any) -> None:
    ports = {port for each in facts["redis_services"].values() for port in each["ports"].values()}
    if facts["redis_cluster"]["inside"] != "cluster":
        ports.discard(facts["redis_services"]["redis"]["ports"]["redis-bus"])
    listening = host.check_output("ss -Hltn | awk '{print $4}'").split()
    for port in ports:
        assert [each for each in listening if each.endswith(f":{port}")] == [
            f"{facts['ansible_host']}:{port}"
        ]
    port = facts["redis_services"]["redis"]["ports"]["redis"]
    plain = host.run(f"timeout 5 redis-cli -h {facts['ansible_host']} -p {port} ping")
    assert "PONG" not in plain.stdout


def test_nobody_gets_in_without_a_password(host: Any, facts: Any) -> None:
    nobody = _cli(facts).replace(" --user redis-admin", "").partition(" ")[2].partition(") ")[2]
    said = host.run(f"{nobody} ping")
    assert "NOAUTH" in said.stdout + said.stderr


def test_the_daemon_runs_with_the_models_settings(host: Any, facts: Any) -> None:
    wanted = facts["redis_services"]["redis"]["settings"]
    plain = {name: value for name, value in wanted.items() if not value.endswith("mb")}
    lines = host.check_output(f"{_cli(facts)} CONFIG GET {' '.join(plain)}").splitlines()
    assert dict(zip(lines[::2], lines[1::2], strict=True)) == plain


def test_one_leads_and_all_others_follow_it(host: Any, facts: Any) -> None:
    if "sentinel" not in facts["redis_services"]:
        pytest.skip("a cluster of shards has no watchers")
    name = facts["redis_cluster"]["name"]
    asked = f"{_cli(facts, 'sentinel')} SENTINEL MASTER {name}"
    flat = host.check_output(asked).splitlines()
    told = dict(zip(flat[::2], flat[1::2], strict=True))
    others = len(facts["redis_cluster"]["members"]) - 1
    assert told["flags"] == "master"
    assert (told["num-slaves"], told["num-other-sentinels"]) == (str(others), str(others))
    assert told["quorum"] == str(facts["redis_quorum"])
    role = host.check_output(f"{_cli(facts)} ROLE").splitlines()
    if told["ip"] == facts["ansible_host"]:
        assert role[0] == "master"
    else:
        assert (role[0], role[1], role[3]) == ("slave", told["ip"], "connected")


def test_the_exporter_reads_redis(host: Any, facts: Any) -> None:
    port = facts["redis_services"]["redis"]["ports"]["redis-metrics"]
    tls = f"--cacert {facts['host_tls']['authority']}"
    url = f"https://{facts['ansible_host']}:{port}/metrics"
    assert "redis_up 1" in host.check_output(f"curl --silent --max-time 5 {tls} {url}")


@pytest.mark.once
def test_what_is_written_to_the_leader_arrives_at_every_member(
    host: Any,
    facts: Any,
) -> None:
    if facts["redis_cluster"]["inside"] == "cluster":
        pytest.skip("each shard has data of its own")
    members = [each["address"] for each in facts["redis_cluster"]["members"]]
    each_of = {address: _cli(facts | {"ansible_host": address}) for address in members}
    roles = {
        address: host.check_output(f"{cli} ROLE | head -n 1") for address, cli in each_of.items()
    }
    leader = next(address for address, role in roles.items() if role == "master")
    key, value = f"verify:{random.token_hex(8)}", random.token_hex(8)
    copies = len(members) - 1
    wrote = f"printf 'SET {key} {value} EX 60\\nWAIT {copies} 2000\\n' | {each_of[leader]}"
    assert host.check_output(wrote) == f"OK\n{copies}"
    assert {host.check_output(f"{cli} GET {key}") for cli in each_of.values()} == {value}
