"""Administrators' addresses: taken while the lab is up, and nobody else's given up."""

import json
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from lab import admins
from lab.plan import NOTHING, Plan
from lab.state import Lab
from tests.lab.conftest import DB_1

OURS, OTHERS = IPv4Address("192.0.2.7"), IPv4Address("192.0.2.8")


def plan(*found: IPv4Address) -> Plan:
    return Plan({}, tuple(replace(DB_1, admin=address) for address in found))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The addresses of a machine, without the machine."""
    there = {str(OTHERS)}

    def root(*words: str) -> str:
        assert words[:2] == ("ip", "address")
        {"add": there.add, "delete": there.remove}[words[2]](words[3].removesuffix("/32"))
        return ""

    def run(*_: str) -> str:
        return json.dumps([{"addr_info": [{"local": each} for each in there]}])

    monkeypatch.setattr(admins, "root", root)
    monkeypatch.setattr(admins, "run", run)
    return there


def test_they_are_taken_once_and_given_up(lab: Lab, machine: set[str]) -> None:
    lab.keep("plan", plan(OURS).as_dict())
    admins.take(lab)
    admins.take(lab)
    assert machine == {str(OURS), str(OTHERS)}
    admins.leave(lab)
    assert machine == {str(OTHERS)}


def test_what_the_machine_had_before_stays(lab: Lab, machine: set[str]) -> None:
    lab.keep("plan", plan(OTHERS).as_dict())
    admins.take(lab)
    admins.leave(lab)
    assert machine == {str(OTHERS)}


def test_those_of_sites_that_are_gone_are_given_up(lab: Lab, machine: set[str]) -> None:
    lab.keep("plan", plan(OURS).as_dict())
    admins.take(lab)
    lab.keep("plan", NOTHING.as_dict())
    admins.take(lab)
    assert machine == {str(OTHERS)}
