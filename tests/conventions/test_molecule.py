"""Scenarios of Molecule: one shape, and no role without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conventions.tree import ROOT, expect_none, files, text
from topology.environment import Environment
from topology.inventory import inventory
from topology.repository import Repository

ELSEWHERE = {
    "add_host": "a newcomer is a machine that was not there when the others were made",
    "remove_host": "goes with add_host: a member leaves so that another takes its place",
    "upgrade_postgresql": "no release of Debian has two of PostgreSQL to go between",
}
"""Roles that no scenario can converge, and why."""
SAID_ONCE = {"platforms"}
"""All that a scenario may say of itself: the rest is .config/molecule/config.yml's."""

Play = Mapping[str, Any]


def scenarios() -> dict[str, Any]:
    """Return what each scenario says, by its name."""
    found = files("molecule/*/molecule.yml")
    return {path.parent.name: yaml.safe_load(text(path)) for path in found}


def plays(playbook: str) -> Iterator[Play]:
    """Yield the plays of a playbook, and of those that it imports."""
    for play in yaml.safe_load(text(Path("playbooks") / f"{playbook}.yml")):
        if "import_playbook" in play:
            yield from plays(Path(play["import_playbook"]).stem)
        else:
            yield play


def roles(play: Play) -> Iterator[str]:
    """Yield the roles of a play."""
    for role in play.get("roles", ()):
        yield role["role"] if isinstance(role, dict) else role
    for section in ("pre_tasks", "tasks"):
        for task in play.get(section, ()):
            for kind in ("ansible.builtin.import_role", "ansible.builtin.include_role"):
                if kind in task:
                    yield task[kind]["name"]


def members(pattern: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the hosts that a play's pattern means; a group that a play makes has none yet."""
    found: frozenset[str] = frozenset()
    for word in pattern.split(":"):
        hosts = groups.get(word.lstrip("!&"), frozenset())
        if word.startswith("!"):
            found -= hosts
        else:
            found = found & hosts if word.startswith("&") else found | hosts
    return found


@cache
def load(environment: str) -> Environment:
    return Repository(ROOT).load(environment)


def covered(platform: Mapping[str, Any]) -> Iterator[str]:
    """Yield the roles that a platform of a scenario converges."""
    site = load(platform["name"])
    up = {host.name for host in site.hosts if host.tier in platform["tiers"]}
    found = inventory(site)
    groups = {
        name: frozenset(up & set(group.get("hosts", ())))
        for name, group in found.items()
        if name != "_meta"
    }
    for play in plays("site"):
        if members(play["hosts"], groups | {"all": frozenset(up)}):
            yield from roles(play)
    for words in (*platform.get("then", ()), *platform.get("last", ())):
        for play in plays(words.split()[0]):
            yield from roles(play)


def test_every_role_is_converged_by_a_scenario() -> None:
    converged = {
        role for each in scenarios().values() for it in each["platforms"] for role in covered(it)
    }
    there = {path.parts[1] for path in files("roles/*/tasks/*.yml")}
    expect_none(
        [f"{role} has no scenario" for role in there - converged - set(ELSEWHERE)]
        + [
            f"{role} has a scenario now: take it out of ELSEWHERE"
            for role in converged & set(ELSEWHERE)
        ]
        + [f"{role} is in ELSEWHERE, and there is no such role" for role in set(ELSEWHERE) - there]
    )


def test_a_scenario_says_only_what_differs() -> None:
    expect_none(
        f"molecule/{name}: {word}"
        for name, said in scenarios().items()
        for word in set(said) - SAID_ONCE
    )


def test_playbooks_are_shared() -> None:
    expect_none(
        str(path)
        for path in files("molecule/**")
        if path.parts[1] != "shared" and path.name != "molecule.yml"
    )


def test_scenarios_name_environments_and_tiers_that_there_are() -> None:
    """Nothing would start otherwise; this says so before anybody waits."""
    expect_none(
        f"molecule/{name}: {site.name} has no tier {tier}"
        for name, said in scenarios().items()
        for platform in said["platforms"]
        for site in [load(platform["name"])]
        for tier in set(platform["tiers"]) - {host.tier for host in site.hosts}
    )


@pytest.mark.parametrize("name", sorted(scenarios()))
def test_a_lab_has_room_for_the_scenario_s_name(name: str) -> None:
    assert len(f"molecule-{name}") <= 21
