"""pgbench with PostgreSQL as Debian's package starts it, and with the model's settings.

On a cluster made for this on the host of the site's database, beside the site's own: it listens on
a socket alone, and is gone afterwards. Rounds take turns, so that a busy moment troubles both.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from bench.lab.site import Bare, ask
from reports.drift.live import facts_of
from topology.inventory import inventory
from topology.repository import Repository

ROUNDS = 3
SECONDS = 15
CLIENTS = 8
SCALE = 10
ALONE = ("archive_mode", "archive_command", "synchronous_standby_names", "huge_pages")
"""Settings of a member of a cluster, and pages that the lab's kernel keeps for nobody."""


def pgbench(site: Bare) -> tuple[float, float, dict[str, Any]]:
    """Return transactions a second as the package has it, as the model has it, and each round's."""
    facts = facts_of(inventory(Repository().load(site.environment)))
    host = next(h for h in site.hosts if "postgresql" in facts[h].get("postgresql_services", ()))
    told = facts[host]["postgresql_services"]["postgresql"]["settings"]
    ours = {name: value for name, value in told.items() if name not in ALONE}
    asked = {"scale": SCALE, "rounds": ROUNDS, "seconds": SECONDS, "clients": CLIENTS}
    settings = {"package": {}, "model": ours}
    found = ask(site.lab, host, "pgbench", {**asked, "settings": settings})
    raw = {**asked, "tps": found, "settings": ours}
    return median(found["package"]), median(found["model"]), raw
