"""What the people who prepare servers must know before Tandem comes, in tables.

Machines, volumes, doors and accounts are theirs to prepare; the kernel, devices and limits are set
by the role `tuning`, and said here so that an image or a hypervisor does not work against them.
Everything is read from the model; `docs/readiness.md` is the guide around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from topology.disclosure import Row, Section, disclosure
from topology.environment import Environment
from topology.flows import HOSTS, flows
from topology.tuning import Kind, Setting, kinds
from topology.tuning.storage import DATA

TAKEN_OVER = ("System accounts",)
"""Tables of the disclosure that are prepared for, too."""
EVERY = "every host"


def readiness(environment: Environment) -> tuple[Section, ...]:
    """Return every table, in the order in which people prepare."""
    found = kinds(environment)
    ways = ("Who", "To whom", "Port", "Why")
    settings = ("Of", "Setting", "Value", "On", "Why")
    return (
        Section("Machines", MACHINES, (*map(_machine, found),)),
        Section("Volumes", VOLUMES, (*_volumes(found),)),
        Section("Ways in, from outside", ways, (*_doors(environment, inward=True),)),
        Section("Ways out", ways, (*_doors(environment, inward=False),)),
        *(each for each in disclosure(environment) if each.title in TAKEN_OVER),
        Section("The hypervisor", settings, (*_settings(found, _is_advice),)),
        Section("Kernel and network", settings, (*_settings(found, _is_kernel),)),
        Section("Disks, cards and cores", settings, (*_settings(found, _is_device),)),
        Section("Limits of units", settings, (*_settings(found, _is_limit),)),
    )


MACHINES = ("Tier", "Hosts", "Cores", "Memory", "Disks", "Card", "Zone", "Runs")
VOLUMES = ("Tier", "Carries", "Filesystem", "Mounted with", "Disks together as", "Swap")


def _machine(kind: Kind) -> Row:
    one, machine = kind.hosts[0], kind.tuning.machine
    disks = ", ".join(str(disk) for disk in one.disks)
    if one.iops:
        disks += f", {one.iops:,} IOPS"
    gpus = f", {one.gpus} GPU" if one.gpus else ""
    return (
        kind.tier,
        str(len(kind.hosts)),
        f"{one.cores}{gpus}",
        f"{one.memory_gb} GB",
        disks,
        f"{machine.network_mbps / 1000:g} Gbps",
        ", ".join(machine.zones),
        ", ".join(name for name in machine.services if name != "base"),
    )


def _volumes(found: Iterable[Kind]) -> Iterator[Row]:
    """Say for each kind of host what carries its data; without data, the system's disk is all."""
    for kind in found:
        told = {(each.of, each.name): each for each in kind.tuning.settings}

        def said(of: str, name: str, told: dict[tuple[str, str], Setting] = told) -> str:
            each = told.get((of, name))
            return each.shown if each else ""

        carried = ", ".join(kind.tuning.machine.directories) or "the system alone"
        raids = [f"{of}: RAID {each.shown}" for (of, name), each in told.items() if name == "raid"]
        mounts = said(DATA, "mount_options")
        swap = said("", "swap")
        yield kind.tier, carried, said(DATA, "filesystem"), mounts, ", ".join(raids), swap


def _doors(environment: Environment, *, inward: bool) -> Iterator[Row]:
    """Yield the ways between the site and others, by name; `tandem flows` has the addresses."""
    seen: dict[Row, None] = {}
    for flow in flows(environment):
        ours = [
            each.name in environment.tiers or each.name == HOSTS
            for each in (flow.source, flow.destination)
        ]
        if ours == [not inward, inward]:
            port = f"{flow.port} {flow.port_name}"
            seen[flow.source.name, flow.destination.name, port, flow.why] = None
    yield from seen


def _is_advice(setting: Setting) -> bool:
    return setting.area == "virtualisation"


def _is_kernel(setting: Setting) -> bool:
    return setting.area == "kernel" or (setting.area == "network" and not setting.of)


def _is_device(setting: Setting) -> bool:
    is_card = setting.area == "network" and bool(setting.of)
    return is_card or setting.area == "cpu" or (setting.area == "storage" and setting.of != DATA)


def _is_limit(setting: Setting) -> bool:
    return setting.area == "limits"


def _settings(found: Sequence[Kind], wanted: Callable[[Setting], bool]) -> Iterator[Row]:
    """Yield each value of each setting, with the tiers that have it."""
    seen: dict[tuple[str, str, str], dict[str, str]] = {}
    for kind in found:
        for each in filter(wanted, kind.tuning.settings):
            tiers = seen.setdefault((each.of, each.name, each.shown), {})
            tiers[kind.tier] = each.why
    for (of, name, value), tiers in sorted(seen.items()):
        on = EVERY if len(tiers) == len(found) else ", ".join(tiers)
        yield of, name, value, on, next(iter(tiers.values()))
