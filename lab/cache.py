"""The cache of packages, so that none is downloaded twice; what it holds outlives the lab."""

from __future__ import annotations

import socket
import time
from ipaddress import IPv4Address

from lab import image
from lab.engine import NEVER_RAN, Engine, limits, status
from lab.keys import PACKAGES_PORT
from lab.plan import PACKAGES, Release, package_bridge
from lab.shell import LabError

PATIENCE = 60.0
"""Seconds after which a cache that takes no connection never will."""
PAUSE = 0.1
INDEX_SECONDS = 12 * 3600
"""How long an index is given out without asking whether there is a newer one."""


def serve(engine: Engine, release: Release) -> IPv4Address:
    """Start the cache where it does not run, and return where hosts ask it."""
    name = engine.lab.own(PACKAGES)
    address = package_bridge(engine.lab.name).network[2]
    state = status(engine.containers().get(PACKAGES))
    if state in NEVER_RAN:
        _make(engine, name, address, release)
    if state != "running":
        engine("start", name)
    _read_index(engine, name, address)
    return address


def _make(engine: Engine, name: str, address: IPv4Address, release: Release) -> None:
    bridge = package_bridge(engine.lab.name)
    packages = f"--volume={engine.lab.packages}:/var/cache/apt-cacher-ng"
    image.remove(engine, name)
    engine(
        *("create", f"--name={name}", "--pull=never", "--restart=always", *limits()),
        *(f"--network={engine.lab.own(bridge.name)}", f"--ip={address}"),
        *(f"--label={engine.lab.label}", packages),
        *(image.cache_image(release), "apt-cacher-ng", "-c", "/etc/apt-cacher-ng"),
        *("ForeGround=1", f"Port={PACKAGES_PORT}", "PassThroughPattern=.*"),
        f"FreshIndexMaxAge={INDEX_SECONDS}",
    )


def _read_index(engine: Engine, name: str, address: IPv4Address) -> None:
    """Have the cache hold the index before hosts ask for it.

    Where twenty ask at once for one that it has not, it answers some of them with an error, after
    which the apt of Debian 12 now and then waits for ever.
    """
    _answer(address)
    proxy = f"Acquire::http::Proxy=http://{address}:{PACKAGES_PORT}"
    engine("exec", name, "apt-get", "-q", "-o", proxy, "update")


def _answer(address: IPv4Address) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((str(address), PACKAGES_PORT), timeout=PAUSE).close()
        except OSError as error:
            if time.monotonic() > deadline:
                raise LabError(f"the cache of packages does not answer: {error}") from None
            time.sleep(PAUSE)
        else:
            return
