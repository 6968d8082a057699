"""Taking the lab, or some of its sites, away: all that bears its label, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from lab import admins, distance, faults, image, keys, links, traces, wires
from lab.engine import Engine
from lab.plan import WITNESS
from lab.state import Lab

AT_ONCE = 4


def sites(engine: Engine) -> set[str]:
    """Return every site of which something is there, also where all state was lost."""
    labels = [each["Config"]["Labels"] for each in engine.containers().values()]
    return {each["tandem.site"] for each in labels if "tandem.site" in each} | set(
        engine.lab.plan.sites
    )


def clear(engine: Engine, chosen: Iterable[str], told: Callable[[str], None]) -> None:
    """Take sites away; with the last of them goes the lab. A witness without its pair goes too."""
    gone = set(chosen)
    gone |= {f"{platform}-{WITNESS}" for platform in map(_paired, gone) if platform}
    is_last = sites(engine) <= gone
    lab = engine.lab
    keys.hang_up(lab, [host for host in lab.plan.hosts if host.site in gone])
    _containers(engine, None if is_last else gone, told)
    if is_last:
        told("networks and rules")
        for network in engine.ours("network"):
            engine("network", "rm", network)
        links.remove(lab.plan)
        links.free_addresses(engine)
        distance.take(lab)
        wires.remove(lab)
        admins.leave(lab)
        traces.put_right(lab)
        lab.forget()
    else:
        _shrink(engine, gone)


def clear_cache(engine: Engine) -> None:
    """Remove images, and the packages that hosts asked for."""
    volume = engine.lab.packages
    if engine.has("volume", volume):
        engine("volume", "rm", volume)
    image.remove_all(engine)


def _containers(engine: Engine, gone: set[str] | None, told: Callable[[str], None]) -> None:
    def is_chosen(labels: dict[str, str]) -> bool:
        return gone is None or labels.get("tandem.site") in gone

    found = engine.containers()
    names = [name for name, each in found.items() if is_chosen(each["Config"]["Labels"])]

    def take(name: str) -> None:
        told(name)
        engine(*engine.removal_words(engine.lab.own(name)))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(take, names))
    # Never by force: that would take the hosts of other disks with it.
    for volume in engine.inspect("volume"):
        if is_chosen(volume["Labels"]):
            engine("volume", "rm", volume["Name"])


def _paired(site: str) -> str | None:
    """Return the platform of a site that is one of a pair."""
    platform, _, place = site.rpartition("-")
    return platform if place in {"dc", "dr"} else None


def _shrink(engine: Engine, gone: set[str]) -> None:
    lab = engine.lab
    leaving = [host for host in lab.plan.hosts if host.site in gone]
    left = lab.plan.without(gone)
    networks = {host.bridge for host in leaving}
    there = {each.get("name") or each.get("Name") for each in engine.inspect("network")}
    for name in there & {lab.own(bridge.name) for bridge in networks}:
        engine("network", "rm", str(name))
    _forget_faults(lab, gone)
    lab.keep("plan", left.as_dict())
    for host in leaving:
        for path in (lab.disk(host.name), lab.host_key(host.name)):
            path.unlink(missing_ok=True)
            path.with_suffix(".pub").unlink(missing_ok=True)
    keys.write_ssh(lab, left.hosts)
    admins.take(lab)
    faults.apply_cuts(lab)


def _forget_faults(lab: Lab, gone: set[str]) -> None:
    """Keep the faults whose ends are all still there."""
    names = {host.name for host in lab.plan.hosts if host.site in gone} | gone

    def stands(fault: faults.Fault) -> bool:
        return not any(word.partition("/")[0] in names for word in fault.ends)

    faults.keep(lab, [each for each in faults.standing(lab) if stands(each)])
