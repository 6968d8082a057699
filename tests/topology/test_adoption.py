"""`machines:` is filled from machines, and a person's words stay where they are."""

from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from tests.topology.every import load
from topology.adoption import Adopted, Found, adopt
from topology.units import Disk

PATH = Path("inventories/logx-dc.yml")
HOSTS = {host.name: host for host in load("logx-dc").hosts}
DB, OTHER = "logx-dc-db-1", "logx-dc-db-2"
WROTE = "interface: ens3, disks: [2x 2 TB NVMe, 500 GB SSD]"
HEAD = "plugin: tandem # as ever\nplatform: logx\n"


def machine(name: str = DB, **otherwise: Any) -> Found:  # noqa: ANN401 - whatever it has
    host = HOSTS[name]
    told: dict[str, Any] = {
        "identity": name,
        "cores": host.cores,
        "memory_mb": host.memory_gb * 1024,
        "disks": (Disk(2, 2000, "NVMe"), Disk(1, 500, "SSD")),
        "interfaces": {str(host.address): "ens3"},
        "address": host.address,
    }
    return Found(**{**told, **otherwise})


def written(text: str, *names: str) -> Adopted:
    return adopt(PATH, text, HOSTS, {name: machine(name) for name in names or (DB,)})


def test_a_file_without_machines_gets_them_at_its_end() -> None:
    assert written(HEAD, DB, OTHER).text == (
        f"{HEAD}machines:\n  {DB}: {{{WROTE}}}\n  {OTHER}: {{{WROTE}}}\n"
    )


def test_doing_it_again_changes_nothing() -> None:
    once = written(HEAD, DB, OTHER).text
    again = written(once, DB, OTHER)
    assert (again.text, again.refusals, again.otherwise) == (once, [], [])


def test_comments_and_order_stay() -> None:
    before = (
        f"# first\nmachines: # ours\n  # the old one\n  {OTHER}: {{rack: b}} # by the door\n"
        "  logx-dc-db-3:\n    # bought in May\n    rack: c # far\ndomain: x.example.com # last\n"
    )
    after = written(before, DB, OTHER, "logx-dc-db-3").text
    assert after == (
        "# first\nmachines: # ours\n  # the old one\n"
        f"  {OTHER}: {{rack: b, {WROTE}}} # by the door\n"
        "  logx-dc-db-3:\n    interface: ens3\n    disks: [2x 2 TB NVMe, 500 GB SSD]\n"
        "    # bought in May\n    rack: c # far\n"
        f"  {DB}: {{{WROTE}}}\n"
        "domain: x.example.com # last\n"
    )


def test_empty_machines_are_filled() -> None:
    assert written("machines: {} # none yet\na: b\n").text == (
        f"machines: # none yet\n  {DB}: {{{WROTE}}}\na: b\n"
    )
    assert f"machines:\n  {DB}: {{" in written("machines:\na: b\n").text


def test_what_the_file_says_otherwise_is_left_and_told() -> None:
    before = f"machines:\n  {DB}: {{disks: [4 TB HDD], interface: ens3}}\n"
    done = written(before)
    assert done.text == before
    assert done.otherwise == [
        f"{DB}: the file says disks: [4 TB HDD], the machine has [2x 2 TB NVMe, 500 GB SSD]"
    ]


def test_an_address_is_written_where_it_cannot_be_derived() -> None:
    address = IPv4Address("10.16.64.200")
    found = machine(address=address, interfaces={str(address): "ens9"}, bmc="10.9.0.1")
    text = adopt(PATH, HEAD, HOSTS, {DB: found}).text
    assert f"{DB}: {{address: 10.16.64.200, interface: ens9, disks: " in text
    assert "bmc: 10.9.0.1}" in text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"machines: {{{OTHER}: {{rack: b}}}}\n", "machines: is written in braces"),
        (f"machines:\n  {DB}: {{rack: b,\n    bmc: x}}\n", "in braces over several lines"),
        (f"machines:\n  {DB}:\n", "with nothing behind it"),
        (f"machines:\n  {DB}: {{removed: 2026-01-01}}\n", "was given up"),
    ],
)
def test_what_is_not_understood_is_left(text: str, why: str) -> None:
    done = written(text)
    assert done.text == text
    assert [why in each for each in done.refusals] == [True]


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"cores": 1}, "1 cores, the model says 8"),
        ({"memory_mb": 2048}, "2.0 GB of memory, the model says 32"),
        ({"disks": (Disk(1, 20, "SSD"),)}, "20 GB of disks, the model says 500"),
    ],
)
def test_a_machine_that_is_too_small_is_told(otherwise: dict[str, Any], what: str) -> None:
    [small] = adopt(PATH, HEAD, HOSTS, {DB: machine(**otherwise)}).small
    assert small == f"{DB}: {what}"


def test_one_machine_under_two_names_is_refused() -> None:
    both = {DB: machine(identity="x"), OTHER: machine(OTHER, identity="x")}
    [refusal] = adopt(PATH, HEAD, HOSTS, both).refusals
    assert "are one machine" in refusal


def test_a_machine_that_has_the_address_of_another_host_is_refused() -> None:
    carried = {str(HOSTS[DB].address): "ens3", str(HOSTS[OTHER].address): "ens3"}
    [refusal] = adopt(PATH, HEAD, HOSTS, {DB: machine(interfaces=carried)}).refusals
    assert f"has the address of {OTHER}" in refusal
