"""What happens before anything starts: tools, and whether this machine can carry what is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lab import building, ground, image
from lab.engine import Engine, program, status
from lab.estimate import Estimate, estimate
from lab.plan import PACKAGES, Plan, Release, package_bridge
from lab.shell import NotReadyError
from lab.state import Lab

STORAGE = Path("/var/lib/containers")


def prepare(lab: Lab, *, dry_run: bool, told: Callable[[str], None]) -> Engine:
    """Return the engine, installing what is missing; say what, and why."""
    found = program()
    lacking = ground.missing(found)
    problems = [*ground.privilege_problems(), *ground.tool_problems(lacking)]
    if lacking and dry_run:
        problems.append(f"missing: {', '.join(lacking)}; without --dry-run they are installed")
    if problems:
        raise NotReadyError(problems)
    for package, why in lacking.items():
        told(f"installing {package}: {why}")
    if lacking:
        ground.install(lacking)
    return Engine(found or "podman", lab)


def check(engine: Engine, plan: Plan, release: Release) -> Estimate:
    """Return what it will take; raise with all that is wrong."""
    needed = what_it_takes(engine, plan, release)
    bridges = (*plan.bridges, package_bridge(engine.lab.name))
    problems = [
        *ground.room_problems(needed, STORAGE, engine.lab.home),
        *ground.address_problems(bridges, ground.occupied(engine)),
        *building.differing(engine, plan),
    ]
    if problems:
        raise NotReadyError(problems)
    return needed


def what_it_takes(engine: Engine, plan: Plan, release: Release) -> Estimate:
    """Return what is still to be spent on the plan."""
    is_built = engine.has("image", image.image(release))
    has_cache = status(engine.containers().get(PACKAGES)) == "running"
    return estimate(len(building.lacking(engine, plan)), int(not is_built), cache=not has_cache)
