"""Checks of the tenant's programs, and of the roles of people."""

from __future__ import annotations

from collections.abc import Iterator

from topology.checks.calendars import calendar_fault
from topology.checks.known import Check, Known, Own
from topology.platform import Platform
from topology.problems import nearest
from topology.validate import Complaint


def _processes(platform: Platform, known: Known) -> Iterator[Complaint]:
    running = {service for tier in known.tiers.values() for service in tier.services}
    for name, process in platform.processes.items():
        here = ("processes", name)
        if fault := known.unknown_tier(process.tier):
            yield (*here, "tier"), fault
            continue
        ports = {
            port
            for service in known.tiers[process.tier].services
            for port in (known.services[service].ports if service in known.services else ())
        }
        if process.port and process.port not in ports and known.whole(process.tier):
            message = f"tier '{process.tier}' has no port '{process.port}'"
            yield (*here, "port"), f"{message}{nearest(process.port, ports)}"
        for index, service in enumerate(process.after):
            if service not in running:
                message = f"no tier runs '{service}'{nearest(service, running)}"
                yield (*here, "after", index), message


def _job_tiers(platform: Platform, known: Known) -> Iterator[Complaint]:
    for name, job in platform.jobs.items():
        if fault := known.unknown_tier(job.tier):
            yield ("jobs", name, "tier"), fault


def _job_times(platform: Platform, _: Known) -> Iterator[Complaint]:
    for name, job in platform.jobs.items():
        if fault := calendar_fault(job.at):
            yield ("jobs", name, "at"), fault


def _roles(own: Own, _: Known) -> Iterator[Complaint]:
    for name, role in own.roles.items():
        if {"change", "approve"} <= set(role.may):
            message = "nobody approves a change of their own; take `change` or `approve` away"
            yield ("roles", name, "may"), message


CHECKS: tuple[Check[Own], ...] = ((_roles, set()),)
PLATFORM_CHECKS: tuple[Check[Platform], ...] = (
    (_processes, {"tiers", "services"}),
    (_job_tiers, {"tiers"}),
    (_job_times, set()),
)
