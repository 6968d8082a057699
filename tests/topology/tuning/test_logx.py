"""logx, with figures worked out by hand from its seed and from the reasons beside the rules."""

import pytest

from tests.topology.every import load
from topology.hosts import Host
from topology.tuning import Tuning, tuning

WRITTEN = {
    # 8 cores, 32 GB, NVMe, 10 Gbps
    "logx-dc-db-1": {
        ("postgresql", "shared_buffers"): "8192MB",  # 000: 25 % of 32 GB
        ("postgresql", "max_connections"): "500",  # 000: 500-1000; 8 cores at 25 are 200
        ("postgresql", "work_mem"): "12079kB",  # 80 % of 14,745 MB / (500 sessions x 2)
        ("postgresql", "maintenance_work_mem"): "368MB",  # 10 % of 14,745 MB / (3 vacuums + 1)
        ("postgresql", "huge_pages"): "try",
        ("postgresql", "random_page_cost"): "1.1",
        ("postgresql", "max_wal_size"): "16384MB",  # half of the memory
        ("pgbouncer", "max_db_connections"): "450",  # 500, less 50 kept for others
        ("pgbouncer", "default_pool_size"): "32",  # 4 for each of 8 cores
        ("", "vm.nr_hugepages"): "4301",  # 8,192 MB x 1.05 / 2 MB, rounded up
        ("", "vm.overcommit_memory"): "2",
        ("", "vm.swappiness"): "1",
        ("", "transparent_hugepage"): "never",
        ("", "net.ipv4.tcp_rmem"): "4096 131072 25165824",  # 10 Gbps x 10 ms x 2: 24 MB
        ("nic", "mtu"): "9000",
        ("data disk", "scheduler"): "none",
        ("data volume", "filesystem"): "xfs",
        ("data volume", "mount_options"): "noatime,nodev,nosuid,noexec",
    },
    # 2 cores, 4 GB, a host of its own
    "logx-dc-cache-1": {
        ("redis", "maxmemory"): "2593mb",  # 65/85 of 3,392 MB, which is 63 % of 4 GB
        ("redis", "maxmemory-policy"): "volatile-lru",
        ("redis", "appendonly"): "yes",  # 000: AOF + RDB
        ("redis", "save"): "3600 1 300 100 60 10000",  # 000: AOF + RDB
        ("redis", "io-threads"): "1",
        ("", "vm.overcommit_memory"): "1",
        ("", "transparent_hugepage"): "never",
        ("nic", "mtu"): "9000",
        ("data disk", "scheduler"): "mq-deadline",
    },
    # 2 cores, 4 GB, the dmz
    "logx-dc-edge-1": {
        ("haproxy", "maxconn"): "25100",  # 60 % of 4,096 MB / 100 kB, in whole hundreds
        ("haproxy", "nbthread"): "2",
        ("haproxy", "LimitNOFILE"): "51200",  # both sides, and 1,000
        ("", "net.core.somaxconn"): "25100",
        ("", "net.netfilter.nf_conntrack_max"): "100400",  # four for each connection
        ("", "net.ipv4.ip_nonlocal_bind"): "1",
        ("", "net.ipv4.ip_local_port_range"): "10240 65535",
        ("nic", "mtu"): "1500",
    },
    # 8 cores, 32 GB, a 2 TB HDD: every tier on one server
    "logx-td-node-1": {
        ("postgresql", "shared_buffers"): "8192MB",  # 000: 25 % of 32 GB
        ("postgresql", "max_connections"): "500",
        ("postgresql", "huge_pages"): "off",
        ("postgresql", "random_page_cost"): "4.0",
        ("redis", "maxmemory"): "4914mb",  # 000: 10-20 %; 15 % of 32,768 MB
        ("postgresql", "OOMScoreAdjust"): "-900",
        ("postgresql", "CPUWeight"): "400",
        ("", "vm.overcommit_memory"): "1",
        ("", "vm.swappiness"): "1",
        ("nic", "mtu"): "1500",  # the entry is on it
        ("data disk", "scheduler"): "bfq",
        ("data disk", "read_ahead_kb"): "4096",
    },
}


def tuned(name: str) -> Tuning:
    environment = load(name.rsplit("-", 2)[0])
    return tuning(environment, host(name))


def host(name: str) -> Host:
    environment = load(name.rsplit("-", 2)[0])
    return next(each for each in environment.hosts if each.name == name)


@pytest.mark.parametrize(
    ("name", "on", "setting", "written"),
    [(name, *key, value) for name, each in WRITTEN.items() for key, value in each.items()],
)
def test_a_host_of_logx_is_tuned_as_worked_out_by_hand(
    name: str, on: str, setting: str, written: str
) -> None:
    found = {(each.of, each.name): each.written for each in tuned(name).settings}
    assert found[on, setting] == written


def test_equal_hosts_share_one_tuning() -> None:
    assert tuned("logx-dc-db-1") is tuned("logx-dc-db-3")


def test_a_services_own_settings_are_found_by_its_name() -> None:
    assert tuned("logx-dc-db-1").of("pgbouncer")["max_client_conn"].value == 10_000


def test_seeds_figures_name_their_seed() -> None:
    own = tuned("logx-td-node-1").of("redis")
    assert own["maxmemory"].source == "000 Redis Configuration"
    assert own["appendonly"].source == "000 Redis Configuration"
    assert own["io-threads"].source == "decided"


def test_a_host_that_is_large_enough_warns_of_nothing() -> None:
    assert tuned("logx-td-node-1").warnings == ()


def test_ports_of_services_are_kept_from_outgoing_connections() -> None:
    found = {each.name: each.written for each in tuned("logx-dc-files-1").settings}
    assert found["net.ipv4.ip_local_reserved_ports"] == "49152-49251"


def test_shared_files_are_mounted_with_the_platforms_options() -> None:
    found = {(each.of, each.name): each.written for each in tuned("logx-dc-web-1").settings}
    assert found["/srv/logx/uploads", "mount_options"] == "noatime,nodev,nosuid,noexec,_netdev"
