"""What a host is set to by its shape: the `tuning` role, and each service with its own settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypedDict

from topology.hosts import Host
from topology.inventory.parties import Facts, Group, PortNumber, word
from topology.tuning import Setting, Tuning, tuning

SET_UP_BY: Mapping[str, str] = {
    "chrony": "base",
    "sentinel": "redis",
    "glusterfs": "files",
    "prometheus": "monitoring",
    "alertmanager": "monitoring",
    "grafana": "monitoring",
    "loki": "logs",
    "k3s-server": "k3s",
}
"""The role that sets a service up, where it is not the service's namesake."""

_SYSCTL = ("vm.", "kernel.", "fs.", "net.")
_OF_THE_HOST = ("kernel", "network", "storage", "cpu")


class Installed(TypedDict):
    """One service of ``<role>_services``.

    Settings are as its own configuration spells them, limits as its systemd unit does, timers are
    seconds; memory is its planned share, and nothing for what runs in pods.
    """

    ports: dict[str, PortNumber]
    user: str | None
    unit: str
    data: str | None
    memory_mb: int | None
    settings: dict[str, str]
    limits: dict[str, str]
    timers: dict[str, float]


class Tuned(TypedDict):
    """What is set on the host itself, on its devices, and which of it a host may refuse."""

    tuning_sysctl: dict[str, str]
    tuning_host: dict[str, str]
    tuning_devices: dict[str, dict[str, str]]
    tuning_refusable: list[str]


def tuned(group: Group, host: Host) -> Tuned:
    """Return what is set on a host beside its services."""
    found = tuning(group.environment, host)
    ours = [
        each
        for each in found.settings
        if each.area in _OF_THE_HOST and each.of not in group.services
    ]
    devices: dict[str, dict[str, str]] = {}
    for each in ours:
        if each.of:
            devices.setdefault(each.of, {})[each.name] = each.written
    return Tuned(
        tuning_sysctl={e.name: e.written for e in ours if e.name.startswith(_SYSCTL)},
        tuning_host={
            e.name: e.written for e in ours if not e.of and not e.name.startswith(_SYSCTL)
        },
        tuning_devices=devices,
        tuning_refusable=[each.name for each in ours if each.may_be_refused],
    )


def installed(group: Group, host: Host) -> dict[str, dict[str, Installed]]:
    """Return the services of a host, by the variable of the role that sets them up."""
    found = tuning(group.environment, host)
    variables: dict[str, dict[str, Installed]] = {}
    for name in dict.fromkeys((*group.services, *_served(found))):
        role = word(_role(group.facts, name))
        variables.setdefault(f"{role}_services", {})[name] = _installed(group.facts, name, found)
    return variables


def _served(found: Tuning) -> Iterator[str]:
    """Yield whom there are settings for, which is more than the model calls services."""
    return (each.of for each in found.settings if each.area == "service")


def _role(facts: Facts, name: str) -> str:
    """Return the role that sets a service up; the tenant's programs are the `app` role's."""
    service = facts.environment.services.get(name)
    unit = (service.unit if service else None) or name
    return "app" if unit in facts.environment.platform.processes else SET_UP_BY.get(name, name)


def _installed(facts: Facts, name: str, found: Tuning) -> Installed:
    service = facts.environment.services.get(name)
    return Installed(
        ports=facts.ports(name),
        user=service.user if service else None,
        unit=(service.unit if service else None) or name,
        data=service.data if service else None,
        memory_mb=found.memory.get(name),
        settings=_written(found.of(name).values()),
        limits=_written(e for e in found.settings if e.of == name and e.area in ("limits", "cpu")),
        timers=facts.timers.get(name, {}),
    )


def _written(settings: Iterable[Setting]) -> dict[str, str]:
    return {each.name: each.written for each in settings}
