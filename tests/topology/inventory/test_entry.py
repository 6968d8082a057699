"""What the entry and the tenant's programs are told."""

from tests.topology.inventory.told import derived, names, told


def test_the_entry_balances_over_the_tiers_that_it_may_reach() -> None:
    found = told("edge")
    assert found["haproxy_address"] == "10.16.24.128"
    assert found["haproxy_backends"] == {
        "web": {
            "members": [
                {"name": "logx-dc-web-1", "address": "10.16.32.129"},
                {"name": "logx-dc-web-2", "address": "10.16.40.130"},
            ],
            "ports": {"nginx": 8443},
            "health": {"logx-web": "/health"},
            "paths": ["/"],
            "balance": "round-robin",
            "sticky": True,
            "upload_mb": 1,
        },
        "api": {
            "members": [
                {"name": "logx-dc-api-1", "address": "10.16.32.193"},
                {"name": "logx-dc-api-2", "address": "10.16.40.194"},
            ],
            "ports": {"nginx": 8443},
            "health": {"logx-api": "/health"},
            "paths": ["/api"],
            "balance": "least-connections",
            "sticky": False,
            "upload_mb": 20,
        },
    }


def test_the_entry_forwards_to_the_other_site_s() -> None:
    forward = told("edge")["haproxy_forward"]["edge"]
    assert names(forward["members"]) == ["logx-dr-edge-1", "logx-dr-edge-2"]
    assert forward["ports"] == {"https": 443}


def test_each_shared_address_has_a_router_number_of_its_own() -> None:
    edge, gateway = told("edge"), told("gateway")
    assert (edge["keepalived_address"], edge["keepalived_router"]) == ("10.16.24.128", 2)
    assert (gateway["keepalived_address"], gateway["keepalived_router"]) == ("10.16.31.128", 30)
    assert names(gateway["keepalived_members"]) == ["logx-dc-gateway-1", "logx-dc-gateway-2"]


def test_one_server_shares_no_address() -> None:
    found = told("node", "logx-td")
    assert found["haproxy_address"] is found["keepalived_address"] is None
    assert (found["keepalived_router"], found["keepalived_members"]) == (None, [])


def test_nginx_stands_before_the_programs_of_its_own_host() -> None:
    api = {"port": 8000, "health": "/health", "paths": ["/api"], "upload_mb": 20, "unfiltered": {}}
    assert told("api")["nginx_sites"] == {"logx-api": api}
    both = told("node", "logx-td")["nginx_sites"]
    assert {name: each["paths"] for name, each in both.items()} == {
        "logx-web": ["/"],
        "logx-api": ["/api"],
    }


def test_nginx_takes_the_entrys_word_for_who_a_client_is_and_nobody_elses() -> None:
    assert names(told("api")["nginx_entries"]) == ["logx-dc-edge-1", "logx-dc-edge-2"]
    assert names(told("node", "logx-td")["nginx_entries"]) == ["logx-td-node-1"]


def test_a_program_finds_the_stores_that_its_tier_may_reach() -> None:
    worker, api = told("worker")["data_proxy_stores"], told("api")["data_proxy_stores"]
    assert worker["records"]["ports"] == {"pgbouncer": 6432, "patroni": 8008}
    assert api["records"]["ports"] == {"pgbouncer": 6432, "patroni": 8008, "postgresql": 5432}
    assert api["cache"]["ports"] == {"redis": 6379, "sentinel": 26379}
    assert api["cache"]["inside"] == "sentinel"
    assert names(api["cache"]["members"]) == [f"logx-dc-cache-{n}" for n in (1, 2, 3)]
    large = told("api", size="large")["data_proxy_stores"]["records"]
    assert names(large["readers"]) == ["logx-dc-reader-1", "logx-dc-reader-2"]


def test_a_store_that_the_cloud_runs_is_not_behind_a_local_entry() -> None:
    assert told("work", "securityai-dc")["data_proxy_stores"] == {}
    assert "tier_db" not in derived("securityai-dc")


def test_the_tenants_programs_come_with_their_jobs_and_accounts() -> None:
    worker, web = told("worker"), told("web")
    serving = ["logx-app", "logx-reader", "logx-cache"]
    assert worker["app_processes"]["logx-worker"] == {
        "user": "logx",
        "port": None,
        "health": None,
        "after": ["haproxy@data"],
        "accounts": serving,
    }
    assert set(worker["app_jobs"]) == {"reports", "expire-sessions", "retention"}
    assert worker["app_jobs"]["reports"]["at"] == "05:00"
    assert worker["app_jobs"]["reports"]["lock"] == "logx-cache"
    assert list(worker["app_accounts"]) == serving
    assert worker["app_services"]["worker"]["unit"] == "logx-worker"
    assert (web["app_name"], web["app_processes"]["logx-web"]["port"]) == ("logx", 3000)
    assert (web["app_accounts"], web["app_shares"]) == ({}, {"uploads": "/srv/logx/uploads"})
    assert told("api")["app_timers"]["retry_for"] == 30  # as long as an outage is promised to last


def test_who_defines_tables_serves_no_requests() -> None:
    api = told("api")
    owner = {"store": "records", "engine": "postgresql", "may": ["own"]}
    assert api["app_accounts"]["logx-owner"] == owner
    assert "logx-owner" not in api["app_processes"]["logx-api"]["accounts"]


def test_programs_on_one_server_are_given_their_own_tiers_accounts_alone() -> None:
    processes = told("node", "logx-td")["app_processes"]
    assert processes["logx-web"]["accounts"] == []
    assert processes["logx-api"]["accounts"] == ["logx-app", "logx-reader", "logx-cache"]


def test_a_job_without_a_cache_at_hand_has_no_lock() -> None:
    assert told("signer", "logmaster-dc")["app_jobs"]["archive"]["lock"] is None


def test_a_host_without_programs_of_the_tenants_hears_nothing_of_them() -> None:
    assert not any(name.startswith("app_") for name in told("db"))
