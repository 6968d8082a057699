"""One tree of tests for the hosts of every environment: `tandem verify ENV` runs it.

A module says for which hosts it speaks by ``pytestmark = pytest.mark.group("postgresql")``: a group
of the inventory, or ``all``. Its tests run for each host of the group, as ``test(host, facts)``;
those marked ``once`` run for the group's first host alone. An environment that has no such group
has no such tests. Nothing here is run without ``--environment``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
import testinfra  # type: ignore[import-untyped]  # has no types
import yaml

from topology.environment import Environment
from topology.inventory import Inventory, inventory
from topology.repository import Look, Repository

Facts = Mapping[str, Any]

UP = "TANDEM_UP"
"""The environment variable that names the hosts there are, where a lab has not all of a site."""

_SHARED_CONNECTION = (
    "-o ControlMaster=auto -o ControlPersist=60s -o ControlPath=~/.ssh/tandem-%C -o BatchMode=yes"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the command line choose whose hosts are asked."""
    parser.addoption("--environment", help="whose hosts are asked: inventories/logx-dc.yml, say")
    parser.addoption("--only", default="", help="a comma-separated list of hosts or groups")


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave this folder out where no environment was named."""
    return None if config.getoption("--environment", None) else True


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test for each host that its module speaks for."""
    if "host_name" in metafunc.fixturenames:
        groups = [mark.args[0] for mark in metafunc.definition.iter_markers("group")]
        config = metafunc.config
        names = _members(
            config.getoption("--environment"),
            groups[0] if groups else "all",
            frozenset(filter(None, config.getoption("--only").split(","))),
        )
        if metafunc.definition.get_closest_marker("once"):
            names = names[:1]
        metafunc.parametrize("host_name", names, scope="module")


@pytest.fixture(scope="module")
def host(host_name: str, pytestconfig: pytest.Config) -> Any:
    """Return a host, reached over SSH with one connection for all of its tests."""
    return reach(host_name, pytestconfig)


@pytest.fixture(scope="module")
def facts(host_name: str, pytestconfig: pytest.Config) -> Facts:
    """Return all that a host was told."""
    return all_facts(pytestconfig.getoption("--environment"))[host_name]


@pytest.fixture(scope="module")
def lease(host: Any) -> Mapping[str, Any] | None:
    """Return what a host knows of its site's lease; nothing, where its site shares none."""
    if not host.service("tandem-lease").is_enabled:
        return None
    found: dict[str, Any] = json.loads(host.check_output("tandem-lease status"))
    return found


@pytest.fixture(scope="module")
def stands(lease: Mapping[str, Any] | None) -> Literal["leads", "follows"]:
    """Return what a host's site does, as its lease says; a site that shares none leads."""
    return "leads" if lease is None or lease["leader"] == lease["site"] else "follows"


@pytest.fixture(scope="session")
def environment(pytestconfig: pytest.Config) -> Environment:
    """Return the environment whose hosts are asked."""
    return load(pytestconfig.getoption("--environment"))


@pytest.fixture(scope="session")
def everyone(pytestconfig: pytest.Config) -> Mapping[str, Facts]:
    """Return what every host of the environment was told that is there."""
    facts = all_facts(pytestconfig.getoption("--environment"))
    there = os.environ.get(UP, "").split()
    return {name: told for name, told in facts.items() if not there or name in there}


@cache
def all_facts(environment: str) -> Mapping[str, Facts]:
    """Return the variables of every host, as Ansible merges them."""
    found = _inventory(environment)
    policy = yaml.safe_load(
        Path(environment).with_name("group_vars").joinpath("all.yml").read_text()
    )
    facts: dict[str, dict[str, Any]] = {}
    for name, own in found["_meta"]["hostvars"].items():
        facts[name] = {"name": name, **policy, **found["all"]["vars"]}
        for group in found.values():
            if name in group.get("hosts", ()):
                facts[name].update(group.get("vars", {}))
        facts[name].update(own)
    return facts


def reach(name: str, config: pytest.Config) -> Any:
    """Return a host as Testinfra has it."""
    Path("~/.ssh").expanduser().mkdir(mode=0o700, exist_ok=True)
    return testinfra.get_host(
        f"ssh://{name}",
        ssh_config=config.getoption("ssh_config"),
        ssh_extra_args=_SHARED_CONNECTION,
        sudo=True,
    )


@cache
def load(environment: str) -> Environment:
    """Return the environment that a file describes, in whatever checkout it is."""
    file = Path(environment).absolute()
    return Repository(file.parent.parent).load(file.stem, Look())


@cache
def _inventory(environment: str) -> Inventory:
    return inventory(load(environment))


def _members(environment: str, group: str, only: frozenset[str]) -> list[str]:
    found = _inventory(environment)
    everyone = list(found["_meta"]["hostvars"])
    members = everyone if group == "all" else found.get(group, {}).get("hosts", [])
    chosen = {host for each in only for host in found.get(each, {}).get("hosts", [each])}
    # The witness is of neither site, and a lab of one site has none: tests/recovery asks it.
    ours = {host.name for host in load(environment).hosts}
    return [name for name in members if name in ours and (not only or name in chosen)]
