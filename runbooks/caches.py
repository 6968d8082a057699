"""Caches of a pair (Redis): those of the site that follows copy the one that leads.

Who leads is where the lease is. A cache behind shut doors takes no write, whatever it believes of
itself, so there are never two that are written to; steps move the lead while nobody can write, and
turn the old site's caches into copies afterwards. A sharded cache is filled anew, and not moved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from runbooks.pair import Pair
from runbooks.plan import Step
from runbooks.sessions import HostError
from runbooks.sites import Site

OWN = "/usr/local/sbin/redis-own"
QUICK = 30.0

Told = dict[str, Any]


def caches(site: Site) -> tuple[str, ...]:
    """Return the hosts of a site whose caches copy the other site's while it follows."""
    clusters = {host: site.hosts[host]["redis_cluster"] for host in site.having("redis_cluster")}
    return tuple(host for host, each in clusters.items() if each["between"] == "asynchronous")


def told(pair: Pair, site: Site) -> dict[str, Told]:
    """Return what each cache of a site says of itself; one that does not answer is left out."""
    found: dict[str, Told] = {}
    for host in caches(site):
        try:
            found[host] = json.loads(pair.on(host, OWN, "told"))
        except (HostError, ValueError):
            continue
    return found


def leader(found: dict[str, Told]) -> str | None:
    """Return the cache that leads among those of a site: of several, the one that is copied."""
    leading = [host for host, each in found.items() if each["role"] == "master"]
    return max(leading, key=lambda host: int(found[host]["copies"]), default=None)


def _not_copied(pair: Pair) -> str | None:
    """Tell whether the other site's caches lack anything that the closed one has."""
    old, new = told(pair, pair.old), told(pair, pair.new)
    leads = leader(old)
    if leads is None:
        return None
    last = int(old[leads]["offset"])
    most = max((int(each["offset"]) for each in new.values()), default=0)
    return None if most >= last else f"the caches at {pair.new.name} have {most}, and {last} is all"


def _lead(pair: Pair) -> None:
    """Let the cache that has most lead at the new site, and all others there copy it."""
    found = told(pair, pair.new)
    if not found:
        return
    first = leader(found) or max(found, key=lambda host: int(found[host]["offset"]))
    if found[first]["role"] != "master":
        pair.on(first, OWN, "lead")
    address = pair.new.hosts[first]["ansible_host"]
    for host in (each for each in found if each != first):
        pair.on(host, OWN, "join", address)


def _not_leading(pair: Pair) -> str | None:
    """Tell whether one leads; where none answers there is nobody to wait for."""
    found = told(pair, pair.new)
    return None if not found or leader(found) else f"no cache at {pair.new.name} leads"


def _watch(pair: Pair) -> None:
    """Let the new site's watchers watch the one that leads."""
    found = told(pair, pair.new)
    first = leader(found)
    if first is None:
        return
    for host in found:
        pair.on(host, OWN, "watch", pair.new.hosts[first]["ansible_host"])


def _unwatched(pair: Pair) -> str | None:
    found = told(pair, pair.new)
    idle = [host for host, each in found.items() if not each["watched"]]
    return f"nobody watches the cache on {', '.join(idle)}" if idle else None


def _follow(pair: Pair) -> None:
    """Turn the old site's caches into copies: what only they had is gone then."""
    first = leader(told(pair, pair.new))
    if first is None:
        return
    address = pair.new.hosts[first]["ansible_host"]
    for host in told(pair, pair.old):
        pair.on(host, OWN, "follow", address)


def _not_following(pair: Pair) -> str | None:
    found = (*silent(pair, pair.old), *strays(pair, pair.old, pair.new))
    return "; ".join(found) or None


def silent(pair: Pair, site: Site) -> Iterator[str]:
    """Yield the caches of a site that do not answer."""
    missing = sorted(set(caches(site)) - set(told(pair, site)))
    yield from (f"{host}: its cache does not answer" for host in missing)


def strays(pair: Pair, site: Site, leads: Site) -> Iterator[str]:
    """Yield what keeps a site's caches from being copies of the other site's."""
    first = leader(told(pair, leads))
    if first is None:
        if caches(leads):
            yield f"no cache at {leads.name} leads"
        return
    address = leads.hosts[first]["ansible_host"]
    for host, each in told(pair, site).items():
        if (each["role"], each["master"]) != ("slave", address):
            yield f"{host}: its cache does not copy {first}: `tandem failback` turns it into a copy"
        elif each["link"] != "up":
            yield f"{host}: its cache lost {first}"
        elif each["watched"]:
            yield f"{host}: its watcher runs, and would move a lead that is not this site's"


def ready(pair: Pair) -> Iterator[str]:
    """Yield what is wrong with the caches: silent ones, and copies that are none."""
    for site in (pair.old, pair.new):
        yield from silent(pair, site)
    yield from strays(pair, pair.new, pair.old)


REPLAY = Step(
    "cache-replay",
    "The other site's caches have what the closed one had",
    lambda _: None,
    _not_copied,
    QUICK,
    is_outage=True,
)
LEAD = Step(
    "cache-lead", "A cache of the other site leads", _lead, _not_leading, QUICK, is_outage=True
)
WATCH = Step("cache-watch", "Its watchers watch it", _watch, _unwatched, QUICK)
FOLLOW = Step("cache-copy", "The old site's caches copy it", _follow, _not_following, 120.0)
