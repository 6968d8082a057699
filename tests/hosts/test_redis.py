"""Redis: who speaks to it and how, who follows whom, and what is kept."""

import secrets as random
from typing import Any

import pytest

pytestmark = pytest.mark.group("redis")

OWN = "/usr/local/sbin/redis-own"
SOCKET = "-s /run/redis/tandem.sock"


def _cli(facts: Any, port: str = "redis") -> str:
    """Return how one is asked on its own host: by its socket, since its port may be shut."""
    place = SOCKET if port == "redis" else _at(facts, facts["ansible_host"], port)
    admin = "REDISCLI_AUTH=$(cat /etc/redis/administrator) redis-cli --no-auth-warning"
    return f"{admin} --user redis-admin {place}"


def _at(facts: Any, address: str, port: str = "redis") -> str:
    """Return how one is asked at an address."""
    ports = {**facts["redis_services"]["redis"]["ports"], **facts["redis_sentinels"]["ports"]}
    return f"--tls --cacert {facts['host_tls']['authority']} -h {address} -p {ports[port]}"


def _is_copy(facts: Any, stands: str) -> bool:
    """Tell whether a host's Redis copies the other site's."""
    return stands == "follows" and facts["redis_cluster"]["between"] == "asynchronous"


def test_the_units_run_and_nobody_watches_a_copy(host: Any, facts: Any, stands: str) -> None:
    for name, each in facts["redis_services"].items():
        watches_a_copy = name == "sentinel" and _is_copy(facts, stands)
        assert host.service(each["unit"]).is_running != watches_a_copy, each["unit"]


def test_only_the_hosts_own_address_listens_and_nothing_plain(
    host: Any, facts: Any, stands: str
) -> None:
    ports = {port for each in facts["redis_services"].values() for port in each["ports"].values()}
    if facts["redis_cluster"]["inside"] != "cluster":
        ports.discard(facts["redis_services"]["redis"]["ports"]["redis-bus"])
    if _is_copy(facts, stands):
        ports -= set(facts["redis_sentinels"]["ports"].values())
    listening = host.check_output("ss -Hltn | awk '{print $4}'").split()
    for port in ports:
        assert [each for each in listening if each.endswith(f":{port}")] == [
            f"{facts['ansible_host']}:{port}"
        ]
    port = facts["redis_services"]["redis"]["ports"]["redis"]
    plain = host.run(f"timeout 5 redis-cli -h {facts['ansible_host']} -p {port} ping")
    assert "PONG" not in plain.stdout


def test_nobody_gets_in_without_a_password(host: Any) -> None:
    said = host.run(f"redis-cli {SOCKET} ping")
    assert "NOAUTH" in said.stdout + said.stderr


def test_the_daemon_runs_with_the_models_settings(host: Any, facts: Any) -> None:
    wanted = facts["redis_services"]["redis"]["settings"]
    plain = {name: value for name, value in wanted.items() if not value.endswith("mb")}
    lines = host.check_output(f"{_cli(facts)} CONFIG GET {' '.join(plain)}").splitlines()
    assert dict(zip(lines[::2], lines[1::2], strict=True)) == plain


def test_one_leads_and_all_others_follow_it(host: Any, facts: Any, stands: str) -> None:
    if "sentinel" not in facts["redis_services"]:
        pytest.skip("a cluster of shards has no watchers")
    if _is_copy(facts, stands):
        pytest.skip("it copies the other site's")
    name = facts["redis_cluster"]["name"]
    asked = f"{_cli(facts, 'sentinel')} SENTINEL MASTER {name}"
    flat = host.check_output(asked).splitlines()
    told = dict(zip(flat[::2], flat[1::2], strict=True))
    others = len(facts["redis_cluster"]["members"]) - 1
    assert told["flags"] == "master"
    # Copies at the other site are copies, too: its watchers cannot enter them, and choose none.
    abroad = len(facts["redis_cluster"]["peers"])
    assert int(told["num-slaves"]) in (others, others + abroad)
    assert told["num-other-sentinels"] == str(others)
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


def test_a_copy_of_the_other_site_follows_it_and_takes_no_write(
    host: Any, facts: Any, stands: str
) -> None:
    """Neither by its port, which is shut, nor by itself."""
    if not _is_copy(facts, stands):
        pytest.skip("it copies no other site")
    role = host.check_output(f"{_cli(facts)} ROLE").splitlines()
    assert (role[0], role[3]) == ("slave", "connected")
    assert role[1] in {each["address"] for each in facts["redis_cluster"]["peers"]}
    assert "READONLY" in host.run(f"{_cli(facts)} SET verify:closed 1").stdout
    knock = f"timeout 3 redis-cli {_at(facts, facts['ansible_host'])} ping"
    assert "Connection re" in host.run(knock).stderr


@pytest.mark.once
def test_what_is_written_to_the_leader_arrives_at_every_member(
    host: Any, facts: Any, stands: str
) -> None:
    if facts["redis_cluster"]["inside"] == "cluster":
        pytest.skip("each shard has data of its own")
    if _is_copy(facts, stands):
        pytest.skip("it copies the other site's")
    members = [each["address"] for each in facts["redis_cluster"]["members"]]
    each_of = {each: _cli(facts).replace(SOCKET, _at(facts, each)) for each in members}
    roles = {
        address: host.check_output(f"{cli} ROLE | head -n 1") for address, cli in each_of.items()
    }
    leader = next(address for address, role in roles.items() if role == "master")
    key, value = f"verify:{random.token_hex(8)}", random.token_hex(8)
    copies = len(members) - 1
    wrote = f"printf 'SET {key} {value} EX 60\\nWAIT {copies} 2000\\n' | {each_of[leader]}"
    said, arrived = host.check_output(wrote).split()
    assert (said, int(arrived) >= copies) == ("OK", True)
    assert {host.check_output(f"{cli} GET {key}") for cli in each_of.values()} == {value}
