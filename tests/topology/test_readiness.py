"""The tables for whoever prepares servers: complete, and of the same figures as all else."""

import pytest

from topology.flows import HOSTS, flows
from topology.readiness import readiness
from topology.repository import Look, Repository
from topology.tuning import kinds
from topology.words import SIZES, Size

FILES = Repository()
PLATFORMS = FILES.platform_names


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_host_and_every_setting_of_the_system_is_told(platform: str, size: Size) -> None:
    at = FILES.load(f"{platform}-dc", Look(size, "servers", "onprem"))
    told = {section.title: section.rows for section in readiness(at)}
    assert sum(int(row[1]) for row in told["Machines"]) == len(at.hosts)
    assert [row[0] for row in told["Volumes"]] == [kind.tier for kind in kinds(at)]
    shown = {
        (of, name, value)
        for title in ("The hypervisor", "Kernel and network", "Disks, cards and cores")
        for of, name, value, *_ in told[title]
    }
    shown |= {(of, name, value) for of, name, value, *_ in told["Limits of units"]}
    wanted = {
        (each.of, each.name, each.shown)
        for kind in kinds(at)
        for each in kind.tuning.settings
        if each.area != "service" and each.of != "data volume"
    }
    assert shown == wanted


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_way_across_the_border_is_told_once(platform: str) -> None:
    at = FILES.load(f"{platform}-dc", Look("medium", "servers", "onprem"))
    told = {section.title: section.rows for section in readiness(at)}
    both = [*told["Ways in, from outside"], *told["Ways out"]]
    ours = {*at.tiers, HOSTS}
    crossing = {
        (each.source.name, each.destination.name, f"{each.port} {each.port_name}", each.why)
        for each in flows(at)
        if (each.source.name in ours) != (each.destination.name in ours)
    }
    assert set(both) == crossing
    assert len(both) == len(crossing)


def test_a_value_that_all_hosts_have_is_said_once() -> None:
    at = FILES.load("logx-dc", Look("medium", "servers", "onprem"))
    told = {section.title: section.rows for section in readiness(at)}
    probing = [row for row in told["Kernel and network"] if row[1] == "net.ipv4.tcp_mtu_probing"]
    assert [row[3] for row in probing] == ["every host"]
