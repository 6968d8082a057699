"""The network card, buffers, queues and ports."""

import pytest

from tests.topology.tuning.machines import machine, setting, value, values
from topology.catalogue import Port


@pytest.mark.parametrize(
    ("speed", "zones", "target", "mtu"),
    [
        (10_000, ("data",), "onprem", 9000),
        (1000, ("data",), "onprem", 1500),
        (25_000, ("dmz",), "onprem", 1500),
        (25_000, ("dmz", "data"), "onprem", 1500),
        (1000, ("data",), "aws", 9001),
        (1000, ("dmz",), "aws", 1500),
    ],
)
def test_large_frames_stay_inside_the_site(
    speed: int, zones: tuple[str, ...], target: str, mtu: int
) -> None:
    assert value(machine(network_mbps=speed, zones=zones, target=target), "mtu", "nic") == mtu


@pytest.mark.parametrize(
    ("speed", "memory", "megabytes"),
    [(1000, 32, 6), (10_000, 32, 24), (100_000, 32, 64), (10_000, 1, 16)],
)
def test_a_streams_buffer_holds_what_is_on_its_way(speed: int, memory: int, megabytes: int) -> None:
    """1 Gbps: the kernel's own. 10 Gbps: 12.5 MB on 10 ms, twice. Then the bounds: 64 MB, 1/64."""
    found = value(machine(network_mbps=speed, memory_gb=memory), "net.ipv4.tcp_rmem")
    assert found == (4096, 131_072, megabytes * 2**20)


def test_a_receiver_of_logs_has_room_for_two_seconds() -> None:
    """50,000 a second, twice, at 2,304 bytes."""
    of = machine("base", "receiver", datagrams=("receiver",), events_per_second=50_000)
    assert value(of, "net.core.rmem_max") == 230_400_000


def test_a_receiver_of_logs_asks_for_the_time_every_minute() -> None:
    of = machine("base", "receiver", datagrams=("receiver",))
    assert setting(of, "maxpoll", "chrony").overrules == ("base: 10",)


def test_a_gateway_passes_packets_on_as_they_came() -> None:
    found = values(machine("base", "wireguard", zones=("dmz",)))
    assert found["", "net.ipv4.ip_forward"] == 1
    assert found["nic", "lro"] == "off"


def test_ports_outside_the_outgoing_range_need_no_keeping() -> None:
    ports = (Port(443, 443, "tcp"), Port(24_007, 24_007, "tcp"), Port(51_820, 51_820, "udp"))
    name = "net.ipv4.ip_local_reserved_ports"
    assert value(machine(ports=ports), name) == "51820"
    assert value(machine("base", "haproxy", ports=ports), name) == "24007,51820"
    assert value(machine(ports=ports[:1]), name) is None
