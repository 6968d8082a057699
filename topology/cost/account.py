"""Names, keys, secrets, alarms and logs."""

from __future__ import annotations

from collections.abc import Iterator

from topology.cost.assumptions import (
    ALARMS_A_HOST,
    ALARMS_A_SERVICE,
    DNS_QUERIES_A_USER,
    DNS_ZONES,
    FLOW_LOG_SHARE,
    LOGS_GB_A_SERVICE,
)
from topology.cost.lines import Group, Line, line
from topology.cost.network import traffic
from topology.environment import Environment
from topology.prices import Tariff

GROUP: Group = "names, keys, watching"


def account_lines(environment: Environment, tariff: Tariff) -> Iterator[Line]:
    """Yield what is small and easily forgotten."""
    for of, what, used in (*_everywhere(environment), *_where_managed(environment)):
        yield line(tariff, GROUP, of, what, used)


def _everywhere(environment: Environment) -> Iterator[tuple[str, str, tuple[str, float]]]:
    moved = traffic(environment)
    logged = (moved.sent + moved.received + moved.linked) * FLOW_LOG_SHARE
    keys = len(environment.stores) + len(environment.platform.files) + 1  # and one for disks
    alarms = ALARMS_A_HOST * len(environment.hosts) + ALARMS_A_SERVICE * len(environment.managed)
    yield "KMS", "keys of stores, files and disks", ("kms-key-month", keys)
    yield "CloudWatch", "alarms", ("cloudwatch-alarm-month", alarms)
    yield "VPC", "flow logs", ("vpc-flow-logs-gb", logged)


def _where_managed(environment: Environment) -> Iterator[tuple[str, str, tuple[str, float]]]:
    """Servers have our own DNS, vault and log store instead."""
    if environment.form != "managed":
        return
    logs = LOGS_GB_A_SERVICE * len(environment.managed)
    queries = DNS_QUERIES_A_USER * environment.size_facts.concurrent.high / 1e6
    secrets = len(environment.platform.database_accounts)
    yield "CloudWatch", "logs of managed services", ("cloudwatch-logs-ingested-gb", logs)
    yield "Secrets Manager", "database accounts", ("secrets-manager-secret-month", secrets)
    yield "Route 53", "zones", ("route53-zone-month", DNS_ZONES)
    yield "Route 53", "queries", ("route53-queries-million", queries)
    if environment.peer:
        yield "Route 53", "health check of the entry", ("route53-health-check-month", 1)
