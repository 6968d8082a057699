"""The entry answers, on its addresses, and all that should stand behind it does."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("haproxy")

SOCKET = "/run/haproxy/admin.sock"


@pytest.fixture(scope="module")
def backends(host: Any) -> dict[str, dict[str, dict[str, str]]]:
    """Return HAProxy's own figures, by backend and server."""
    text = host.check_output(f"echo show stat | socat stdio {SOCKET}").removeprefix("# ")
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["pxname"], {})[row["svname"]] = row
    return found


def curl(host: Any, facts: Facts, url: str, *options: str) -> str:
    """Ask as a client would, who trusts our authority, and return status and headers."""
    name = facts["certificates_names"][0]
    address = facts["haproxy_address"] or facts["ansible_host"]
    to = " ".join(f"--resolve {name}:{port}:{address}" for port in _ports(facts).values())
    trust = f"--cacert {facts['host_tls']['authority']}"
    more = " ".join(options)
    found: str = host.check_output(f"curl -sS {trust} {to} {more} -D - -o /dev/null {url}")
    return found.lower()


def _ports(facts: Facts) -> dict[str, int]:
    ports: dict[str, int] = facts["haproxy_services"]["haproxy"]["ports"]
    return ports


def _site(facts: Facts) -> str:
    return f"https://{facts['certificates_names'][0]}:{_ports(facts)['https']}"


def test_it_runs_and_starts_with_the_host(host: Any, facts: Facts) -> None:
    service = host.service(facts["haproxy_services"]["haproxy"]["unit"])
    assert (service.is_running, service.is_enabled) == (True, True)


def test_it_knows_every_member_of_every_tier(
    backends: dict[str, dict[str, dict[str, str]]], facts: Facts
) -> None:
    for name, backend in facts["haproxy_backends"].items():
        assert {each["name"] for each in backend["members"]} == set(backends[name]) - {"BACKEND"}


def test_every_member_behind_it_is_well(
    backends: dict[str, dict[str, dict[str, str]]], facts: Facts, everyone: Mapping[str, Facts]
) -> None:
    down = [
        f"{name}/{member}: {row['status']} ({row['last_chk']})"
        for name in facts["haproxy_backends"]
        for member, row in backends[name].items()
        if member in _awaited(backends[name], everyone) and not row["status"].startswith("UP")
    ]
    assert down == []


def _awaited(members: Collection[str], there: Collection[str]) -> set[str]:
    """Return who must be well: members that are there, and so the backend as a whole."""
    found = set(members) & set(there)
    return found | {"BACKEND"} if found else set()


def test_it_answers_over_tls_under_the_platforms_name(
    host: Any,
    facts: Facts,
    backends: dict[str, dict[str, dict[str, str]]],
    everyone: Mapping[str, Facts],
) -> None:
    if not any(_awaited(members, everyone) for members in backends.values()):
        pytest.skip("nobody is up behind it")
    if facts["haproxy_address"]:
        holder = host.run(f"ip -4 address show to {facts['haproxy_address']}").stdout
        if not holder:
            pytest.skip("another member has the shared address")
    answer = curl(host, facts, f"{_site(facts)}/")
    assert " 200" in answer.splitlines()[0]
    assert "strict-transport-security" in answer


def test_plain_http_is_sent_on_to_https(host: Any, facts: Facts) -> None:
    port = _ports(facts)["http"]
    url = f"http://{facts['ansible_host']}:{port}/page"
    answer = curl(host, facts, url)
    assert " 308" in answer.splitlines()[0]
    assert f"location: https://{facts['ansible_host']}/page" in answer


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_it_speaks_no_old_tls(host: Any, facts: Facts, version: str) -> None:
    url = f"https://{facts['ansible_host']}:{_ports(facts)['https']}/"
    refused = host.run(f"curl -sk --tlsv{version} --tls-max {version} {url}")
    assert refused.rc == 35


def test_its_commands_are_roots_alone(host: Any) -> None:
    socket = host.file(SOCKET)
    assert (socket.user, socket.group, oct(socket.mode)) == ("root", "root", "0o600")


def test_its_figures_are_shown_over_tls(host: Any, facts: Facts) -> None:
    url = f"https://{facts['ansible_host']}:{_ports(facts)['haproxy-metrics']}/metrics"
    found = host.run(f"curl -sf --cacert {facts['host_tls']['authority']} {url}")
    assert "haproxy_server_status" in found.stdout
