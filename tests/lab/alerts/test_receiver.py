"""The webhook writes down what it hears, and refuses while it is told to."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import cast

import pytest

from lab.alerts.monitor import key
from lab.alerts.receiver import Receiver

LABELS = {"alertname": "HostDown", "host": "a"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver(("127.0.0.1", 0))
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def told(receiver: Receiver, status: str, labels: dict[str, str]) -> int:
    """Tell it of one alert as Alertmanager does, and return what it answers."""
    port = cast("tuple[str, int]", receiver.server_address)[1]
    body = json.dumps({"alerts": [{"status": status, "labels": labels}]}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/alerts", body)
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - ours
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_it_knows_when_it_first_heard_of_an_alert(receiver: Receiver) -> None:
    assert told(receiver, "firing", LABELS | {"monitor": "m-1"}) == 200
    assert told(receiver, "resolved", LABELS) == 200
    fired = receiver.first(key(LABELS), "firing", 0.0)
    resolved = receiver.first(key(LABELS), "resolved", 0.0)
    assert fired is not None
    assert resolved is not None
    assert fired <= resolved
    assert receiver.first(key(LABELS), "firing", resolved + 1) is None
    assert receiver.moments("HostDown") == [fired]


def test_what_it_refuses_it_did_not_hear(receiver: Receiver) -> None:
    receiver.refuses = True
    assert told(receiver, "firing", LABELS) == 503
    assert receiver.heard == []
