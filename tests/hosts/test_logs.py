"""A line that is logged on a host is found at whoever keeps logs."""

from __future__ import annotations

import json
import secrets
import shlex
import time
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("all")


PATIENCE = 30.0


@pytest.fixture(scope="module", autouse=True)
def _somebody_keeps_logs(host: Any, facts: Facts) -> None:
    """Ask nothing where logs are sent nowhere: then no host has the program that sends them."""
    if host.run("systemctl is-enabled syslog-ng").rc != 0:
        pytest.skip(f"nobody keeps the logs of {facts['name']}: see roles/logs/README.md")


def lines(host: Any, facts: Facts, kind: str, word: str) -> list[str]:
    """Return the lines of a host that hold a word, as Loki gives them to the host itself."""
    tls, server = facts["host_tls"], facts["logs_servers"]["members"][0]["address"]
    query = f'{{host="{facts["name"]}"}} |= `{word}`'
    found = host.run(
        "curl --silent --show-error --fail --get --max-time 20 "
        f"--cacert {tls['authority']} --cert {tls['certificate']} --key {tls['key']} "
        f"--header 'X-Scope-OrgID: {kind}' --data-urlencode {shlex.quote(f'query={query}')} "
        f"https://{server}:{facts['logs_servers']['ports']['loki']}/loki/api/v1/query_range"
    )
    assert found.rc == 0, found.stderr
    return [
        value[1]
        for stream in json.loads(found.stdout)["data"]["result"]
        for value in stream["values"]
    ]


def arrives(host: Any, facts: Facts, kind: str, word: str) -> list[str]:
    """Return the lines as soon as there are any."""
    end = time.monotonic() + PATIENCE
    while not (found := lines(host, facts, kind, word)) and time.monotonic() < end:
        time.sleep(1)
    return found


def test_a_line_arrives_whole(host: Any, facts: Facts) -> None:
    word = secrets.token_hex(8)
    text = f'{word} it "says" {{a: 1}} \\ über'
    host.check_output(f"logger --tag tandem-test {shlex.quote(text)}")
    assert arrives(host, facts, "logs", word) == [text]


def test_audit_is_kept_apart(host: Any, facts: Facts) -> None:
    word = secrets.token_hex(8)
    host.check_output(f"logger --priority authpriv.notice --tag tandem-test {word}")
    assert arrives(host, facts, "audit", word) == [word]
    assert lines(host, facts, "logs", word) == []


def test_no_line_was_dropped(host: Any) -> None:
    figures = host.check_output("/etc/tandem/figures.d/logs").splitlines()
    dropped = [each for each in figures if each.startswith("tandem_logs_dropped_total")]
    assert dropped
    assert {each.split()[-1] for each in dropped} == {"0"}
