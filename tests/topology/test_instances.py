"""The instance type of a tier: the cheapest that has all it asks for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.every import FILES, load
from topology.instances import Need, cheapest, is_burstable, need_of, warm_nodes
from topology.prices import Family
from topology.problems import InvalidInputError

PRICES = FILES.prices
CACHE = load("logx-dc").tiers["cache"]

needs = st.builds(
    Need,
    cores=st.integers(1, 96),
    memory_gb=st.integers(1, 384),
    gpus=st.just(0),
    steady=st.booleans(),
)


@pytest.mark.parametrize(
    ("family", "need", "name"),
    [
        ("ec2", Need(1, 1), "t3.small"),  # the smallest there is
        ("ec2", Need(2, 4), "t3.medium"),  # burstable: 0.048 against c6i.large's 0.097
        ("ec2", Need(2, 4, steady=True), "c6i.large"),
        ("ec2", Need(4, 8), "c6i.xlarge"),  # 0.194; t3.xlarge is cheaper and may not
        ("ec2", Need(8, 32), "m6i.2xlarge"),
        ("ec2", Need(8, 64), "r6i.2xlarge"),
        ("ec2", Need(24, 64), "c6i.8xlarge"),  # nothing has 24 cores for less
        ("ec2", Need(8, 32, gpus=1), "g4dn.2xlarge"),
        ("ec2", Need(48, 192, gpus=4), "g4dn.12xlarge"),
        ("rds-postgresql", Need(2, 8), "db.t4g.large"),
        ("rds-postgresql", Need(8, 32), "db.m6g.2xlarge"),
        ("rds-mysql", Need(16, 128), "db.r6g.4xlarge"),
        ("elasticache-redis", Need(2, 3), "cache.t4g.medium"),
        ("amazon-mq", Need(2, 8), "mq.m5.large"),
        ("opensearch", Need(4, 32), "r6g.xlarge.search"),
    ],
)
def test_a_member_gets_the_cheapest_type_that_has_all_it_asks(
    family: Family, need: Need, name: str
) -> None:
    assert cheapest(PRICES, family, need).name == name


def test_burstable_types_are_known_by_their_names() -> None:
    names = ("t3.small", "db.t4g.large", "cache.t4g.micro", "mq.t3.micro", "t3.small.search")
    assert all(map(is_burstable, names))
    assert not any(map(is_burstable, ("m6i.large", "db.m6g.large", "trn1.2xlarge")))


def test_redis_fills_three_quarters_of_a_host() -> None:
    assert need_of(CACHE, "elasticache-redis") == Need(2, 3.0)


def test_other_services_ask_for_the_whole_host() -> None:
    assert need_of(CACHE, "rds-mysql") == Need(2, 4)


def test_a_cluster_of_brokers_is_never_burstable_and_a_single_one_may_be() -> None:
    assert need_of(CACHE, "amazon-mq").steady
    assert need_of(replace(CACHE, count=2), "amazon-mq").steady
    assert not need_of(replace(CACHE, count=1), "amazon-mq").steady


@pytest.mark.parametrize(
    ("room_gb", "name", "count"),
    [
        (1, "ultrawarm1.medium.search", 2),  # two at least
        (3_000, "ultrawarm1.medium.search", 2),  # 1.5 TB each
        (3_001, "ultrawarm1.medium.search", 3),
        (33_000, "ultrawarm1.medium.search", 22),  # 22 x 0.284 = 6.248 against 2 x 3.203 = 6.406
        (33_001, "ultrawarm1.large.search", 2),  # 23 x 0.284 = 6.532
        (120_000, "ultrawarm1.large.search", 6),
    ],
)
def test_warm_data_gets_the_cheapest_nodes_that_serve_it(
    room_gb: int, name: str, count: int
) -> None:
    chosen, nodes = warm_nodes(PRICES, room_gb)
    assert (chosen.name, nodes) == (name, count)


def test_a_member_larger_than_every_type_stops() -> None:
    with pytest.raises(InvalidInputError, match="no type has 500 cores, 1 GB; add one"):
        cheapest(PRICES, "ec2", Need(500, 1))


def test_graphics_processors_that_nothing_has_stop() -> None:
    with pytest.raises(InvalidInputError, match="8 cores, 1 GB and 9 graphics processors"):
        cheapest(PRICES, "ec2", Need(8, 1, gpus=9))


def test_a_table_without_a_family_stops() -> None:
    bare = PRICES.model_copy(update={"instances": {}})
    with pytest.raises(InvalidInputError, match=r"instances\.amazon-mq: no type has 2 cores"):
        cheapest(bare, "amazon-mq", Need(2, 8))
    with pytest.raises(InvalidInputError, match=r"instances\.opensearch: no type serves warm"):
        warm_nodes(bare, 1)


@given(need=needs)
def test_a_type_has_all_that_was_asked(need: Need) -> None:
    chosen = cheapest(PRICES, "ec2", need)
    assert chosen.type.cores >= need.cores
    assert chosen.type.memory_gb >= need.memory_gb
    assert not is_burstable(chosen.name) or (need.cores <= 2 and not need.steady)


@given(need=needs, more=st.integers(0, 30))
def test_asking_for_more_is_never_cheaper(need: Need, more: int) -> None:
    price = cheapest(PRICES, "ec2", need).type.hourly
    for larger in (
        replace(need, cores=need.cores + more),
        replace(need, memory_gb=need.memory_gb + more),
        replace(need, steady=True),
    ):
        assert cheapest(PRICES, "ec2", larger).type.hourly >= price
