"""nginx stands before the programs of its host, and lets no attack through."""

from __future__ import annotations

from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("nginx")

INJECTION = "?q=1%27%20UNION%20SELECT%20password%20FROM%20users--"


def status(host: Any, facts: Facts, path: str, *options: str) -> int:
    """Ask as the entry does: over TLS, by the host's name, trusting our authority alone."""
    port = facts["nginx_services"]["nginx"]["ports"]["nginx"]
    name = facts["name"]
    to = (
        f"--resolve {name}:{port}:{facts['ansible_host']} --cacert {facts['host_tls']['authority']}"
    )
    more = " ".join(options)
    ask = f"curl -sS -o /dev/null -w '%{{http_code}}' {to} {more} 'https://{name}:{port}{path}'"
    return int(host.check_output(ask))


def test_it_runs_and_starts_with_the_host(host: Any, facts: Facts) -> None:
    service = host.service(facts["nginx_services"]["nginx"]["unit"])
    assert (service.is_running, service.is_enabled) == (True, True)


def test_the_health_of_every_program_is_told(host: Any, facts: Facts) -> None:
    told = {
        name: status(host, facts, site["health"], f"-H 'X-Health-Of: {name}'")
        for name, site in facts["nginx_sites"].items()
        if site["health"]
    }
    assert set(told.values()) <= {200}, told


def test_an_attack_is_refused_on_every_path(host: Any, facts: Facts) -> None:
    paths = [path for site in facts["nginx_sites"].values() for path in site["paths"]]
    assert {path: status(host, facts, path + INJECTION) for path in paths} == dict.fromkeys(
        paths, 403
    )


def test_an_honest_request_is_passed_on(host: Any, facts: Facts) -> None:
    paths = [path for site in facts["nginx_sites"].values() for path in site["paths"]]
    assert 403 not in {status(host, facts, f"{path}?page=2&sort=name") for path in paths}


def test_a_request_that_is_too_large_is_refused(host: Any, facts: Facts) -> None:
    site = next(iter(facts["nginx_sites"].values()))
    claimed = f"-X POST -H 'Content-Length: {(site['upload_mb'] + 1) * 1048576}' -d x"
    assert status(host, facts, site["paths"][0], claimed) == 413


def test_what_no_program_answers_is_not_found(host: Any, facts: Facts) -> None:
    if "/" in {path for site in facts["nginx_sites"].values() for path in site["paths"]}:
        pytest.skip("a program answers all paths")
    assert status(host, facts, "/nothing-of-the-kind") == 404


def test_its_figures_are_shown_over_tls(host: Any, facts: Facts) -> None:
    port = facts["nginx_services"]["nginx"]["ports"]["nginx-metrics"]
    url = f"https://{facts['ansible_host']}:{port}/metrics"
    found = host.run(f"curl -sf --cacert {facts['host_tls']['authority']} {url}")
    assert "\nnginx_up 1" in found.stdout
