"""Knocking on every door: listeners behind all ports of the model, and who gets through.

The two programs below run on the hosts, in Python's standard library alone. A listener ends by
itself, so that a run that was killed leaves nothing behind.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from topology.environment import Environment
from topology.flows import HOSTS, Flow, flows

Door = tuple[str, int]
"""An address and a TCP port."""

MINUTES = 4
UNIT = "tandem-listeners"
PATIENCE = 1.5
"""Seconds after which a silent door is closed: the hosts are milliseconds apart."""

LISTEN = """
import asyncio, json, sys
async def main(address, ports):
    for port in ports:
        try:
            await asyncio.start_server(lambda reader, writer: writer.close(), address, port)
        except OSError:
            pass  # the service itself is behind this port
    print("listening", flush=True)
    await asyncio.sleep(3600)
asyncio.run(main(sys.argv[1], json.loads(sys.argv[2])))
"""

KNOCK = """
import asyncio, json, sys
async def knock(address, port, patience):
    try:
        opened = asyncio.open_connection(address, port)
        reader, writer = await asyncio.wait_for(opened, patience)
        writer.close()
        return [address, port]
    except (OSError, asyncio.TimeoutError):
        return None
async def main(doors, patience):
    found = await asyncio.gather(*(knock(a, p, patience) for a, p in doors))
    print(json.dumps([each for each in found if each]))
asyncio.run(main(json.loads(sys.argv[1]), float(sys.argv[2])))
"""


def all_ports(environment: Environment) -> list[int]:
    """Return the first TCP port of every flow: a range is one door here."""
    return sorted({flow.port.first for flow in flows(environment) if flow.port.protocol == "tcp"})


def open_to(environment: Environment, source: str, addresses: Iterable[str]) -> set[Door]:
    """Return the doors of some addresses that the flows open to a host.

    Both hosts must agree: a way out to anybody does not lead in, and a way in for anybody is
    of use only to who has a way out.
    """
    us, inside = IPv4Address(source), {*environment.tiers, HOSTS}
    tcp = [flow for flow in flows(environment) if flow.port.protocol == "tcp"]
    out = [flow for flow in tcp if flow.source.name in inside and _holds(flow.source.addresses, us)]
    into = [flow for flow in tcp if flow.destination.name in inside]
    into = [flow for flow in into if _holds(flow.source.addresses, us)]
    asked = [IPv4Address(each) for each in addresses]
    return _doors(out, asked) & _doors(into, asked)


def _doors(opened: Iterable[Flow], addresses: Sequence[IPv4Address]) -> set[Door]:
    return {
        (str(address), flow.port.first)
        for flow in opened
        for address in addresses
        if _holds(flow.destination.addresses, address)
    }


def listen(host: Any, address: str, ports: list[int]) -> None:
    """Put a listener behind every port of a host that has none."""
    host.run(f"systemctl stop {UNIT} 2>/dev/null; true")
    unit = f"systemd-run --quiet --unit={UNIT} --property=RuntimeMaxSec={MINUTES}min"
    program = shlex.join(["python3", "-c", LISTEN, address, json.dumps(ports)])
    host.check_output(f"{unit} --property=LimitNOFILE=8192 {program}")
    host.check_output(
        f"timeout 10 sh -c 'until journalctl -q -u {UNIT} --since -1min | grep -q listening;"
        " do sleep 0.1; done'"
    )


def knock(host: Any, doors: Iterable[Door]) -> set[Door]:
    """Return the doors that open to a host."""
    words = ["python3", "-c", KNOCK, json.dumps(sorted(doors)), str(PATIENCE)]
    return {(address, port) for address, port in json.loads(host.check_output(shlex.join(words)))}


def listening(host: Any) -> Mapping[int, str]:
    """Return the TCP ports on which others than the host itself are answered, and by whom."""
    found: dict[int, str] = {}
    for line in host.check_output("ss -Hltnp").splitlines():
        place, program = line.split()[3], line.split()[-1]
        address, _, port = place.rpartition(":")
        address = address.strip("[]").partition("%")[0]
        if not address.startswith("127.") and address != "::1":
            found[int(port)] = program
    return found


def _holds(networks: Iterable[str], address: IPv4Address) -> bool:
    return any(address in IPv4Network(each) for each in networks)
