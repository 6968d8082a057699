"""Services that the cloud runs in place of a tier; figures by hand from the price table."""

from dataclasses import replace
from typing import get_args

import pytest

from tests.topology.cost.prices import TARIFF, money
from tests.topology.every import load
from topology.cost.managed import ENTRIES, PRICED, managed_lines, room_gb
from topology.environment import ManagedService
from topology.sizing import TierPlan
from topology.tiers import ManagedKind
from topology.units import Disk
from topology.words import Redundancy

DB = load("logx-dc", "medium").tiers["db"]
"""Three members of 8 cores, 32 GB, 500 GB NVMe and 10,000 operations a second."""


def member(
    cores: int,
    memory_gb: int,
    disk: Disk,
    *,
    count: int = 3,
    iops: int | None = None,
    redundancy: Redundancy = "quorum",
) -> TierPlan:
    return replace(
        DB,
        count=count,
        cores=cores,
        memory_gb=memory_gb,
        disks=(disk,),
        iops=iops,
        redundancy=redundancy,
    )


def cost(kind: ManagedKind, planned: TierPlan) -> dict[str, float]:
    return money(PRICED[kind](ManagedService("tier", kind, "data", planned), TARIFF))


def ssd(size_gb: int) -> Disk:
    return Disk(1, size_gb, "SSD")


def test_every_node_of_a_database_is_paid_with_its_storage() -> None:
    """2,190 h x 0.757; 1,500 GB x 0.137; four volumes have 12,000 operations and 500 MB/s."""
    assert cost("rds-postgresql", DB) == {
        "rds-postgresql/db.m6g.2xlarge": 1657.83,
        "rds-gp3-gb-month": 205.50,
    }


def test_a_small_database_of_few_operations_keeps_its_size() -> None:
    planned = member(2, 8, ssd(100), count=1, iops=3000)
    assert cost("rds-postgresql", planned) == {
        "rds-postgresql/db.t4g.large": 108.77,
        "rds-gp3-gb-month": 13.70,
    }


def test_a_small_database_of_many_operations_gets_the_size_that_has_them() -> None:
    planned = member(2, 8, ssd(100), count=1, iops=10_000)
    assert cost("rds-postgresql", planned)["rds-gp3-gb-month"] == 54.80  # 400 GB


def test_a_database_pays_for_operations_above_those_of_four_volumes() -> None:
    """40,000 - 12,000 = 28,000 x 0.024; 640 - 500 = 140 MB/s x 0.095."""
    planned = member(32, 256, ssd(10_000), count=1, iops=40_000)
    assert cost("rds-postgresql", planned) == {
        "rds-postgresql/db.r6g.8xlarge": 3203.24,
        "rds-gp3-gb-month": 1370.00,
        "rds-gp3-iops-month": 672.00,
        "rds-gp3-mbps-month": 13.30,
    }


def test_mysql_has_its_own_prices() -> None:
    assert cost("rds-mysql", DB)["rds-mysql/db.m6g.2xlarge"] == 1581.18  # 2,190 x 0.722


def test_a_cache_is_its_nodes() -> None:
    planned = member(2, 4, ssd(20))
    assert cost("elasticache-redis", planned) == {"elasticache-redis/cache.t4g.medium": 157.68}


def test_a_cluster_of_brokers_is_paid_with_its_storage() -> None:
    planned = member(2, 8, ssd(100))
    assert cost("amazon-mq", planned) == {
        "amazon-mq/mq.m5.large": 755.55,
        "amazon-mq-gb-month": 35.70,
    }


def test_a_search_node_is_paid_with_its_storage() -> None:
    planned = member(4, 16, ssd(500))
    assert cost("opensearch", planned) == {
        "opensearch/m6g.xlarge.search": 667.95,
        "opensearch-gp3-gb-month": 217.80,
    }


def test_a_search_node_pays_for_operations_above_three_for_each_gb() -> None:
    """20,000 - 3 x 4,000 = 8,000, thrice, x 0.0092."""
    planned = member(4, 16, ssd(4000), iops=20_000)
    assert cost("opensearch", planned)["opensearch-gp3-iops-month"] == 220.80


def test_a_small_search_node_has_three_thousand_operations() -> None:
    planned = member(4, 16, ssd(100), count=1, iops=4000)
    assert cost("opensearch", planned)["opensearch-gp3-iops-month"] == 9.20


def test_search_on_hard_disks_becomes_warm_nodes_and_one_copy_of_the_data() -> None:
    """Three of 2 TB keep 3 TB twice: two medium nodes, 1,460 h x 0.284, and 3,000 x 0.0256."""
    planned = member(8, 32, Disk(1, 2000, "HDD"), redundancy="sharded")
    assert cost("opensearch", planned) == {
        "opensearch/ultrawarm1.medium.search": 414.64,
        "opensearch-ultrawarm-gb-month": 76.80,
    }


def test_search_nodes_are_reserved_at_their_own_share_and_warm_ones_are_not() -> None:
    hot = ManagedService("search", "opensearch", "data", member(4, 16, ssd(500)))
    nodes, storage = PRICED["opensearch"](hot, TARIFF)
    assert nodes.reserved == pytest.approx(nodes.monthly * 0.52)
    assert storage.reserved == storage.monthly
    warm = ManagedService("search", "opensearch", "data", member(8, 32, Disk(1, 2000, "HDD")))
    assert all(line.reserved == line.monthly for line in PRICED["opensearch"](warm, TARIFF))


def test_databases_are_never_reserved_since_the_table_has_no_share_for_them() -> None:
    service = ManagedService("db", "rds-postgresql", "data", DB)
    nodes, _ = PRICED["rds-postgresql"](service, TARIFF)
    assert nodes.reserved == nodes.monthly


def test_kubernetes_costs_its_control_plane() -> None:
    assert cost("eks", DB) == {"eks-cluster-hour": 73.00}


def test_a_fifth_of_shared_files_is_in_use() -> None:
    """One copy of 2 TB: 400 GB x 0.36 and 1,600 GB x 0.0266."""
    assert cost("efs", member(2, 4, ssd(2000))) == {
        "efs-standard-gb-month": 144.00,
        "efs-ia-gb-month": 42.56,
    }


def test_objects_planned_on_flash_are_read_often() -> None:
    assert cost("s3", member(4, 16, ssd(8000))) == {"s3-standard-gb-month": 196.00}


def test_objects_planned_on_hard_disks_are_seldom_read() -> None:
    archive = member(16, 64, Disk(20, 10_000, "HDD"), count=5, redundancy="single")
    assert cost("s3", archive) == {"s3-standard-ia-gb-month": 13_500.00}  # five times 200 TB


def test_backups_are_as_much_as_the_repository_holds() -> None:
    repository = member(4, 8, Disk(1, 4000, "HDD"), count=1, redundancy="single")
    assert cost("backup", repository) == {"backup-warm-gb-month": 240.00}


HARD = Disk(1, 4000, "HDD")


@pytest.mark.parametrize(
    ("kind", "disk", "group", "whats"),
    [
        ("rds-mysql", ssd(500), "managed services", ["3 x db.m6g.2xlarge", "storage"]),
        ("elasticache-redis", ssd(500), "managed services", ["3 x cache.m6g.2xlarge"]),
        ("amazon-mq", ssd(500), "managed services", ["3 x mq.m5.2xlarge", "storage"]),
        ("opensearch", ssd(500), "managed services", ["3 x m6g.2xlarge.search", "storage"]),
        (
            "opensearch",
            HARD,
            "managed services",
            ["3 x ultrawarm1.medium.search", "warm data"],
        ),
        ("eks", ssd(500), "managed services", ["EKS control plane"]),
        ("efs", ssd(500), "managed services", ["EFS, in use", "EFS, at rest"]),
        ("s3", ssd(500), "managed services", ["S3"]),
        ("s3", HARD, "managed services", ["S3, infrequent access"]),
        ("backup", HARD, "backups", ["AWS Backup"]),
    ],
)
def test_every_line_says_what_it_is_for(
    kind: ManagedKind, disk: Disk, group: str, whats: list[str]
) -> None:
    lines = list(PRICED[kind](ManagedService("own", kind, "data", member(8, 32, disk)), TARIFF))
    assert [each.what for each in lines] == whats
    assert {(each.group, each.of) for each in lines} == {(group, "own")}


@pytest.mark.parametrize(
    ("redundancy", "count", "room"),
    [("single", 5, 5000), ("spare", 2, 1000), ("quorum", 3, 1000), ("sharded", 6, 3000)],
)
def test_copies_of_data_count_once(redundancy: Redundancy, count: int, room: int) -> None:
    assert room_gb(member(1, 1, ssd(1000), count=count, redundancy=redundancy)) == room


def test_every_kind_of_service_is_priced_here_or_as_an_entry() -> None:
    assert {*PRICED} | ENTRIES == {*get_args(ManagedKind)}
    assert not {*PRICED} & ENTRIES


def test_a_form_of_servers_has_no_managed_services() -> None:
    assert list(managed_lines(load("logx-dc", "medium", "servers"), TARIFF)) == []


def test_every_managed_tier_but_the_entries_has_a_line() -> None:
    environment = load("qps-dc", "large", "managed")
    lines = managed_lines(environment, TARIFF)
    priced = {name for name, each in environment.managed.items() if each.kind in PRICED}
    assert {line.of for line in lines} == priced
