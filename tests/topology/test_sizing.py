"""dr is dc elsewhere, uat is dc with less, td is the smallest that still has every service."""

from itertools import pairwise

import pytest

from tests.topology.every import FILES, everywhere, load
from topology.environment import Environment
from topology.sizing import halved
from topology.tiers import TierSize
from topology.units import Disk, Range
from topology.words import SIZES, Form, Size

PLATFORMS = FILES.platform_names
FEWEST = {"single": 1, "spare": 2, "quorum": 3, "sharded": 6}

platforms = pytest.mark.parametrize("platform", PLATFORMS)
sizes = pytest.mark.parametrize("size", SIZES)
forms = pytest.mark.parametrize("form", ["servers", "managed"])


@platforms
@sizes
@forms
def test_a_dr_has_exactly_its_dcs_tiers(platform: str, size: Size, form: Form) -> None:
    assert load(f"{platform}-dr", size, form).tiers == load(f"{platform}-dc", size, form).tiers


@platforms
@sizes
@forms
def test_a_dr_has_its_dcs_hosts_at_its_own_addresses(platform: str, size: Size, form: Form) -> None:
    dc, dr = load(f"{platform}-dc", size, form), load(f"{platform}-dr", size, form)
    for one, other in zip(dc.hosts, dr.hosts, strict=True):
        assert one.name.removeprefix(dc.name) == other.name.removeprefix(dr.name)
        offset = int(dr.facts.network.network_address) - int(dc.facts.network.network_address)
        assert int(other.address) - int(one.address) == offset
        assert (one.cores, one.memory_gb, one.disks) == (other.cores, other.memory_gb, other.disks)


@platforms
@sizes
def test_a_uat_has_its_dcs_structure(platform: str, size: Size) -> None:
    dc, uat = load(f"{platform}-dc", size).tiers, load(f"{platform}-uat", size).tiers
    assert list(uat) == list(dc)
    for name, tier in uat.items():
        assert tier.services == dc[name].services
        assert tier.redundancy == dc[name].redundancy
        fewest = max(FEWEST[tier.redundancy], tier.tier.least)
        assert tier.count == min(dc[name].count, fewest), name


@platforms
@sizes
def test_a_uat_has_less_capacity_than_its_dc(platform: str, size: Size) -> None:
    dc, uat = load(f"{platform}-dc", size), load(f"{platform}-uat", size)
    for name, tier in uat.tiers.items():
        assert tier.cores <= dc.tiers[name].cores, name
        assert tier.memory_gb <= dc.tiers[name].memory_gb, name
    assert sum(h.memory_gb for h in uat.hosts) < sum(h.memory_gb for h in dc.hosts)


@platforms
@sizes
@forms
def test_a_td_has_every_service_of_its_dc(platform: str, size: Size, form: Form) -> None:
    dc, td = load(f"{platform}-dc", size, form).tiers, load(f"{platform}-td", size, form).tiers
    assert {each for tier in td.values() for each in tier.services} == {
        each for tier in dc.values() for each in tier.services
    }


@platforms
@sizes
def test_a_td_has_as_few_members_as_do_the_duty(platform: str, size: Size) -> None:
    for tier in load(f"{platform}-td", size).tiers.values():
        assert tier.count == tier.tier.least


@platforms
def test_no_environment_is_smaller_than_td(platform: str) -> None:
    def memory(environment: Environment) -> int:
        return sum(host.memory_gb for host in environment.hosts)

    td = memory(load(f"{platform}-td", "medium", "servers"))
    assert all(
        td <= memory(load(f"{platform}-{place}", "medium", "servers"))
        for place in ("dc", "dr", "uat")
    )


@platforms
def test_capacity_never_falls_as_size_grows(platform: str) -> None:
    model = FILES.platform(platform)
    for name, tier in model.tiers.items():
        columns = [tier.sizes[size] for size in SIZES if size in tier.sizes]
        for less, more in pairwise(columns):
            for measure in (_cores, _memory, _room):
                assert measure(less) <= measure(more), f"{name} {measure.__name__}"


def _cores(size: TierSize) -> int:
    return size.members * size.cores


def _memory(size: TierSize) -> int:
    return size.members * size.memory


def _room(size: TierSize) -> int:
    return size.members * sum(disk.total_gb for disk in size.disks)


@everywhere
def test_every_tier_is_served_by_hosts_or_by_the_cloud(chosen: tuple[str, Size, Form]) -> None:
    environment = load(*chosen)
    for name in environment.tiers:
        assert (name in environment.members) != (name in environment.managed), name


@everywhere
def test_one_server_carries_every_tier_that_packs(chosen: tuple[str, Size, Form]) -> None:
    environment = load(*chosen)
    if environment.is_packed:
        packed = [name for name, tier in environment.tiers.items() if tier.tier.packs]
        node = next(host for host in environment.hosts if host.tier == "node")
        assert list(node.duties) == packed


def test_logx_at_small_and_in_td_is_one_server_of_the_seed() -> None:
    for environment in (load("logx-dc", "small"), load("logx-td", "medium")):
        [host] = environment.hosts
        assert (host.cores, host.memory_gb, [str(disk) for disk in host.disks]) == (
            8,
            32,
            ["2 TB HDD"],
        )


def test_half_of_a_member_is_never_less_than_a_machine() -> None:
    least = TierSize.model_construct(
        count=Range(1, 1), cores=1, memory=1, disks=(Disk(1, 15, "SSD"),), iops=None
    )
    half = halved(least)
    assert (half.cores, half.memory, half.disks) == (1, 1, (Disk(1, 10, "SSD"),))
