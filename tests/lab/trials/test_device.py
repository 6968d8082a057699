"""The lab's device speaks Redfish as the watcher of the `fencing` role expects it."""

import base64
import json
import ssl
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from lab import faults, power
from lab.state import Lab
from lab.trials.device import Device
from tests.lab.conftest import DB_1, SHOP
from topology.repository import ROOT

sys.path.insert(0, str(ROOT / "roles/fencing/files"))
PASSWORD = "secret"  # noqa: S105 - of a test
Call = Callable[..., object]

reaching = import_module("tandem_fencing.reaching")


class FakeEngine:
    """An engine with one host that runs, or is frozen, or off."""

    def __init__(self, lab: Lab, state: str) -> None:
        self.lab, self.state = lab, state
        self.said: list[str] = []

    def __call__(self, *words: str) -> str:
        """Do as it is told; it kills nobody who is frozen."""
        self.said.append(words[0])
        if words[0] == "kill":
            assert self.state == "running"
            self.state = "exited"
        if words[0] == "unpause":
            self.state = "running"
        return f"1 {self.state}" if any("Pid" in word for word in words) else self.state


@pytest.fixture(params=["running", "paused"])
def device(
    lab: Lab, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Device]:
    """Run a device without TLS, which is its caller's to put around it."""
    lab.keep("plan", SHOP.as_dict())
    engine: Any = FakeEngine(lab, request.param)
    monkeypatch.setattr(power, "root", lambda *words: engine.said.append(words[-1]))
    if request.param == "paused":
        faults.keep(lab, [faults.Fault("freeze", (DB_1.name,))])
    served = Device(("127.0.0.1", 0), engine, "shop-dc", PASSWORD)
    threading.Thread(target=served.serve_forever, args=(0.05,), daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def calls(device: Device, password: str = PASSWORD) -> Call:
    """Return what calls a device as the watcher does, but in the clear."""
    secret = base64.b64encode(f"fencing:{password}".encode()).decode()

    def call(method: str, path: str, body: object = None) -> object:
        url = f"http://127.0.0.1:{device.server_address[1]}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            url, data, {"Authorization": f"Basic {secret}"}, method=method
        )
        return reaching.fetched("the device", request, ssl.create_default_context(), 5)

    return call


def test_a_host_is_switched_off_and_confirmed_and_written_down(device: Device, lab: Lab) -> None:
    power = reaching.Device(calls(device), DB_1.name)
    assert power.state() == "On"
    power.switch_off()
    assert power.is_off_within(5)
    assert [str(each) for each in faults.standing(lab)] == [f"off {DB_1.name}"]


def test_nobody_without_the_password_switches_anything(device: Device) -> None:
    with pytest.raises(reaching.UnreachableError, match="401"):
        reaching.Device(calls(device, "guessed"), DB_1.name).switch_off()
    assert device.state(DB_1.name) == "On"


def test_a_host_of_another_site_is_not_there(device: Device) -> None:
    with pytest.raises(reaching.UnreachableError):
        reaching.Device(calls(device), "other-dc-db-1").state()
