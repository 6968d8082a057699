"""Checks of what a platform keeps: stores, shared files, retention and database accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from topology.checks.known import Check, Known
from topology.platform import Platform
from topology.problems import nearest
from topology.stores import Between, Engine, Inside, Store
from topology.units import span
from topology.validate import Complaint

_SERVICE: Mapping[Engine, str] = {"mysql": "mariadb"}
"""The service of an engine, where it has another name."""

_COMPANIONS: Mapping[Engine, tuple[str, ...]] = {
    "postgresql": ("etcd", "pgbouncer"),
    "mysql": ("pacemaker",),
}
"""Services without which an engine neither leads nor is reached."""

_WATCHERS: Mapping[Inside, tuple[str, ...]] = {"sentinel": ("sentinel",)}
"""Services without which a way of copying does not fail over."""

_SHARED_FILES = "glusterfs"
_YEAR = 31_536_000  # seconds

_INSIDE: Mapping[Engine, Mapping[Inside, int]] = {
    "postgresql": {"none": 1, "asynchronous": 2, "quorum-synchronous": 3},
    "mysql": {"none": 1, "asynchronous": 2, "semi-synchronous": 2},
    "redis": {"none": 1, "sentinel": 3, "cluster": 6},
    "rabbitmq": {"none": 1, "quorum-queues": 3},
    "opensearch": {"none": 1, "replicas": 2},
}
"""How each engine copies inside a site, and how many members that takes."""

_BETWEEN: Mapping[Engine, Set[Between]] = {
    "postgresql": {"standby-cluster"},
    "mysql": {"asynchronous"},
    "redis": {"asynchronous", "rebuilt"},
    "rabbitmq": {"federation", "rebuilt"},
    "opensearch": {"snapshots", "rebuilt"},
}
"""How each engine reaches the other site, beside not at all."""


def _store_tiers(platform: Platform, known: Known) -> Iterator[Complaint]:
    for name, store in platform.stores.items():
        service = _SERVICE.get(store.engine, store.engine)
        for key in ("tier", "readers", "masters"):
            tier = getattr(store, key)
            if tier is None:
                continue
            if fault := known.unknown_tier(tier):
                yield ("stores", name, key), fault
            elif service not in known.tiers[tier].services:
                message = (
                    f"tier '{tier}' does not run '{service}', which is what {store.engine} needs"
                )
                yield ("stores", name, key), f"{message}; add the service, or name another tier"


def _store_sizes(platform: Platform, known: Known) -> Iterator[Complaint]:
    for name, store in platform.stores.items():
        tier = known.tiers.get(store.tier)
        if tier is None:
            continue
        for size, copied in store.sizes.items():
            here = ("stores", name, "sizes", size)
            if size not in tier.sizes:
                yield (
                    here,
                    f"tier '{store.tier}' has no size {size}; add it there, or remove it here",
                )
            elif fault := _inside_fault(store, copied.inside, tier.sizes[size].members):
                yield (*here, "inside"), fault


def _companions(platform: Platform, known: Known) -> Iterator[Complaint]:
    for name, store in platform.stores.items():
        for size, copied in store.sizes.items():
            needed = (*_COMPANIONS.get(store.engine, ()), *_WATCHERS.get(copied.inside, ()))
            for service in sorted(set(needed) - known.running(size)):
                message = f"{store.engine} needs '{service}', and no tier runs it at {size}"
                yield ("stores", name, "sizes", size), f"{message}; add it to tier '{store.tier}'"


def _inside_fault(store: Store, inside: Inside, members: int) -> str | None:
    fewest = _INSIDE[store.engine].get(inside)
    if fewest is None:
        known = nearest(inside, _INSIDE[store.engine])
        return f"{store.engine} does not copy by '{inside}'{known}"
    if inside == "none" and members > 1:
        others = ", ".join(way for way in _INSIDE[store.engine] if way != "none")
        return f"tier '{store.tier}' has {members} members, and one copy; expected one of: {others}"
    if members < fewest or (inside == "cluster" and members % 2):
        even = ", an even number" if inside == "cluster" else ""
        expected = f"'{inside}' takes at least {fewest} members{even}"
        return f"tier '{store.tier}' has {members}, and {expected}; raise its count"
    return None


def _store_sites(platform: Platform, _: Known) -> Iterator[Complaint]:
    for name, store in platform.stores.items():
        for size, copied in store.sizes.items():
            here = ("stores", name, "sizes", size, "between")
            ways = {"none", *_BETWEEN[store.engine]}
            if copied.inside == "cluster":
                ways = ways & {"none", "rebuilt"}
            if copied.between not in ways:
                what = "a Redis Cluster" if copied.inside == "cluster" else store.engine
                message = f"{what} does not reach the other site by '{copied.between}'"
                yield here, f"{message}{nearest(copied.between, ways)}"


def _files(platform: Platform, known: Known) -> Iterator[Complaint]:
    for name, files in platform.files.items():
        if fault := known.unknown_tier(files.tier):
            yield ("files", name, "tier"), fault
        elif _SHARED_FILES not in known.tiers[files.tier].services:
            message = f"tier '{files.tier}' does not run '{_SHARED_FILES}', which shares files"
            yield ("files", name, "tier"), f"{message}; add the service, or name another tier"
        for index, tier in enumerate(files.mounted_by):
            if fault := known.unknown_tier(tier):
                yield ("files", name, "mounted_by", index), fault


def _mounts(platform: Platform, _: Known) -> Iterator[Complaint]:
    seen: dict[str, str] = {}
    for name, files in platform.files.items():
        first = seen.setdefault(files.mount, name)
        if first != name:
            yield (
                ("files", name, "mount"),
                f"'{first}' is mounted there too; choose another directory",
            )


def _retention(platform: Platform, known: Known) -> Iterator[Complaint]:
    for name, kept in platform.retention.items():
        if kept.law is None:
            continue
        law = known.laws.get(kept.law)
        if law is None:
            message = f"there is no law '{kept.law}'{nearest(kept.law, known.laws)}"
            yield ("retention", name, "law"), message
        elif kept.keep < law.keep:
            message = f"{span(kept.keep)} is shorter than law {kept.law} asks"
            yield ("retention", name, "keep"), f"{message}; write {_long(law.keep)} or more"


def _long(seconds: float) -> str:
    """Write a law's time as laws do."""
    years = seconds / _YEAR
    return f"{years:g} years" if years > 1 and years % 1 == 0 else span(seconds)


def _accounts(platform: Platform, known: Known) -> Iterator[Complaint]:
    for name, account in platform.database_accounts.items():
        here = ("database_accounts", name)
        if account.store not in platform.stores:
            message = (
                f"there is no store '{account.store}'{nearest(account.store, platform.stores)}"
            )
            yield (*here, "store"), message
        for index, tier in enumerate(account.used_by):
            if fault := known.unknown_tier(tier):
                yield (*here, "used_by", index), fault


def _separation(platform: Platform, _: Known) -> Iterator[Complaint]:
    for name, account in platform.database_accounts.items():
        if "own" in account.may and {"read", "write"} & set(account.may):
            message = "who owns tables must not serve requests; split it into two accounts"
            yield ("database_accounts", name, "may"), message


CHECKS: tuple[Check[Platform], ...] = (
    (_store_tiers, {"tiers"}),
    (_store_sizes, {"tiers"}),
    (_companions, {"tiers"}),
    (_store_sites, set()),
    (_files, {"tiers"}),
    (_mounts, set()),
    (_retention, set()),
    (_accounts, {"stores", "tiers"}),
    (_separation, set()),
)
