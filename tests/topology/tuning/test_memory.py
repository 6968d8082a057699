"""Memory: services of one host never plan for more than there is, nor for less as it grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.tuning.machines import PROGRAMS
from topology.tuning.memory import DEMANDS, leading, shares

mixes = st.lists(
    st.sampled_from((*DEMANDS, *PROGRAMS, "web", "signer")), min_size=1, unique=True
).map(tuple)
gigabytes = st.integers(1, 2048)


@given(mixes, gigabytes)
def test_no_mix_of_services_plans_for_more_than_nine_tenths(
    services: tuple[str, ...], memory: int
) -> None:
    assert sum(shares(memory, services).values()) <= 0.9 * memory * 1024


@given(mixes, gigabytes)
def test_every_service_gets_whole_megabytes_and_at_least_one(
    services: tuple[str, ...], memory: int
) -> None:
    found = shares(memory, services).values()
    assert {type(mb) for mb in found} == {int}
    assert min(found) >= 1


@given(mixes, st.integers(1, 2047))
def test_more_memory_never_means_less_for_anyone(services: tuple[str, ...], memory: int) -> None:
    fewer, more = shares(memory, services), shares(memory + 1, services)
    assert all(more[name] >= fewer[name] for name in services)


@given(mixes, gigabytes)
def test_the_order_of_services_gives_nobody_more(services: tuple[str, ...], memory: int) -> None:
    assert shares(memory, services) == dict(shares(memory, tuple(sorted(services))))


def test_a_database_host_leaves_room_for_its_page_cache() -> None:
    """25 % of 32,768 MB are buffers, 45 % are beside them; companions have their amounts."""
    assert shares(32, ("base", "etcd", "postgresql", "pgbouncer")) == {
        "base": 128,
        "etcd": 512,
        "postgresql": 8192 + 14745,
        "pgbouncer": 256,
    }


def test_a_small_cache_host_leaves_the_system_half_a_gigabyte() -> None:
    """4,096 less 512 for the system, 64 for Sentinel, 128 for the base."""
    assert shares(4, ("base", "redis", "sentinel")) == {"base": 128, "redis": 3392, "sentinel": 64}


def test_seeds_figures_do_not_shrink_on_a_crowded_host() -> None:
    """A quarter and a fifth of 32,768 MB; programs and queries share what is left of nine tenths.

    14,745.6 MB are left; 128, 64 and 256 of them go to companions that reach their amounts, and
    14,297.6 to shares of 45 % (PostgreSQL beside its buffers) and twice 35 % (programs).
    """
    services = ("base", "api", "worker", "postgresql", "pgbouncer", "redis", "sentinel")
    assert shares(32, services) == {
        "base": 128,
        "api": 4351,
        "worker": 4351,
        "postgresql": 8192 + 5594,
        "pgbouncer": 256,
        "redis": 6553,
        "sentinel": 64,
    }


def test_a_companion_that_reaches_its_amount_wants_no_more() -> None:
    assert shares(2048, ("base", "postgresql", "etcd"))["etcd"] == 512


def test_one_gigabyte_leaves_the_system_half() -> None:
    """The other 512 MB go to shares of 85 and 10 %, made smaller alike."""
    assert shares(1, ("redis", "base")) == {"redis": 458, "base": 53}


@pytest.mark.parametrize(
    ("services", "lead"),
    [
        (("base", "etcd", "postgresql", "pgbouncer"), ("postgresql",)),
        (("base", "nginx", "web"), ("web",)),
        (("base", "redis", "sentinel", "api"), ("redis", "api")),
        (("base", "wireguard", "dns", "keepalived"), ()),
    ],
)
def test_a_host_is_there_for_stores_entries_and_programs(
    services: tuple[str, ...], lead: tuple[str, ...]
) -> None:
    assert leading(services) == lead
