"""The kernel, units, disks, cores and advice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.tuning.machines import DATABASE, machine, setting, value, values
from topology.tuning.derive import derive
from topology.tuning.machine import Mount
from topology.units import Disk

# Memory and units


def test_kubernetes_has_no_swap_and_promises_memory_twice() -> None:
    found = values(machine("base", "k3s"))
    assert found["", "swap"] == 0
    assert found["", "vm.overcommit_memory"] == 1


@pytest.mark.parametrize(("memory", "swap"), [(2, 1024), (16, 2048), (256, 4096)])
def test_swap_is_an_eighth_between_one_and_four_gigabytes(memory: int, swap: int) -> None:
    assert value(machine(memory_gb=memory), "swap") == swap


def test_waiting_writes_are_bounded_by_the_disk() -> None:
    slow = machine(disks=(Disk(1, 4000, "HDD"),))
    assert value(slow, "vm.dirty_background_bytes") == 75 * 2**20
    assert value(slow, "vm.dirty_bytes") == 300 * 2**20


def test_waiting_writes_of_a_small_host_are_bounded_by_its_memory() -> None:
    assert value(machine(memory_gb=1), "vm.dirty_bytes") == 2**30 // 10


def test_stores_beside_programs_are_stopped_last_and_get_more_of_the_cores() -> None:
    found = values(machine("base", "postgresql", "api"))
    assert found["postgresql", "OOMScoreAdjust"] == -900
    assert found["postgresql", "CPUWeight"] == 400
    assert ("api", "OOMScoreAdjust") not in found


def test_a_program_that_leaks_is_restarted_alone() -> None:
    """75 % of 32,768 MB are its own host's; 17 workers are two for each of 8 cores and one."""
    of = machine("base", "nginx", "api")
    assert setting(of, "MemoryMax", "api").written == "24576M"
    assert value(of, "workers", "api") == 17


def test_a_program_with_little_memory_has_fewer_workers() -> None:
    assert value(machine("base", "api", memory_gb=2), "workers", "api") == 5


def test_a_host_too_small_for_its_services_says_so() -> None:
    assert derive(machine("base", "opensearch", memory_gb=1)).warnings == (
        "opensearch gets 451 MB and needs 1,536 MB to run well",
    )


# Disks


@pytest.mark.parametrize(
    ("kind", "services", "scheduler"),
    [
        ("NVMe", ("postgresql",), "none"),
        ("SSD", ("postgresql",), "mq-deadline"),
        ("HDD", ("restic",), "mq-deadline"),
        ("HDD", ("postgresql", "api"), "bfq"),
    ],
)
def test_the_scheduler_follows_the_disk_and_who_shares_it(
    kind: str, services: tuple[str, ...], scheduler: str
) -> None:
    of = machine("base", *services, disks=(Disk(1, 500, kind),))
    assert value(of, "scheduler", "data disk") == scheduler


@pytest.mark.parametrize(("size", "filesystem"), [(20, "ext4"), (100, "xfs")])
def test_xfs_from_a_hundred_gigabytes_up(size: int, filesystem: str) -> None:
    of = machine("base", "redis", disks=(Disk(1, size, "SSD"),))
    assert value(of, "filesystem", "data volume") == filesystem


def test_kept_files_have_the_platforms_filesystem() -> None:
    mounts = (Mount("/srv/files", kept=True, filesystem="ext4", options=("noatime",)),)
    assert value(machine("base", "glusterfs", mounts=mounts), "filesystem", "data volume") == "ext4"


def test_containers_may_run_from_their_volume() -> None:
    assert value(machine("base", "k3s"), "mount_options", "data volume") == "noatime"


def test_a_host_without_data_has_no_data_volume() -> None:
    assert value(machine(directories=()), "filesystem", "data volume") is None


@pytest.mark.parametrize(
    ("count", "services", "target", "raid"),
    [
        (2, ("postgresql",), "onprem", "1"),
        (4, ("postgresql",), "onprem", "10"),
        (5, ("glusterfs",), "onprem", "6"),
        (4, ("postgresql",), "aws", "0"),
        (1, ("postgresql",), "onprem", None),
    ],
)
def test_equal_disks_are_joined_by_what_is_written_on_them(
    count: int, services: tuple[str, ...], target: str, raid: str | None
) -> None:
    of = machine("base", *services, disks=(Disk(count, 4000, "NVMe"),), target=target)
    assert value(of, "raid", "data disk") == raid


def test_the_log_gets_a_second_disk_that_is_no_slower() -> None:
    nvme, hdd = Disk(1, 500, "NVMe"), Disk(1, 500, "HDD")
    assert value(machine(*DATABASE, disks=(nvme, nvme)), "holds", "disk 2") == "pg_wal"
    assert value(machine(*DATABASE, disks=(nvme, hdd)), "holds", "disk 2") is None
    assert value(machine("postgresql", "api", disks=(nvme, nvme)), "holds", "disk 2") is None


# Cores


def test_a_server_of_two_sockets_spreads_shared_memory_and_binds_a_thread() -> None:
    spread = values(machine(*DATABASE, cores=48))
    bound = values(machine("base", "redis", cores=48))
    assert (spread["postgresql", "NUMAPolicy"], bound["redis", "NUMAPolicy"]) == (
        "interleave",
        "bind",
    )
    assert spread["", "kernel.numa_balancing"] == 0


def test_a_server_of_one_socket_needs_no_policy() -> None:
    assert value(machine(*DATABASE, cores=32), "NUMAPolicy", "postgresql") is None


def test_a_fast_entry_keeps_interrupts_and_threads_apart() -> None:
    found = values(machine("base", "haproxy", cores=16, network_mbps=25_000))
    assert found["", "irq_cores"] == "0-3"
    assert found["haproxy", "nbthread"] == 12
    assert found["haproxy", "cpu-map"] == "auto:1/1-12 4-15"
    assert found["", "irqbalance"] == "off"


@given(st.integers(1, 192))
def test_haproxy_has_a_thread_at_least_and_as_many_as_it_takes_at_most(cores: int) -> None:
    found = value(machine("base", "haproxy", cores=cores), "nbthread", "haproxy")
    assert isinstance(found, int)
    assert 1 <= found <= 64


def test_a_training_node_keeps_its_cores_by_its_processors() -> None:
    assert value(machine("k3s", gpus=1), "cpu-manager-policy", "k3s") == "static"
    assert value(machine("k3s"), "cpu-manager-policy", "k3s") is None


# Advice, and how it is shown


def test_a_database_has_its_virtual_cores_to_itself_and_a_web_server_may_share() -> None:
    assert value(machine(*DATABASE), "vcpu") == "8, each pinned to a core of its own"
    assert value(machine("base", "nginx", "web"), "vcpu") == "8, up to two on one core"


def test_the_cloud_is_told_the_operations_and_to_keep_stores_off_credits() -> None:
    found = values(machine(*DATABASE, target="aws", iops=10_000))
    assert found["", "volume"] == "gp3 with 10,000 IOPS"
    assert found["", "instance"] == "no burstable class"


def test_many_virtual_cores_see_their_sockets() -> None:
    assert value(machine(*DATABASE, cores=64), "sockets") is not None


def test_what_a_container_may_refuse_is_marked() -> None:
    of = machine("base", "haproxy")
    assert setting(of, "vm.swappiness").may_be_refused
    assert setting(of, "scheduler", "data disk").may_be_refused
    assert setting(of, "net.core.rmem_max").may_be_refused
    assert not setting(of, "net.ipv4.tcp_rmem").may_be_refused
    assert not setting(of, "maxconn", "haproxy").may_be_refused


@pytest.mark.parametrize(
    ("on", "name", "shown"),
    [
        ("", "net.ipv4.tcp_rmem", "4 kB 128 kB 24 MB"),
        ("postgresql", "shared_buffers", "8 GB"),
        ("postgresql", "checkpoint_timeout", "15 min"),
        ("postgresql", "work_mem", "11.8 MB"),
        ("pgbouncer", "max_client_conn", "10,000"),
        ("nic", "mtu", "9000"),
        ("", "net.ipv4.ip_local_port_range", "10240 65535"),
    ],
)
def test_figures_are_shown_as_people_write_them(on: str, name: str, shown: str) -> None:
    assert setting(machine(*DATABASE), name, on).shown == shown
