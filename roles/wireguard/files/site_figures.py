"""How the link stands, in the monitor's words."""

from __future__ import annotations

from typing import Any


def figures(state: dict[str, Any], now: float) -> list[str]:
    """Return figures for the monitor; a gateway that is not at work has none of its links."""
    found = {"tandem_link_active": {"": float(state["active"])}}
    for name, link in state["links"].items() if state["active"] else ():
        label, last = f'{{link="{name}"}}', link["handshake"]
        found.setdefault("tandem_link_silent_seconds", {})[label] = now - link["heard"]
        found.setdefault("tandem_link_proven", {})[label] = float(link["proven"])
        if last:
            found.setdefault("tandem_link_handshake_age_seconds", {})[label] = now - last
    lines = []
    for figure, values in found.items():
        lines.append(f"# TYPE {figure} gauge")
        lines += [f"{figure}{label} {value:.0f}" for label, value in values.items()]
    return lines
