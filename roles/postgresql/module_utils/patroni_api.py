"""Calls the API of a member under Patroni."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.mutual_tls import trusting  # type: ignore[import-not-found] # ours

LEADERS = ("primary", "master", "leader", "standby_leader")
"""How Patroni calls who leads: the first words of a member about itself, the others of all."""

Call = Callable[..., Any]
"""What calls the API: a path, and what is sent if anything is."""

_TEXT, _PATH = {"type": "str", "required": True}, {"type": "path", "required": True}

REACHED = {
    "api": _TEXT,
    "name": _TEXT,
    "settle": {"type": "float", "default": 5.0},
    "wait": {"type": "int", "default": 600},
    "password": {**_TEXT, "no_log": True},
    "authority": _PATH,
    "certificate": _PATH,
    "key": {**_PATH, "no_log": False},
}
"""How a module is told to reach a member, as Ansible checks arguments."""


def caller(wanted: Mapping[str, Any]) -> Call:
    """Return what calls the member's API."""
    context = trusting(wanted)
    account = base64.b64encode(f"patroni:{wanted['password']}".encode()).decode()

    def call(path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Basic {account}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{wanted['api']}/{path}", data, headers)  # noqa: S310 - https, from the model
        with urllib.request.urlopen(request, timeout=wanted["wait"], context=context) as answer:  # noqa: S310 - as above
            text = answer.read().decode()
        return json.loads(text) if text.startswith("{") else text

    return call


def leads(member: Mapping[str, Any]) -> bool:
    """Tell whether a member leads."""
    return member.get("role") in LEADERS
