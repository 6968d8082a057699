"""How modules on a host speak TLS: they believe our authority, and show a certificate of it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any


def trusting(wanted: Mapping[str, Any]) -> ssl.SSLContext:
    """Return whom a module believes, and what it shows."""
    context = ssl.create_default_context(cafile=wanted["authority"])
    context.load_cert_chain(wanted["certificate"], wanted["key"])
    return context
