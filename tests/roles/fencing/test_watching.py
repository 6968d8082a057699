"""The key is released on the device's word, and never without it."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from topology.repository import ROOT

sys.path.insert(0, str(ROOT / "roles/fencing/files"))
reaching, watching = (import_module(f"tandem_fencing.{name}") for name in ("reaching", "watching"))
given = import_module("tandem_fencing.given")
judging = import_module("tandem_fencing.judging")

SYSTEM = "/redfish/v1/Systems/a"


class Machine:
    """A device: what it says of the power, and whether it does what it is told."""

    def __init__(self, power: str = "On", *, obeys: bool = True, there: bool = True) -> None:
        self.power, self.obeys, self.there = power, obeys, there
        self.told = 0

    def __call__(self, method: str, path: str, body: object) -> dict[str, Any]:
        """Answer as Redfish does."""
        if not self.there:
            raise reaching.UnreachableError("the device: nobody answers")
        if path == reaching.SYSTEMS:
            return {"Members": [{"@odata.id": SYSTEM}]}
        if method == "POST":
            assert body == {"ResetType": "ForceOff"}
            self.told += 1
            self.power = "Off" if self.obeys else self.power
            return {}
        reset = {"#ComputerSystem.Reset": {"target": f"{SYSTEM}/off"}}
        return {"PowerState": self.power, "Actions": reset}


class Keys:
    """A member of etcd."""

    def __init__(self, leader: str) -> None:
        self.leader: str | None = leader
        self.forgotten: tuple[str, ...] = ()

    def release(self, key: str, named: str, *others: str) -> bool:
        """Delete the key where it names somebody, and others with it."""
        assert key == "/tandem/shop/leader"
        held = self.leader == named
        self.leader = None if held else self.leader
        self.forgotten = others if held else ()
        return held


class Watcher(watching.Watcher):  # type: ignore[name-defined, misc] # the role's own program is no package here
    """A watcher whose device and etcd are at hand."""

    def __init__(self, folder: Path, machine: Machine, keys: Keys) -> None:
        self.given = given.Given(
            name="control",
            address="",
            members=dict.fromkeys("abc", ""),
            ports={},
            probe=0.01,
            suspect=0.04,
            confirm=0.3,
            cluster="/tandem/shop/",
            authority="",
            certificate="",
            key="",
            devices={},
            account="",
            most=3,
            window=60.0,
            paused=str(folder / "paused"),
        )
        self.state, self.status = folder / "fenced.json", folder / "status.json"
        self.leader, self.paused, self.device = "a", "", True
        self.said: set[str] = set()
        self.done = ""
        self.machine, self.keys = machine, keys

    def power(self, host: str) -> object:
        """Return the device."""
        assert host == "a"
        return reaching.Device(self.machine, host)

    def etcd(self, heard: dict[str, object]) -> list[Keys]:
        """Return the members that live."""
        assert "a" not in heard
        return [self.keys]


def acted(folder: Path, machine: Machine, keys: Keys) -> Watcher:
    """Let a watcher act on a leader that everybody finds silent."""
    watcher = Watcher(folder, machine, keys)
    watcher.act(judging.Verdict(fence=True, why="a is silent"), {name: {} for name in "bc"})
    return watcher


def test_a_confirmed_host_is_off_and_its_key_released(tmp_path: Path) -> None:
    machine, keys = Machine(), Keys("a")
    assert acted(tmp_path, machine, keys).done == "a"
    assert (machine.told, keys.leader) == (1, None)


def test_nobody_asks_the_dead_how_far_it_is(tmp_path: Path) -> None:
    keys = Keys("a")
    acted(tmp_path, Machine(), keys)
    assert keys.forgotten == ("/tandem/shop/members/a",)


def test_a_host_that_is_off_already_is_not_told_again(tmp_path: Path) -> None:
    machine, keys = Machine("Off"), Keys("a")
    watcher = acted(tmp_path, machine, keys)
    assert (machine.told, keys.leader, watcher.recent()) == (0, None, [])


def test_without_the_devices_word_the_key_stays(tmp_path: Path) -> None:
    machine, keys = Machine(obeys=False), Keys("a")
    watcher = acted(tmp_path, machine, keys)
    assert (machine.told, keys.leader, watcher.done) == (1, "a", "")
    assert any("not confirmed" in each for each in watcher.said)


def test_without_a_device_nothing_happens(tmp_path: Path) -> None:
    keys = Keys("a")
    watcher = acted(tmp_path, Machine(there=False), keys)
    assert (keys.leader, watcher.recent()) == ("a", [])


def test_the_key_of_somebody_else_stays(tmp_path: Path) -> None:
    keys = Keys("b")
    acted(tmp_path, Machine(), keys)
    assert keys.leader == "b"


def test_what_was_switched_off_is_counted_also_after_a_restart(tmp_path: Path) -> None:
    acted(tmp_path, Machine(obeys=False), Keys("a"))
    again = Watcher(tmp_path, Machine(), Keys("a"))
    assert again.sight({}, {}).recent == 1


def test_a_file_pauses_it(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path, Machine(), Keys("a"))
    assert watcher.sight({}, {}).paused == ""
    (tmp_path / "paused").touch()
    assert "paused is there" in watcher.sight({}, {}).paused


def test_what_keeps_it_from_fencing_is_told(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path, Machine(), Keys("a"))
    watcher.tell(watcher.sight({}, {"b": {"a": 0.1}, "c": {"a": 0.1}}))
    assert json.loads(watcher.status.read_text())["ready"]
    watcher.tell(watcher.sight({}, {}))
    assert json.loads(watcher.status.read_text())["why"] == ["0 of 2 observers are heard"]


@pytest.mark.parametrize("power", ["On", "PoweringOff", "Unknown"])
def test_only_off_is_off(tmp_path: Path, power: str) -> None:
    keys = Keys("a")
    acted(tmp_path, Machine(power, obeys=False), keys)
    assert keys.leader == "a"


def test_several_systems_without_the_hosts_name_are_nobodys() -> None:
    with pytest.raises(reaching.UnreachableError, match="2 systems"):
        reaching.chosen(["/s/1", "/s/2"], "a")
