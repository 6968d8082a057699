"""What the members of a store are told."""

from dataclasses import replace

from tests.topology.every import load
from tests.topology.inventory.told import names, told
from topology.inventory import inventory


def test_members_of_a_database_know_each_other_and_those_who_follow() -> None:
    found = told("db")
    cluster = found["postgresql_cluster"]
    assert (cluster["name"], cluster["stores"]) == ("logx-dc-db", ["records"])
    assert cluster["members"] == [
        {"name": "logx-dc-db-1", "address": "10.16.64.129"},
        {"name": "logx-dc-db-2", "address": "10.16.72.130"},
        {"name": "logx-dc-db-3", "address": "10.16.80.131"},
    ]
    assert names(cluster["peers"]) == ["logx-dr-db-1", "logx-dr-db-2", "logx-dr-db-3"]
    assert (cluster["inside"], cluster["between"]) == ("quorum-synchronous", "standby-cluster")
    assert found["postgresql_dcs"]["ports"]["etcd-client"] == 2379
    assert found["etcd_members"] == cluster["members"]


def test_readers_belong_to_the_cluster_and_may_not_lead() -> None:
    reader, database = (told(tier, size="large") for tier in ("reader", "db"))
    assert reader["postgresql_cluster"]["members"] == database["postgresql_cluster"]["members"]
    assert names(reader["postgresql_cluster"]["readers"]) == [
        "logx-dc-reader-1",
        "logx-dc-reader-2",
    ]
    assert (database["postgresql_candidate"], reader["postgresql_candidate"]) == (True, False)
    assert "etcd_members" not in reader


def test_an_account_logs_in_from_the_tiers_that_use_it() -> None:
    accounts = told("db")["postgresql_cluster"]["accounts"]
    assert accounts["logx-owner"] == {
        "store": "records",
        "may": ["own"],
        "networks": ["10.16.32.193/32", "10.16.40.194/32"],
    }
    both = [f"10.{site}.{host}/32" for site in (16, 17) for host in ("64.129", "72.130", "80.131")]
    assert accounts["replicator"]["networks"] == both
    assert accounts["backup"]["networks"] == both[:3]


def test_a_pool_serves_those_who_read_and_write() -> None:
    found = told("db")
    assert set(found["pgbouncer_accounts"]) == {"logx-app", "logx-reader"}
    accounts = found["postgresql_cluster"]["accounts"]
    assert found["pgbouncer_accounts"]["logx-app"] == accounts["logx-app"]
    assert found["pgbouncer_server"]["postgresql"] == 5432


def test_a_majority_of_the_watchers_moves_the_lead_of_a_cache() -> None:
    found = told("cache")
    assert len(found["redis_sentinels"]["members"]) == 3
    assert found["redis_quorum"] == 2
    assert found["redis_cluster"]["inside"] == "sentinel"


def test_a_sharded_cache_has_no_watchers() -> None:
    found = told("cache", size="large")
    assert found["redis_cluster"]["inside"] == "cluster"
    assert (found["redis_sentinels"]["members"], found["redis_quorum"]) == ([], 0)


def test_a_site_without_a_peer_follows_nobody() -> None:
    found = told("db", "logx-uat")
    assert found["postgresql_cluster"]["peers"] == []
    assert found["postgresql_cluster"]["between"] == "none"


def test_every_member_of_a_search_cluster_knows_who_decides() -> None:
    for tier in ("search", "search_master"):
        cluster = told(tier, "securityai-dc", "large", "servers")["opensearch_cluster"]
        assert names(cluster["masters"]) == [f"securityai-dc-search-master-{n}" for n in (1, 2, 3)]
        assert len(cluster["members"]) == 6


def test_a_tier_that_no_store_names_joins_the_cluster_of_its_site() -> None:
    warm, hot = (told(tier, "logmaster-dc") for tier in ("search_warm", "search"))
    assert warm["opensearch_cluster"]["members"] == hot["opensearch_cluster"]["members"]


def test_mysql_and_queues_have_clusters_of_the_same_form() -> None:
    database = told("db", "qps-dc", "medium", "servers")["mariadb_cluster"]
    queue = told("queue", "qps-dc", "medium", "servers")["rabbitmq_cluster"]
    assert (database["inside"], database["between"]) == ("semi-synchronous", "asynchronous")
    assert (queue["inside"], queue["between"]) == ("quorum-queues", "federation")
    assert set(database) == set(queue)


def test_a_store_that_the_platform_does_not_have_makes_no_cluster() -> None:
    environment = load("logx-dc")
    platform = environment.platform.model_copy(update={"stores": {}})
    found = inventory(replace(environment, platform=platform))
    assert not any(name.endswith("_cluster") for name in found["tier_cache"]["vars"])
