"""What is wrong with a machine is said before anything starts."""

from ipaddress import IPv4Network
from pathlib import Path

import pytest

from lab.estimate import Estimate, estimate
from lab.ground import (
    Occupied,
    address_problems,
    missing,
    networks,
    room_problems,
    subnets,
    tool_problems,
)
from lab.shell import CommandError
from tests.lab.conftest import DATA, DMZ

OFFICE = Occupied(IPv4Network("10.200.0.0/18"), "a route by eth1")


def test_a_range_in_use_is_named_with_its_holder_and_what_to_do() -> None:
    (problem,) = address_problems([DATA, DMZ], [OFFICE])
    assert problem == (
        "10.200.0.0/19, the dmz network of shop-dc, is in use: a route by eth1 has 10.200.0.0/18; "
        "end that, or give shop-dc another `network:` in its file in inventories/"
    )


def test_a_range_beside_is_no_problem() -> None:
    assert not list(address_problems([DATA], [OFFICE]))


def test_too_little_of_everything_is_said_at_once(tmp_path: Path) -> None:
    needed = Estimate(seconds=1, memory_mb=10**9, disk_mb=10**9)
    memory, disk = room_problems(needed, tmp_path)
    assert "1000000000 are needed" in memory
    assert "smaller environment" in memory
    assert "tandem lab down --all" in disk


def test_a_folder_that_is_still_to_be_made_counts_as_the_one_above(tmp_path: Path) -> None:
    (disk,) = room_problems(Estimate(1, 0, 10**9), tmp_path / "not" / "yet")
    assert f"free under {tmp_path}," in disk


def test_what_is_missing_is_named_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert missing(None)["mmdebstrap"] == "builds their images"


def test_docker_needs_nothing_of_podman(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not {"podman", "netavark", "aardvark-dns", "runc"} & set(missing("docker"))


def test_without_debians_installer_the_list_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (problem,) = tool_problems({"runc": "starts a host"})
    assert problem == "install what is missing; these are Debian's names: runc (starts a host)"


def test_podman_and_docker_tell_their_ranges_apart() -> None:
    ours = [{"subnet": "10.200.0.0/19"}]
    assert subnets({"name": "a", "subnets": [{"subnet": "10.200.0.0/19"}]}) == ours
    assert subnets({"Name": "a", "IPAM": {"Config": [{"Subnet": "10.200.0.0/19"}]}}) == ours


def test_a_lab_that_is_up_takes_nothing_more() -> None:
    assert estimate(0, 0, cache=False) == Estimate(0, 0, 0)


def test_more_hosts_take_more() -> None:
    one, many = estimate(1, 0, cache=False), estimate(23, 0, cache=False)
    assert one.seconds < many.seconds
    assert one.memory_mb * 23 == many.memory_mb


def test_a_network_that_goes_away_while_it_is_asked_for_is_left_out() -> None:
    there = [["gone", "ours"], ["ours"], ["ours"]]

    def engine(_kind: str, what: str, *names: str) -> str:
        if what == "ls":
            return "\n".join(there.pop(0))
        if "gone" in names:
            raise CommandError(["podman"], "network not found")
        return '[{"name": "ours"}]'

    assert networks(engine) == [{"name": "ours"}]


def test_networks_that_stay_and_cannot_be_asked_for_are_an_error() -> None:
    def engine(_kind: str, what: str, *_names: str) -> str:
        if what == "ls":
            return "ours"
        raise CommandError(["podman"], "permission denied")

    with pytest.raises(CommandError, match="permission denied"):
        networks(engine)
