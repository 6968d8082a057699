"""Parameter groups: what the vendor lets one set, in the vendor's units."""

from tests.topology.every import load
from topology.tuning import Setting, everywhere, kinds, tuning_for_managed
from topology.words import Size


def parameters(name: str, tier: str, size: Size | None = None) -> dict[str, Setting]:
    """Return the parameters of a managed service."""
    environment = load(name, size, "managed")
    found = tuning_for_managed(environment, environment.managed[tier])
    return {each.name: each for each in found}


def test_rds_counts_buffers_in_pages_of_eight_kilobytes() -> None:
    """In logx medium 25 % of 32 GB are 8 GB, 1,048,576 pages."""
    found = parameters("logx-dc", "db", "medium")["shared_buffers"]
    assert (found.written, found.shown, found.of) == ("1048576", "8 GB", "rds-postgresql")


def test_rds_gets_the_seeds_connections() -> None:
    assert parameters("logx-dc", "db", "medium")["max_connections"].value == 500


def test_rds_is_not_told_what_it_decides_itself() -> None:
    assert not {"huge_pages", "wal_compression"} & set(parameters("logx-dc", "db", "medium"))


def test_rds_mysql_counts_in_bytes() -> None:
    """In qps medium 65 % of 32 GB in chunks of 128 MB, 166 of them."""
    found = parameters("qps-dc", "db", "medium")
    assert found["innodb_buffer_pool_size"].value == 166 * 128 * 2**20
    assert "innodb_flush_method" not in found


def test_elasticache_keeps_a_quarter_for_itself_and_has_no_log() -> None:
    found = parameters("logx-dc", "cache", "medium")
    assert found["reserved-memory-percent"].value == 25
    assert found["maxmemory-policy"].value == "volatile-lru"
    assert not {"maxmemory", "appendonly"} & set(found)


def test_opensearch_bounds_its_field_data() -> None:
    assert parameters("qps-dc", "search", "medium")["indices.fielddata.cache.size"].value == 20


def test_a_balancer_has_no_parameters() -> None:
    assert parameters("logx-dc", "edge", "medium") == {}


def test_equal_hosts_are_one_kind() -> None:
    found = {kind.tier: [host.name for host in kind.hosts] for kind in kinds(load("logx-dc"))}
    assert found["db"] == ["logx-dc-db-1", "logx-dc-db-2", "logx-dc-db-3"]


def test_what_every_kind_has_is_said_once() -> None:
    names = {each.name for each in everywhere(kinds(load("logx-dc")))}
    assert "rtcsync" in names
    assert "vm.swappiness" not in names


def test_one_kind_alone_has_nothing_in_common() -> None:
    assert everywhere(kinds(load("logx-td"))) == frozenset()
