"""What is installed on a host follows from the roles that have work on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from tests.roles.loading import program
from topology.repository import ROOT

FILTERS = program("packages/filter_plugins/packages.py")


def of(*wanted: dict[str, Any], running: tuple[str, ...] = ()) -> dict[str, Any]:
    documents = [{f"role{n}_os": {"Debian": each}} for n, each in enumerate(wanted)]
    found: dict[str, Any] = FILTERS.packages_of_roles(
        documents, "Debian", running, {"postgresql": "17"}
    )
    return found


def test_packages_of_all_roles_are_asked_for_once() -> None:
    assert of({"packages": ["b", "a"]}, {"packages": ["a"]})["packages"] == ["a", "b"]


def test_what_was_removed_and_left_its_settings_is_told_where_it_is_asked_for() -> None:
    lines = ["sudo installed", "redis config-files", "nginx not-installed", "half"]
    assert FILTERS.packages_installed(lines) == ["sudo"]
    assert FILTERS.packages_installed(lines, with_settings=True) == ["redis", "sudo"]


def test_a_name_carries_the_major_release_of_the_host() -> None:
    assert of({"packages": ["postgresql-{postgresql}"]})["packages"] == ["postgresql-17"]


def test_each_system_that_roles_were_tried_on_says_what_it_maintains() -> None:
    policy = yaml.safe_load((ROOT / "inventories/group_vars/all.yml").read_text())
    role = yaml.safe_load((ROOT / "roles/packages/vars/main.yml").read_text())
    for release in role["packages_tried"]["Debian"]:
        said = policy["host_maintained"]["Debian"][release]
        assert set(said) == set(role["packages_majors"])


def test_a_service_s_packages_come_only_where_it_runs() -> None:
    role = {"packages": ["client"], "services": {"glusterfs": ["server"]}}
    assert of(role)["packages"] == ["client"]
    assert of(role, running=("glusterfs",))["packages"] == ["client", "server"]


def test_another_family_s_packages_are_none_of_ours() -> None:
    assert FILTERS.packages_of_roles(
        [{"x_os": {"RedHat": {"packages": ["a"]}}}], "Debian", (), {}
    ) == {
        "packages": [],
        "before": {},
    }


def test_two_roles_may_want_the_same_file_before() -> None:
    assert of({"before": {"/a": "x"}}, {"before": {"/a": "x"}})["before"] == {"/a": "x"}


def test_two_roles_may_not_want_two_contents_of_one_file() -> None:
    with pytest.raises(AnsibleFilterError, match="/a"):
        of({"before": {"/a": "x"}}, {"before": {"/a": "y"}})


def test_a_role_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "here/vars").mkdir(parents=True)
    (tmp_path / "here/vars/main.yml").write_text("here_os: {}\n")
    assert FILTERS.variables_of_roles(["here", "gone"], str(tmp_path)) == [{"here_os": {}}]
