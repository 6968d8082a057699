"""Members of a database observe each other, and a watcher hears them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("fencing")

STATUS = "/run/tandem-fencing/status.json"


def _seen(facts: Facts, member: str, *, certificate: bool) -> str:
    tls, port = facts["host_tls"], facts["fencing_ports"]["observer"]
    ours = f" --cert {tls['certificate']} --key {tls['key']}" if certificate else ""
    url = f"https://{member}:{port}/seen"
    return f"curl --silent --max-time 5 --cacert {tls['authority']}{ours} {url}"


def test_the_programs_of_this_host_run_and_are_enabled(host: Any, facts: Facts) -> None:
    units = {"tandem-observer": "fencing_observes", "tandem-fencing": "fencing_watches"}
    for unit, wanted in units.items():
        if facts[wanted]:
            assert host.service(unit).is_running, unit
            assert host.service(unit).is_enabled, unit


def test_an_observer_hears_all_others_and_answers_nobody_without_a_certificate(
    host: Any, facts: Facts
) -> None:
    if not facts["fencing_observes"]:
        pytest.skip("this host does not observe")
    said = host.check_output(_seen(facts, facts["ansible_host"], certificate=True))
    silent = json.loads(said)["silent"]
    others = {each["name"] for each in facts["fencing_members"]} - {facts["name"]}
    assert set(silent) == others
    assert max(silent.values()) < facts["fencing_timers"]["suspect"]
    assert host.run(_seen(facts, facts["ansible_host"], certificate=False)).stdout == ""


def test_the_watcher_lacks_nothing_but_a_device_that_is_there_only_for_trials(
    host: Any, facts: Facts
) -> None:
    if not facts["fencing_watches"]:
        pytest.skip("this host does not watch")
    status = json.loads(host.file(STATUS).content_string)
    assert status["leader"] in {each["name"] for each in facts["fencing_members"]}
    assert set(status["why"]) <= {"the leader's device does not answer"}


def test_nobody_else_reads_the_password_for_the_devices(host: Any, facts: Facts) -> None:
    file = host.file("/etc/tandem/fencing.password")
    assert file.exists == facts["fencing_watches"]
    if file.exists:
        assert (file.user, file.mode) == ("root", 0o600)
