"""Judges what is on a machine already, and whom it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.preflight.asking import OURS, doors, services
from reports.preflight.finding import Finding, Told

AWAY = "move it away; a converge never writes over it"


def judge_services(
    name: str, told: Told, found: Told, versions: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what is in the way; `versions` has PostgreSQL's by the release of the system."""
    yield from _ports(name, told, found)
    release = found["system"]["version"].partition(".")[0]
    for folder in found["data"]:
        yield from _data(name, told, folder, versions.get(release, ""), is_ours=found["is_ours"])
    yield from _doors(name, told, found)
    for source in found["packages"]["silent"]:
        remedy = "open the way, or name a proxy in /etc/apt/apt.conf.d"
        yield Finding(name, "packages", "wrong", f"{source}", remedy)
    yield from _speed(name, told, found)


def _ports(name: str, told: Told, found: Told) -> Iterator[Finding]:
    """Find who listens on a port of the model and is none of its services."""
    wanted = {
        number: service
        for service, each in services(told)
        for port in each["ports"].values()
        if (number := int(str(port).partition("-")[0])) != 22
    }
    ours = {each.get("unit") for _, each in services(told)}
    accounts = {each.get("user") for _, each in services(told)} - {None, "root"}
    for each in found["listeners"]:
        if each["port"] not in wanted:
            continue
        unit = each.get("unit", "")
        is_known = unit in ours or each["user"] in accounts or unit.endswith("-exporter")
        if is_known and found["is_ours"]:
            continue
        who = f"{each.get('program') or 'somebody'} ({unit or each['user']})"
        what = f"port {each['port']}, which is {wanted[each['port']]}'s, is taken by {who}"
        yield Finding(name, "ports", "wrong", what, f"stop it: systemctl disable --now {unit}")


def _data(name: str, told: Told, found: Told, version: str, *, is_ours: bool) -> Iterator[Finding]:
    for each in found["postgresql"]:
        if version and each["version"] != version:
            what = (
                f"{each['path']} has data of PostgreSQL {each['version']}, and {version} runs here"
            )
            yield Finding(name, "data", "wrong", what, f"upgrade it, or {AWAY}")
        elif not is_ours:
            what = f"{each['path']} has data of the system {each['system'] or '?'}"
            yield Finding(name, "data", "note", what, f"the cluster takes it over; else {AWAY}")
    for folder in found["etcd"]:
        if not folder.endswith(f"/{told.get('etcd_cluster')}"):
            what = f"{folder} has data of another etcd"
            yield Finding(name, "data", "note", what, "it stays as it is, and is never started")
    if found["redis"] and not is_ours:
        yield Finding(name, "data", "wrong", f"{found['path']} has data of another Redis", AWAY)
    known = found["postgresql"] or found["etcd"] or found["redis"]
    if not (known or found["is_empty"] or is_ours):
        yield Finding(name, "data", "note", f"{found['path']} is not empty", "look what it is")


def _doors(name: str, told: Told, found: Told) -> Iterator[Finding]:
    """Say which doors are shut on the way, those of one host in one line."""
    places, names = doors(told), {at: host for host, at in told["base_hosts"].items()}
    shut: dict[str, list[int]] = {}
    for address, port, outcome in found["doors"]:
        if outcome in ("silent", "unreachable"):
            shut.setdefault(address, []).append(port)
    for address, ports in shut.items():
        listed = ", ".join(str(port) for port in sorted(ports))
        what = f"does not reach {names.get(address, address)} on {listed}"
        if any(places[address, port] == OURS for port in ports):
            remedy = "open it on the way: tandem flows has the table"
            yield Finding(name, "reach", "wrong", what, remedy)
        else:
            yield Finding(name, "reach", "note", what, "the other site may not stand yet")


def _speed(name: str, told: Told, found: Told) -> Iterator[Finding]:
    for each in found["speed"]:
        if each["iops"] is None:
            what = f"{each['path']} was not measured: {each['why'][:80]}"
            yield Finding(name, "speed", "note", what, "apt-get install fio")
            continue
        wanted = told.get("host_iops")
        what = f"{each['path']} does {each['iops']} random operations a second"
        if wanted and each["iops"] < wanted:
            more = f"{what}, the model says {wanted}"
            yield Finding(name, "speed", "wrong", more, "use faster disks")
        else:
            yield Finding(name, "speed", "note", what, "nothing to do")
