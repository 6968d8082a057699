"""The network card, the kernel's queues and buffers, ports and tracked connections.

004 §5.04 C and D ask for network buffers, offloading and jumbo frames: figures are decided.
Keep-alives and retransmissions are timers, not tuning: the RTO profile sets those.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.tuning.entry import connections
from topology.tuning.machine import Machine
from topology.tuning.settings import Asks, Setting

JUMBO = 9000
ORDINARY = 1500
CLOUD = 9001
ROUND_TRIP = 0.010
"""Seconds: two sites of one region at the card's full speed, or of two regions at a third of it,
which is what one stream gets there."""
WINDOW_SHARE = 2
"""The kernel lends half of a buffer to the window; the other half is bookkeeping."""
BUFFER_LEAST = 6 * 2**20
BUFFER_MOST = 64 * 2**20
DATAGRAM = 2304
"""Bytes that the kernel counts for a log line, most of which is its own bookkeeping."""
PAUSE = 2
"""Seconds that a receiver may be busy or restarting while the kernel keeps its datagrams."""
EPHEMERAL = (32_768, 60_999)
EPHEMERAL_WIDE = (10_240, 65_535)
PROXIES = ("haproxy", "nginx", "data-proxy", "pgbouncer")
FORWARDERS = ("wireguard", "k3s")


def network(machine: Machine) -> Iterator[Setting]:
    """Yield what the network of a host is given."""
    yield from _card(machine)
    yield from _buffers(machine)
    yield from _ports(machine)
    yield from _entry(machine)
    for name in machine.runs(FORWARDERS):
        forwarder = Asks(name)
        yield forwarder.network("net.ipv4.ip_forward", 1, "it passes packets of others on")
        why = "a merged packet cannot be passed on as it came"
        yield forwarder.network("lro", "off", why, of="nic")
    for name in machine.runs(("k3s",)):
        why = "the policies of pods on one node are applied too"
        yield Asks(name).network("net.bridge.bridge-nf-call-iptables", 1, why)
    for name in machine.datagrams:
        yield from _datagrams(machine, name)


def mtu(machine: Machine) -> tuple[int, str]:
    """Return the largest frame and the reason."""
    if machine.faces_outside:
        return ORDINARY, "its packets leave the site, where nobody carries larger ones"
    if machine.target == "aws":
        return CLOUD, "what the cloud's network carries inside a site, at any speed"
    if machine.is_fast:
        return JUMBO, "six times fewer packets from 10 Gbps up; two ends agree on the smaller"
    return ORDINARY, "below 10 Gbps the packets are few enough"


def _card(machine: Machine) -> Iterator[Setting]:
    base = Asks("base")
    yield base.network("mtu", *mtu(machine), of="nic")
    yield base.network("tso", "on", "the card cuts streams into packets, not a core", of="nic")
    yield base.network("gro", "on", "received packets go up the stack in bundles", of="nic")
    if machine.is_fast:
        why = "a burst at this speed fills the default ring in under a millisecond"
        yield base.network("rings", "max", why, of="nic")


def _buffers(machine: Machine) -> Iterator[Setting]:
    base = Asks("base")
    most = buffer(machine)
    why = f"{machine.network_mbps / 1000:g} Gbps times {ROUND_TRIP * 1000:g} ms, twice"
    yield base.network("net.ipv4.tcp_rmem", (4096, 131_072, most), why, "bytes")
    yield base.network("net.ipv4.tcp_wmem", (4096, 16_384, most), why, "bytes")
    yield base.network("net.core.rmem_max", most, "for programs that set their own", "bytes")
    yield base.network("net.core.wmem_max", most, "for programs that set their own", "bytes")
    yield base.network(
        "net.core.netdev_max_backlog",
        max(1000, machine.network_mbps),
        "packets between card and stack: a millisecond of small ones at full speed",
    )
    why = "finds the size that a narrower hop lets through, should its answers be filtered"
    yield base.network("net.ipv4.tcp_mtu_probing", 1, why)


def buffer(machine: Machine) -> int:
    """Return a stream's largest buffer in bytes: what is on its way at full speed, in whole MB."""
    on_its_way = machine.network_mbps * 1_000_000 / 8 * ROUND_TRIP
    wanted = -int(-WINDOW_SHARE * on_its_way // 2**20) * 2**20
    return min(max(wanted, BUFFER_LEAST), BUFFER_MOST, machine.memory_mb * 2**20 // 64)


def _ports(machine: Machine) -> Iterator[Setting]:
    """Keep the ports that services listen on out of those given to outgoing connections."""
    low, high = EPHEMERAL
    for name in machine.runs(PROXIES):
        low, high = EPHEMERAL_WIDE
        why = "each connection that is passed on takes a port of its own"
        yield Asks(name).network("net.ipv4.ip_local_port_range", EPHEMERAL_WIDE, why)
        why = "a port that waits out its last packets is used again"
        yield Asks(name).network("net.ipv4.tcp_tw_reuse", 1, why)
    inside = [port for port in machine.ports if port.last >= low and port.first <= high]
    if inside:
        numbers = dict.fromkeys(str(port).partition("/")[0] for port in inside)
        why = "services listen here: no outgoing connection may take them first"
        yield Asks("base").network("net.ipv4.ip_local_reserved_ports", ",".join(numbers), why)


def _entry(machine: Machine) -> Iterator[Setting]:
    for name in machine.runs(("haproxy", "nginx", "data-proxy")):
        proxy = Asks(name)
        most = connections(machine, name)
        queue = min(65_535, max(4096, most))
        yield proxy.network("net.core.somaxconn", queue, "as many as come at once may wait")
        yield proxy.network("net.ipv4.tcp_max_syn_backlog", queue, "the same, half open")
        why = "a kept connection sends at full speed after a pause"
        yield proxy.network("net.ipv4.tcp_slow_start_after_idle", 0, why)
        tracked = max(65_536, 4 * most)
        why = "in and out, and as many that have just ended: a full table drops new ones"
        yield proxy.network("net.netfilter.nf_conntrack_max", tracked, why)
        why = "as many lists as entries, so that each is short"
        yield proxy.network("net.netfilter.nf_conntrack_buckets", tracked, why)
    for name in machine.runs(("keepalived",)):
        why = "the entry listens on the shared address before it holds it"
        yield Asks(name).network("net.ipv4.ip_nonlocal_bind", 1, why)


def _datagrams(machine: Machine, name: str) -> Iterator[Setting]:
    """Datagrams wait nowhere else: what the kernel has no room for is lost, and nobody is told."""
    wanted = PAUSE * machine.events_per_second * DATAGRAM
    most = min(max(wanted, 8 * 2**20), machine.memory_mb * 2**20 // 16)
    receiver = Asks(name)
    why = f"{PAUSE} s of {machine.events_per_second:,} datagrams a second; the socket asks for it"
    yield receiver.network("net.core.rmem_max", most, why, "bytes")
