"""Making the lab what its plan says: only what is not so yet, and safe to be stopped anywhere.

What is there is asked of the engine each time, never remembered. A host that never ran is made
anew; one that is off is started; one that a fault keeps off stays off.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from lab import admins, cache, distance, faults, image, keys, traces
from lab.engine import NEVER_RAN, Engine, status
from lab.plan import DISK_GB, LabHost, Plan, Release, package_bridge
from lab.shell import CommandError, LabError, run
from lab.state import Lab

PATIENCE = 90.0
"""Seconds after which a host that does not answer never will."""
PAUSE = 0.2
AT_ONCE = 6
"""Hosts that are started side by side: more do not make two cores faster."""

Told = Callable[[str, str], None]
"""Hears of each step: of which host, and what now."""

_RESOLVERS = (Path("/run/systemd/resolve/resolv.conf"), Path("/etc/resolv.conf"))


def build(engine: Engine, plan: Plan, release: Release, told: Told) -> None:
    """Bring up what is missing of the plan."""
    lab = engine.lab
    traces.remember(lab)
    told("image", f"Debian {release}")
    image.build(engine, release)
    told("image", "package cache")
    image.build_cache(engine, release)
    told("networks", str(len(plan.bridges)))
    lab.keep("plan", lab.plan.with_(plan).as_dict())
    _networks(engine, plan)
    connect(engine)
    _keys(lab, plan)
    told("packages", "index")
    address = cache.serve(engine, release)
    off = faults.held(lab)
    hosts = [host for host in plan.hosts if host.name not in off]
    # Bastions first: nobody sees whether the others answer before there is a way to them.
    for some in ([h for h in hosts if not h.bastion], [h for h in hosts if h.bastion]):
        _hosts(engine, some, address, told)


def _hosts(engine: Engine, hosts: Iterable[LabHost], packages: IPv4Address, told: Told) -> None:
    """Bring hosts up side by side, and tell of all that do not answer."""
    there = engine.containers()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [
            pool.submit(_host, engine, host, there.get(host.name), packages, told) for host in hosts
        ]
        problems = [str(error) for each in waiting if (error := each.exception())]
    if problems:
        advice = "`tandem lab down` and up again starts afresh"
        raise LabError("\n".join([*problems, advice]))


def connect(engine: Engine) -> None:
    """Route between the sites that are up, but for the cuts that stand, and by their link."""
    traces.enable()
    admins.take(engine.lab)
    distance.stand(engine.lab)
    faults.apply_cuts(engine.lab)


def lacking(engine: Engine, plan: Plan) -> list[LabHost]:
    """Return the hosts that are still to be started."""
    there = engine.containers()
    return [host for host in plan.hosts if status(there.get(host.name)) != "running"]


def differing(engine: Engine, plan: Plan) -> list[str]:
    """Return what is there otherwise than asked, which only `down` may take away."""
    there = engine.containers()
    return [
        f"{host.name} runs {ran}, not {host.release}: `tandem lab down {host.site}` first"
        for host in plan.hosts
        if (found := there.get(host.name))
        and (ran := found["Config"]["Labels"].get("tandem.release")) != host.release
    ]


def _networks(engine: Engine, plan: Plan) -> None:
    lab = engine.lab
    there = {each.get("name") or each.get("Name") for each in engine.inspect("network")}
    for bridge in (*plan.bridges, package_bridge(lab.name)):
        if lab.own(bridge.name) not in there:
            engine(*engine.network_words(bridge))


def _keys(lab: Lab, plan: Plan) -> None:
    keys.make_key(lab.key, f"tandem-{lab.name}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda host: keys.make_key(lab.host_key(host.name), host.name), plan.hosts))
    keys.write_ssh(lab, lab.plan.hosts)


def _host(
    engine: Engine,
    host: LabHost,
    found: Mapping[str, Any] | None,
    packages: IPv4Address,
    told: Told,
) -> None:
    state, name = status(found), engine.lab.own(host.name)
    if state in NEVER_RAN:
        told(host.name, "made")
        image.remove(engine, name)
        _disk(engine, host)
        engine(*engine.host_words(host, image.image(host.release)))
        resolver = next(path for path in _RESOLVERS if path.exists()).read_text()
        given = keys.gifts(engine.lab, host, packages, resolver)
        # Podman would otherwise give every file to root.
        engine("cp", "--archive=false", "-", f"{name}:/", given=given)
    if state != "running":
        told(host.name, "starts")
        engine("start", name)
        answer(engine.lab, host)
    told(host.name, "up")


def answer(lab: Lab, host: LabHost) -> None:
    """Wait until a host lets its administrator in."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            run("ssh", "-F", lab.ssh_config, "-o", "BatchMode=yes", host.name, "true")
        except CommandError as error:
            if time.monotonic() > deadline:
                message = f"{host.name} does not answer: {error}"
                raise LabError(message) from None
            time.sleep(PAUSE)
        else:
            return


def _disk(engine: Engine, host: LabHost) -> None:
    """Make a host's disk anew: an engine fills an empty one, and only that, from the image."""
    disk, name = engine.lab.disk(host.name), engine.lab.own(host.name)
    if engine.has("volume", name):
        engine("volume", "rm", name)
    disk.unlink(missing_ok=True)
    run("truncate", f"--size={DISK_GB}G", disk)
    # Nothing is written that need not be: the file takes 3 MB.
    run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1", disk)
    run("debugfs", "-w", "-R", "rmdir lost+found", disk)
    engine(*engine.volume_words(host))
