"""Asks members of etcd through the JSON gateway of their API."""

from __future__ import annotations

import base64
import json
import ssl
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from typing import Any

PATIENCE = 5
"""Seconds for one answer."""

Ask = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any]]
"""What asks a member: where, the call, its arguments."""

Members = Sequence[Mapping[str, Any]]


def asker(context: ssl.SSLContext, service: str = "cluster/member") -> Ask:
    """Return what calls a service of a member."""

    def ask(url: str, call: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        body = json.dumps(arguments).encode()
        request = urllib.request.Request(f"{url}/v3/{service}/{call}", body)  # noqa: S310 - https, from the model
        with urllib.request.urlopen(request, timeout=PATIENCE, context=context) as answer:  # noqa: S310 - as above
            found: Mapping[str, Any] = json.load(answer)
        return found

    return ask


def first_answer(ask: Ask, urls: Sequence[str], call: str, key: str) -> Mapping[str, Any] | None:
    """Return what whoever answers first says about a key; nothing, where nobody answers."""
    arguments = {"key": base64.b64encode(key.encode()).decode()}
    for url in urls:
        try:
            return ask(url, call, arguments)
        except OSError:
            continue  # dead, or the one that left
    return None


def first_alive(ask: Ask, others: Sequence[str]) -> tuple[str, Members] | None:
    """Return the first member that answers, and whom it knows."""
    for url in others:
        try:
            return url, ask(url, "list", {})["members"]
        except OSError:
            continue  # dead, or not yet born
    return None
