"""PostgreSQL, MariaDB, Redis, RabbitMQ and OpenSearch."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.every import load
from tests.topology.tuning.machines import DATABASE, machine, machines, setting, value, values
from topology.tuning import tuning
from topology.tuning.machine import Machine, machine_of
from topology.units import Disk

SHARED = ("base", "postgresql", "pgbouncer", "redis", "api")
gigabytes = st.integers(1, 2048)
cores = st.integers(1, 192)


def number(of: Machine, name: str, on: str) -> int:
    """Return a value that must be a whole number."""
    found = value(of, name, on)
    assert isinstance(found, int)
    return found


# PostgreSQL


@given(gigabytes, st.sampled_from((DATABASE, SHARED)))
def test_buffers_are_a_quarter_of_the_memory_alone_or_not(
    memory: int, services: tuple[str, ...]
) -> None:
    of = machine(*services, memory_gb=memory)
    assert number(of, "shared_buffers", "postgresql") == memory * 256


@given(gigabytes, cores, st.sampled_from((DATABASE, SHARED)))
def test_connections_are_in_the_seeds_range(
    memory: int, count: int, services: tuple[str, ...]
) -> None:
    of = machine(*services, memory_gb=memory, cores=count)
    assert 500 <= number(of, "max_connections", "postgresql") <= 1000


@pytest.mark.parametrize(("count", "connections"), [(8, 500), (24, 600), (32, 800), (64, 1000)])
def test_connections_follow_the_cores_inside_the_range(count: int, connections: int) -> None:
    assert value(machine(*DATABASE, cores=count), "max_connections", "postgresql") == connections


def test_a_reader_accepts_as_many_connections_as_a_leader_with_more_cores() -> None:
    """In securityai enterprise leaders have 32 cores, readers 16; 25 a core is 800 for both."""
    environment = load("securityai-dc", "enterprise", "servers")
    found = [
        tuning(environment, host) for host in environment.hosts if host.tier in ("db", "reader")
    ]
    own = [each.of("postgresql") for each in found]
    assert {each["max_connections"].value for each in own} == {800}
    assert {each["max_worker_processes"].value for each in own} == {32}


@given(machines(), st.sampled_from((1, 4, 32, 256)))
def test_queries_fit_even_when_every_session_hashes(any_: Machine, memory: int) -> None:
    services = tuple(dict.fromkeys((*any_.services, "postgresql", "pgbouncer")))
    of = replace(any_, services=services, memory_gb=memory)
    sessions = number(of, "max_db_connections", "pgbouncer") + 50
    hashes = 2 * number(of, "work_mem", "postgresql") * sessions
    beside = of.memory["postgresql"] * 1024 - number(of, "shared_buffers", "postgresql") * 1024
    assert hashes <= max(beside, 2 * 64 * sessions)  # 64 kB is the least that PostgreSQL takes


@given(machines())
def test_a_process_for_every_session_and_worker_is_allowed(any_: Machine) -> None:
    """They are children of Patroni, whose unit systemd gave 307 on a small host of 500 sessions."""
    of = replace(any_, services=tuple(dict.fromkeys((*any_.services, "postgresql"))))
    named = ("max_connections", "max_worker_processes", "autovacuum_max_workers")
    most = sum(number(of, name, "postgresql") for name in named)
    assert number(of, "TasksMax", "postgresql") > 2 * most


def test_a_small_host_opens_fewer_sessions_than_it_has_slots() -> None:
    of = machine(*SHARED, memory_gb=4)
    assert value(of, "max_connections", "postgresql") == 500
    assert number(of, "max_db_connections", "pgbouncer") < 100


def test_a_pool_on_a_host_of_its_own_leaves_fifty_sessions() -> None:
    assert value(machine("base", "pgbouncer"), "max_db_connections", "pgbouncer") == 450


def test_buffers_below_eight_gigabytes_need_no_huge_pages() -> None:
    of = machine(*DATABASE, memory_gb=31)
    assert value(of, "huge_pages", "postgresql") == "off"
    assert value(of, "vm.nr_hugepages") is None


def test_the_log_takes_a_tenth_of_a_small_disk() -> None:
    """100 GB as sold are 95,000 MB."""
    of = machine(*DATABASE, disks=(Disk(1, 100, "SSD"),))
    assert value(of, "max_wal_size", "postgresql") == 9500


def test_the_log_of_a_slow_disk_is_replayed_in_a_minute() -> None:
    of = machine(*DATABASE, memory_gb=256, disks=(Disk(1, 4000, "HDD"),))
    assert value(of, "max_wal_size", "postgresql") == 60 * 150


def test_a_replica_that_is_away_never_fills_the_disk() -> None:
    """500 GB as sold are 475,000 MB: a quarter, or a tenth of a shared disk."""
    own, shared = machine(*DATABASE), machine(*SHARED)
    assert value(own, "max_slot_wal_keep_size", "postgresql") == 118_750
    assert value(shared, "max_slot_wal_keep_size", "postgresql") == 47_500


# MariaDB


def test_the_buffer_pool_is_65_percent_of_its_own_host_in_whole_chunks() -> None:
    """65 % of 32,768 MB are 21,299, which holds 166 chunks of 128 MB."""
    found = setting(machine("base", "mariadb"), "innodb_buffer_pool_size", "mariadb")
    assert (found.value, found.written) == (21_248, "21248M")


@given(st.integers(8, 2048))
def test_the_buffer_pool_is_60_to_70_percent_from_eight_gigabytes_up(memory: int) -> None:
    of = machine("base", "mariadb", "pacemaker", memory_gb=memory)
    pool = number(of, "innodb_buffer_pool_size", "mariadb")
    assert 0.60 <= pool / (memory * 1024) <= 0.70


def test_background_writes_take_half_of_the_operations() -> None:
    of = machine("base", "mariadb", iops=10_000)
    assert value(of, "innodb_io_capacity", "mariadb") == 5000
    assert value(of, "innodb_io_capacity_max", "mariadb") == 10_000


def test_temporary_tables_of_all_sessions_fit_beside_the_pool() -> None:
    """Half of what the pool leaves of 27,852 MB, over 500 sessions: 6.6 MB each."""
    assert value(machine("base", "mariadb"), "tmp_table_size", "mariadb") == 6_710 * 1024


# Redis


@given(gigabytes, cores)
def test_redis_among_others_has_10_to_20_percent_of_the_system(memory: int, count: int) -> None:
    of = machine(*SHARED, memory_gb=memory, cores=count)
    assert 0.10 <= number(of, "maxmemory", "redis") / (memory * 1024) <= 0.20


@given(st.integers(4, 2048))
def test_redis_on_its_own_host_has_60_to_75_percent_from_four_gigabytes_up(memory: int) -> None:
    of = machine("base", "redis", "sentinel", memory_gb=memory)
    assert 0.60 <= number(of, "maxmemory", "redis") / (memory * 1024) <= 0.75


@given(gigabytes)
def test_redis_keeps_room_for_the_copy_that_saving_makes(memory: int) -> None:
    of = machine("base", "redis", "sentinel", memory_gb=memory)
    assert of.memory["redis"] >= 1.25 * number(of, "maxmemory", "redis")


@pytest.mark.parametrize(("count", "threads"), [(2, 1), (4, 2), (8, 6), (16, 6)])
def test_redis_leaves_cores_for_the_fork_and_the_system(count: int, threads: int) -> None:
    assert value(machine("base", "redis", cores=count), "io-threads", "redis") == threads


# OpenSearch and RabbitMQ


@given(gigabytes)
def test_a_heap_is_at_most_half_of_the_memory_and_31_gigabytes(memory: int) -> None:
    of = machine("base", "opensearch", memory_gb=memory)
    heap = number(of, "-Xmx", "opensearch")
    assert heap <= min(memory * 512, 31 * 1024)
    assert heap == value(of, "-Xms", "opensearch")


def test_the_heap_of_a_large_node_keeps_short_references() -> None:
    assert setting(machine("opensearch", memory_gb=128), "-Xmx", "opensearch").written == "31744m"


def test_opensearch_may_map_files_and_lock_its_heap() -> None:
    found = values(machine("base", "opensearch"))
    assert found["", "vm.max_map_count"] == 262_144
    assert found["opensearch", "LimitMEMLOCK"] == "infinity"


def test_rabbitmq_stops_publishers_before_its_share_ends() -> None:
    """60 % of 8,192 MB are 4,915; three quarters of those 3,686."""
    found = setting(
        machine("base", "rabbitmq", memory_gb=8), "vm_memory_high_watermark.absolute", "rabbitmq"
    )
    assert found.written == "3686MB"


def test_a_pod_of_keycloak_is_limited_beside_its_heap() -> None:
    """15 % of 32 GB are more than 4 GB, where it ends; six tenths of that are heap."""
    of = machine("base", "k3s", "keycloak")
    assert setting(of, "memory_limit", "keycloak").written == "4096Mi"
    assert setting(of, "-Xmx", "keycloak").written == "2457m"


def test_what_runs_in_pods_has_no_share_of_its_own() -> None:
    environment = load("securityai-dc", "medium", "servers")
    host = next(each for each in environment.hosts if each.tier == "work")
    assert "kong" in host.services
    assert "kong" not in machine_of(environment, host).services
