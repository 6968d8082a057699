"""Which tiers of an environment the cloud runs, by what takes their place; none is left out."""

from __future__ import annotations

from pathlib import Path

from topology.environment import Environment, ManagedService
from topology.problems import InvalidInputError, Problem
from topology.tiers import ManagedKind

BUILT: frozenset[ManagedKind] = frozenset(
    {
        "alb",
        "nlb",
        "rds-postgresql",
        "rds-mysql",
        "elasticache-redis",
        "amazon-mq",
        "opensearch",
        "eks",
        "efs",
        "s3",
        "backup",
        "site-link",
    }
)
"""What a component builds; a test holds it against what `stacks/__main__.py` asks for."""


def of_kind(environment: Environment, *kinds: ManagedKind) -> list[ManagedService]:
    """Return the tiers whose place is taken by some kinds of service."""
    return [each for each in environment.managed.values() if each.kind in kinds]


def refuse_what_is_not_built(environment: Environment) -> None:
    """Refuse an environment that needs what no component builds, before anything is declared."""
    problems = [
        Problem(
            Path(f"platforms/{environment.platform.platform}.yml"),
            0,
            0,
            f"tiers.{each.tier}.managed",
            f"no component builds '{each.kind}' yet, and a tier is never left out; "
            f"take it as servers (`--form servers`), or write components/ for it",
        )
        for each in environment.managed.values()
        if each.kind not in BUILT
    ]
    if problems:
        raise InvalidInputError(problems)
