"""What a lab keeps is its owner's alone, and one process works on it at a time."""

import io
import tarfile
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from lab import faults, keys
from lab.engine import Engine
from lab.image import sources
from lab.shell import LabError
from lab.state import Lab, this_lab
from tests.lab.conftest import DB_1, EDGE_1, SHOP

CACHE = IPv4Address("198.18.0.2")


@pytest.fixture
def keyed(lab: Lab) -> Lab:
    """Return a lab with its keys."""
    keys.make_key(lab.key, "tandem-lab-test")
    keys.make_key(lab.host_key(DB_1.name), DB_1.name)
    return lab


def test_what_is_kept_is_read_back_and_is_secret(lab: Lab) -> None:
    lab.keep("plan", SHOP.as_dict())
    assert lab.plan == SHOP
    assert (lab.home / "plan.json").stat().st_mode & 0o777 == 0o600
    assert lab.home.stat().st_mode & 0o777 == 0o700


def test_the_second_is_told_who_is_first(lab: Lab) -> None:
    first = r"process \d+ is at work on the lab"
    with lab.locked(), pytest.raises(LabError, match=first), lab.locked():
        pass


def test_a_name_that_no_container_may_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_LAB", "My Lab")
    with pytest.raises(LabError, match="lower-case"):
        this_lab()


def test_private_keys_are_their_owners_alone_and_made_once(keyed: Lab) -> None:
    first = keyed.key.read_text()
    keys.make_key(keyed.key, "again")
    assert keyed.key.read_text() == first
    assert keyed.key.stat().st_mode & 0o777 == 0o600


def test_half_a_key_pair_is_made_anew(keyed: Lab) -> None:
    keyed.key.with_suffix(".pub").unlink()
    keys.make_key(keyed.key, "again")
    assert "again" in keyed.key.with_suffix(".pub").read_text()


def test_a_host_is_reached_by_name_and_by_address_and_never_on_trust(keyed: Lab) -> None:
    keys.write_ssh(keyed, [DB_1])
    said = keyed.ssh_config.read_text()
    assert "Host shop-dc-db-1 10.200.64.129\n" in said
    assert "StrictHostKeyChecking yes" in said
    assert keyed.known_hosts.read_text().startswith("shop-dc-db-1,10.200.64.129 ssh-ed25519 ")


def test_a_host_behind_a_bastion_is_reached_through_it_as_an_administrator(keyed: Lab) -> None:
    admin = IPv4Address("192.0.2.7")
    bastion = replace(EDGE_1, admin=admin)
    keys.make_key(keyed.host_key(EDGE_1.name), EDGE_1.name)
    keys.write_ssh(keyed, [replace(DB_1, admin=admin, bastion=bastion.name), bastion])
    behind, front = keyed.ssh_config.read_text().split("\nHost ")
    assert f"ProxyJump {bastion.name}\n" in behind
    assert "BindAddress" not in behind
    assert f"BindAddress {admin}\n" in front
    assert "ProxyJump" not in front


def test_a_host_is_given_its_identity_and_the_way_to_packages(keyed: Lab) -> None:
    packed = keys.gifts(keyed, DB_1, CACHE, "nameserver 192.0.2.53\n")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        modes = {each.name: (each.mode, each.uid) for each in archive}
        proxy = archive.extractfile("etc/apt/apt.conf.d/50lab-packages")
        assert proxy is not None
        assert proxy.read() == b'Acquire::http::Proxy "http://198.18.0.2:443";\n'
    assert modes["etc/ssh/ssh_host_ed25519_key"] == (0o600, 0)
    assert modes["home/admin/.ssh/authorized_keys"] == (0o600, 1000)


def test_another_release_has_the_same_mirrors() -> None:
    own = [
        ("http://m.example/debian/", "bookworm", "main"),
        ("http://m.example/s/", "bookworm-security", "main"),
    ]
    assert sources("trixie", own) == [
        "deb http://m.example/debian/ trixie main",
        "deb http://m.example/s/ trixie-security main",
    ]


@pytest.mark.parametrize(
    ("kind", "ends", "complaint"),
    [
        ("off", ("shop-dc-db-9",), "no 'shop-dc-db-9'; did you mean 'shop-dc-db-"),
        ("off", ("shop-dc",), "no 'shop-dc'"),
        ("off", (), "off takes other words: HOST"),
        ("cut", ("shop-dc/data", "shop-dc/date"), "did you mean 'shop-dc/data'"),
        ("kill", ("shop-dc-db-1",), "kill takes other words: HOST PROCESS"),
    ],
)
def test_a_fault_nowhere_is_refused_with_the_nearest_place(
    lab: Lab, kind: faults.Kind, ends: tuple[str, ...], complaint: str
) -> None:
    lab.keep("plan", SHOP.as_dict())
    with pytest.raises(LabError, match=complaint):
        faults.inject(Engine("podman", lab), kind, ends)
    assert faults.standing(lab) == []


def test_a_fault_that_stands_is_not_made_again(lab: Lab) -> None:
    lab.keep("plan", SHOP.as_dict())
    faults.keep(lab, [faults.Fault("cut", ("shop-dc-db-1", "shop-dc-db-2"))])
    with pytest.raises(LabError, match="stands already"):
        faults.inject(Engine("podman", lab), "cut", ("shop-dc-db-2", "shop-dc-db-1"))


def test_state_is_gone_when_it_is_forgotten(lab: Lab) -> None:
    lab.forget()
    assert not Path(lab.home).exists()


def test_a_lab_has_a_cache_of_packages_of_its_own_or_the_one_that_is_named(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lab.packages == "lab-test-packages"
    monkeypatch.setenv("TANDEM_PACKAGES", "molecule")
    assert lab.packages == "molecule-packages"
