"""Fills `machines:` of an environment file from what machines are, and keeps all else as it is.

Pure: text and facts in, text and remarks out. A person's words are never written over: where the
file says otherwise than the machine, both are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path

from topology.documents import Document, parse
from topology.hosts import Host
from topology.units import Disk

ENOUGH = 0.9
"""The share of what the model says that will do: a kernel takes some, and makers round."""
_MACHINES = re.compile(r"^machines:[ \t]*(\{[ \t]*\})?[ \t]*(#.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """What one machine is."""

    identity: str
    """What no other machine has."""
    cores: int
    memory_mb: int
    disks: tuple[Disk, ...]
    """The data disks first, the system's own last."""
    interfaces: Mapping[str, str]
    """The interface of each of its addresses."""
    address: IPv4Address
    """Where it answers."""
    bmc: str = ""


@dataclass
class Adopted:
    """The new text of a file, and what is to be said of it."""

    text: str
    refusals: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    """What is less than the model says: refused, unless somebody wants it anyway."""
    otherwise: list[str] = field(default_factory=list)
    """What the file says otherwise than the machine, and was left."""


def adopt(path: Path, text: str, hosts: Mapping[str, Host], found: Mapping[str, Found]) -> Adopted:
    """Return the file with the machines of some hosts in it."""
    done = Adopted(text)
    done.refusals += _twins(hosts, found)
    for name, machine in found.items():
        done.small += _lacks(hosts[name], machine)
        entry = _entry(hosts[name], machine)
        _merge(done, parse(path, done.text), name, entry)
    return done


def _entry(host: Host, machine: Found) -> dict[str, str]:
    """Return what the file is to say: only what cannot be derived."""
    address = str(machine.address)
    is_written = host.machine is not None and host.machine.address is not None
    wanted = {
        "address": address if is_written or machine.address != host.address else "",
        "interface": machine.interfaces.get(address, ""),
        "disks": f"[{', '.join(str(disk) for disk in machine.disks)}]" if machine.disks else "",
        "bmc": machine.bmc,
    }
    return {key: value for key, value in wanted.items() if value}


def _twins(hosts: Mapping[str, Host], found: Mapping[str, Found]) -> Iterator[str]:
    """Find one machine under two names: by what it is, or by an address that is another host's."""
    seen: dict[str, str] = {}
    for name, machine in found.items():
        if machine.identity and machine.identity in seen:
            first = seen[machine.identity]
            yield f"{name} and {first} are one machine; one machine has one name"
        seen.setdefault(machine.identity, name)
        for host in hosts.values():
            if host.name != name and str(host.address) in machine.interfaces:
                yield f"{name} has the address of {host.name} ({host.address}): is it that machine?"


def _lacks(host: Host, machine: Found) -> Iterator[str]:
    """Say what a machine has less of than the model says."""
    if machine.cores < host.cores:
        yield f"{host.name}: {machine.cores} cores, the model says {host.cores}"
    memory = machine.memory_mb / 1024
    if memory < host.memory_gb * ENOUGH:
        yield f"{host.name}: {memory:.1f} GB of memory, the model says {host.memory_gb}"
    there, wanted = (sum(disk.total_gb for disk in each) for each in (machine.disks, host.disks))
    if there < wanted * ENOUGH:
        yield f"{host.name}: {there} GB of disks, the model says {wanted}"


def _merge(done: Adopted, document: Document, name: str, entry: Mapping[str, str]) -> None:
    """Write one machine's lines where they belong."""
    machines = document.data.get("machines")
    known = machines.get(name) if isinstance(machines, dict) else None
    if isinstance(known, dict):
        if "removed" in known:
            done.refusals.append(f"{name} was given up; its number is never used again")
            return
        missing = {key: value for key, value in entry.items() if key not in known}
        done.otherwise += _differing(name, entry, known)
        done.text = _extended(done, document, name, missing)
    elif isinstance(machines, dict) and name in machines:
        done.refusals.append(f"{name} is in the file with nothing behind it; remove that line")
    else:
        done.text = _added(done, document, name, entry)


def _differing(name: str, entry: Mapping[str, str], known: Mapping[str, object]) -> Iterator[str]:
    for key, value in entry.items():
        said = known.get(key)
        written = f"[{', '.join(map(str, said))}]" if isinstance(said, tuple) else str(said)
        if key in known and written != value:
            yield f"{name}: the file says {key}: {written}, the machine has {value}"


def _extended(done: Adopted, document: Document, name: str, missing: Mapping[str, str]) -> str:
    """Add keys to an entry, in the way it is written: between braces, or a line each."""
    lines = done.text.splitlines(keepends=True)
    line, _ = document.marks["machines", name]
    if not missing:
        return done.text
    head = lines[line - 1]
    if "{" in head.partition("#")[0]:
        body, brace, rest = head.partition("}")
        if not brace:
            done.refusals.append(f"{name} is written in braces over several lines; use one line")
            return done.text
        comma = ", " if ":" in body.partition("{")[2] else ""
        lines[line - 1] = f"{body.rstrip()}{comma}{_flow(missing)}{brace}{rest}"
        return "".join(lines)
    inside = [at for place, at in document.marks.items() if place[1:2] == (name,)]
    first = sorted(inside)[1]
    indent = " " * (first[1] - 1)
    added = [f"{indent}{key}: {value}\n" for key, value in missing.items()]
    return "".join([*lines[:line], *added, *lines[line:]])


def _added(done: Adopted, document: Document, name: str, entry: Mapping[str, str]) -> str:
    """Add an entry after the last one, or begin the section at the end of the file."""
    new = f"{name}: {{{_flow(entry)}}}\n"
    text = done.text if done.text.endswith("\n") else f"{done.text}\n"
    if "machines" not in document.data:
        return f"{text}machines:\n  {new}"
    if not document.data["machines"]:
        return _MACHINES.sub(
            lambda empty: f"machines: {empty[2] or ''}".rstrip() + f"\n  {new[:-1]}", text
        )
    places = [at for place, at in document.marks.items() if place[:1] == ("machines",) != place]
    line, _ = max(places)
    if document.marks["machines",][0] == min(places)[0]:
        done.refusals.append("machines: is written in braces; write one machine a line")
        return done.text
    indent = " " * (min(places)[1] - 1)
    lines = text.splitlines(keepends=True)
    return "".join([*lines[:line], indent + new, *lines[line:]])


def _flow(entry: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in entry.items())
