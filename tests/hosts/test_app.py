"""The tenant's application, or the probe: what runs, as whom, with what, and how well."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("app")

ROOT = "/opt"
GIVEN = "/etc/tandem/app"


@pytest.fixture(scope="module")
def units(host: Any, facts: Facts) -> dict[str, dict[str, str]]:
    """Ask once what systemd says of every process."""
    names = list(facts["app_processes"])
    said = host.run(f"systemctl show {' '.join(names)}").stdout
    blocks = [block for block in said.split("\n\n") if block.strip()]
    rows = [[line.split("=", 1) for line in b.splitlines() if "=" in line] for b in blocks]
    return {
        name: {row[0]: row[1] for row in found} for name, found in zip(names, rows, strict=True)
    }


def test_every_process_runs_and_starts_with_the_host(units: dict[str, dict[str, str]]) -> None:
    states = {name: (each["ActiveState"], each["UnitFileState"]) for name, each in units.items()}
    assert states == dict.fromkeys(units, ("active", "enabled"))


def test_every_process_runs_as_its_account(units: dict[str, dict[str, str]], facts: Facts) -> None:
    wanted = {name: each["user"] for name, each in facts["app_processes"].items()}
    assert {name: each["User"] for name, each in units.items()} == wanted


def test_every_process_is_started_again_for_ever(units: dict[str, dict[str, str]]) -> None:
    assert {(each["Restart"], each["StartLimitIntervalUSec"]) for each in units.values()} == {
        ("always", "0")
    }


def test_every_process_has_the_memory_of_its_plan(
    units: dict[str, dict[str, str]], facts: Facts
) -> None:
    services = {each["unit"]: each for each in facts["app_services"].values()}
    wanted = {name: services[name]["memory_mb"] * 2**20 for name in units}
    assert {name: int(each["MemoryMax"]) for name, each in units.items()} == wanted


def test_every_process_with_a_health_path_is_well(host: Any, facts: Facts) -> None:
    ports = {n: e for n, e in facts["app_processes"].items() if e["port"] and e["health"]}
    for name, each in ports.items():
        url = f"http://127.0.0.1:{each['port']}{each['health']}"
        said = host.run(f"curl --silent --output /dev/null --write-out '%{{http_code}}' {url}")
        assert (name, said.stdout) == (name, "200")


def test_every_process_listens_on_loopback_alone(host: Any, facts: Facts) -> None:
    listening = host.run("ss --listening --tcp --numeric --no-header").stdout.split()
    for each in facts["app_processes"].values():
        found = [word for word in listening if word.endswith(f":{each['port']}")]
        assert found == ([f"127.0.0.1:{each['port']}"] if each["port"] else [])


def test_each_process_is_shown_the_passwords_of_its_own_accounts(host: Any, facts: Facts) -> None:
    for name, each in facts["app_processes"].items():
        seen = f"/proc/$(systemctl show --property=MainPID --value {name})/root/run/credentials"
        shown = set(host.run(f"ls {seen}/{name}.service").stdout.split())
        assert shown & set(facts["app_accounts"]) == set(each["accounts"])


def test_passwords_are_roots_alone(host: Any, facts: Facts) -> None:
    said = host.run(f"stat --format='%U %a %n' {GIVEN}/secrets {GIVEN}/secrets/*").stdout
    found = [line.split() for line in said.splitlines()]
    assert {tuple(line[:2]) for line in found} <= {("root", "700"), ("root", "600")}
    names = {line[2].rpartition("/")[2] for line in found}
    assert set(facts["app_accounts"]) <= names


def test_no_password_is_in_an_environment_or_on_a_command_line(host: Any) -> None:
    search = (
        f"for file in {GIVEN}/secrets/*; do "
        'grep --fixed-strings --file="$file" --files-with-matches '
        "$(ls --directory /proc/[0-9]*/environ /proc/[0-9]*/cmdline) 2>/dev/null; done"
    )
    assert host.run(f"sh -c {json.dumps(search)}").stdout == ""


def test_the_release_cannot_be_changed_by_who_runs_it(host: Any, facts: Facts) -> None:
    current = f"{ROOT}/{facts['app_name']}/current/"
    others = host.run(f"find -H {current} -not -user root -o -type f -perm /022")
    assert others.stdout == ""


def test_one_release_runs_on_every_member(host: Any, facts: Facts) -> None:
    kept = host.run(f"ls {ROOT}/{facts['app_name']}/releases").stdout.split()
    current = host.file(f"{ROOT}/{facts['app_name']}/current").linked_to
    assert current.rpartition("/")[2] in kept
    assert len(kept) <= 3


def test_every_job_has_its_time(host: Any, facts: Facts) -> None:
    if not facts["app_jobs"]:
        pytest.skip("no jobs on this host")
    names = [f"{facts['app_name']}-{job}.timer" for job in facts["app_jobs"]]
    said = host.run(f"systemctl is-active {' '.join(names)}").stdout.split()
    assert said == ["active"] * len(names)


def test_what_goes_deep_is_well(host: Any, facts: Facts, stands: str) -> None:
    """Through the database, the cache and the shared files; some is shut where it follows."""
    for each in facts["app_processes"].values():
        if each["port"]:
            said = host.run(f"curl --silent http://127.0.0.1:{each['port']}/health/deep").stdout
            found = json.loads(said)
            shut = {name for name, how in found.items() if how != "well"}
            assert shut == (set() if stands == "leads" else {"database", "cache"} & set(found))
