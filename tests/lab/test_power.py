"""A host's power: its link goes before its processes, and whatever was half done, it comes back."""

from typing import Any

import pytest

from lab import power
from lab.state import Lab
from tests.lab.conftest import DB_1


class Machine:
    """An engine with one host, and what was done to it."""

    def __init__(self, lab: Lab, state: str) -> None:
        self.lab, self.state = lab, state
        self.done: list[str] = []

    def __call__(self, *words: str) -> str:
        """Do as it is told; it kills nobody who is frozen, and starts nobody who runs."""
        if words[0] == "container":
            return f"7 {self.state}"
        self.done.append(words[0])
        if words[0] == "kill":
            assert self.state == "running"
        self.state = {"kill": "exited", "unpause": "running", "start": "running"}.get(
            words[0], self.state
        )
        return ""


def machine(lab: Lab, state: str, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - it stands in for an engine
    """Return an engine whose host's link can be taken too."""
    made = Machine(lab, state)
    monkeypatch.setattr(power, "root", lambda *words: made.done.append(f"link {words[-1]}"))
    return made


@pytest.mark.parametrize(
    ("state", "done"),
    [("running", ["link down", "kill"]), ("paused", ["link down", "unpause", "kill"])],
)
def test_a_host_is_silent_before_it_ends(
    lab: Lab, state: str, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = machine(lab, state, monkeypatch)
    power.take(engine, DB_1.name)
    assert engine.done == done


def test_a_host_that_is_off_boots(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = machine(lab, "exited", monkeypatch)
    power.give(engine, DB_1.name)
    assert engine.done == ["start"]


@pytest.mark.parametrize("state", ["running", "paused"])
def test_a_host_whose_power_was_half_taken_ends_before_it_boots(
    lab: Lab, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = machine(lab, state, monkeypatch)
    power.give(engine, DB_1.name)
    assert engine.done[-3:] == ["kill", "wait", "start"]
