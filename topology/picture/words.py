"""The words of a picture."""

from __future__ import annotations

from typing import Literal

Kind = Literal["flow", "replication", "link", "management"]
"""What a line stands for: a flow of the platform, copies of data, the tunnel between the sites, or
a flow that every platform has."""

Shown = Literal["platform", "all", "none"]
"""Which flows are drawn: the platform's own, all of them, or none but copies and the tunnel."""

Look = Literal[
    "dmz",
    "application",
    "data",
    "management",
    "guest",
    "iot",
    "outside",
    "peer",
    "witness",
    "site",
]
"""How a frame is coloured: by its zone of trust, or by what else it holds."""

Tone = Literal["plain", "small", "store", "badge", "chip"]
"""How a line of text is set."""
