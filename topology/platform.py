"""A platform file: what runs, at four sizes, and nothing about where."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from topology.catalogue import External, FlowRule, Role, Service
from topology.hardware import OnPrem
from topology.stores import BackupPolicy, DatabaseAccount, Retention, SharedFiles, Store
from topology.strict import Name, Sentence, Strict, worded
from topology.tiers import Tier
from topology.units import (
    CountRange,
    DollarRange,
    Dollars,
    Gigabytes,
    Mbps,
    MbpsRange,
    Megabytes,
    Seconds,
    Share,
)
from topology.words import Size


class Targets(Strict):
    """What a size promises; alarms, drills and policies hold it to this."""

    availability: Share
    """Share of the time that it answers."""
    latency_p95: Seconds
    """Ninety-five of a hundred API calls are answered within this."""
    rto: Seconds
    """A lost site: time until the other one serves."""
    rpo: Seconds
    """A lost site: newest acknowledged data that may be missing."""
    host_outage: Seconds
    """A lost host or process inside a site: longest time without writes."""
    host_outage_managed: Seconds | None = None
    """The same where the cloud runs the data services, which fail over as fast as it says."""
    search_p95: Seconds | None = None
    """Ninety-five of a hundred searches are answered within this."""


class Budget(Strict):
    """Monthly money for one environment."""

    seed: DollarRange | None = None
    """What the platform's own papers say."""
    decided: Dollars
    """What it is held to."""
    why: Sentence
    """Why the two differ."""


class SizeFacts(Strict):
    """One size of a platform, seen from outside."""

    title: Sentence
    """Whom it is for."""
    users: CountRange
    """Registered users."""
    concurrent: CountRange
    """Users at the same time, at the peak."""
    events_per_second: CountRange
    """Requests, log lines or transactions a second that it takes."""
    bandwidth: MbpsRange
    """Internet connection."""
    storage: Gigabytes
    """Room for the platform's data, before copies."""
    storage_a_day: Gigabytes
    """Growth, before compression."""
    storage_tiers: dict[Name, Gigabytes] = {}
    """The same room by temperature: hot, warm, archive."""
    targets: Targets
    """What it promises."""
    rto_profile: Name
    """The set of timers that keeps the promise; see ``platforms/shared/timers.yml``."""
    budget: Budget
    """What it may cost in the cloud."""
    on_prem: OnPrem
    """What it is on our own floor."""
    peer_reads: bool = False
    """Whether the following site serves reads."""
    cdn: bool = False
    """Whether a content delivery network stands before the entry, where the cloud has one."""
    global_entry: bool = False
    """Whether one worldwide address leads to the nearest site, where the cloud has one."""


class Capacity(Strict):
    """How load becomes bandwidth, radio cells and disks."""

    users_per_mbps: Annotated[int, Field(ge=1)]
    """Concurrent users that one Mbps carries."""
    extras: dict[Name, Mbps]
    """Mbps for each 100 concurrent users of a feature."""
    overhead: Share
    """Headroom on top of the sum."""
    square_feet_per_access_point: dict[Name, int] = {}
    """Area that one access point covers, by kind of area."""
    access_point: Mbps | None = None
    """What one access point gives, at least."""
    compression: Annotated[float, Field(ge=1)] = 1.0
    """How many times smaller kept data is than received data."""


class Limit(Strict):
    """Where the platform stops scaling."""

    what: Sentence
    """What ends first."""
    measure: Literal["users", "concurrent", "events_per_second", "storage_a_day"]
    """The measure that ends."""
    at: Annotated[int, Field(ge=1)]
    """Its last good value."""
    remedy: Sentence
    """What to do beyond."""


UrlPath = Annotated[
    str,
    worded(r"^/([a-z0-9._~-]+(/[a-z0-9._~-]+)*)?$", "a path such as / or /api, no slash last", 80),
]
"""The beginning of a URL's path: all that is below it is meant as well."""


class Exemption(Strict):
    """A rule of the web filter that does not judge a tier's requests."""

    rule: Annotated[int, Field(ge=911_000, le=999_999)]
    """Its number in the Core Rule Set."""
    why: Sentence
    """What it took for an attack, and why that is none."""


class Route(Strict):
    """What the entry sends to a tier, and how it chooses a member."""

    paths: Annotated[tuple[UrlPath, ...], Field(min_length=1)]
    """Where requests begin that it answers; the longest beginning decides."""
    balance: Literal["round-robin", "least-connections"] = "round-robin"
    """Whose turn it is: the next one's, or that of whoever has least to do."""
    sticky: bool = False
    """Whether a client stays with the member that it met first, while that one is well."""
    upload: Megabytes = 1
    """The largest request."""
    unfiltered: tuple[Exemption, ...] = ()
    """Rules of the web filter that take its own requests for attacks."""


class Process(Strict):
    """One program of the tenant's that keeps running."""

    tier: Name
    """Where it runs."""
    what: Sentence
    """What it does."""
    user: Name
    """The system account that it runs as."""
    port: Name | None = None
    """The name of the port that it listens on."""
    health: str | None = None
    """The path that answers 200 when it is well."""
    after: tuple[Name, ...] = ()
    """Services that must be up before it."""


class Job(Strict):
    """One program that runs by the calendar."""

    tier: Name
    """Where it runs; on one member at a time."""
    what: Sentence
    """What it does."""
    user: Name
    """The system account that it runs as."""
    at: str
    """When, as a systemd calendar expression."""


class Platform(Strict):
    """``platforms/<name>.yml``."""

    platform: Name
    """Its name, which is the file's name."""
    title: Sentence
    """Its name for people."""
    what: Sentence
    """What it does, in a line."""
    sizes: dict[Size, SizeFacts]
    """All four sizes."""
    capacity: Capacity
    """How load becomes resources."""
    limits: tuple[Limit, ...] = ()
    """Where it stops scaling."""
    services: dict[Name, Service] = {}
    """Services of its own, beside the shared ones."""
    tiers: Annotated[dict[Name, Tier], Field(min_length=1)]
    """Its hosts, by duty."""
    stores: dict[Name, Store]
    """Where its data lives, and how it is copied."""
    files: dict[Name, SharedFiles] = {}
    """Directories that several hosts share."""
    externals: dict[Name, External] = {}
    """Outside parties of its own."""
    flows: tuple[FlowRule, ...]
    """Its own flows."""
    entry: dict[Name, Route] = {}
    """What the entry sends where, by tier; it balances over these and no others."""
    retention: dict[Name, Retention]
    """What is kept how long, and why."""
    backup: dict[Name, BackupPolicy]
    """How what is kept is backed up, by store, files or `configuration`."""
    roles: dict[Name, Role] = {}
    """Roles of people of its own."""
    database_accounts: dict[Name, DatabaseAccount]
    """Accounts in its databases."""
    processes: dict[Name, Process]
    """The tenant's programs."""
    jobs: dict[Name, Job]
    """The tenant's scheduled programs."""

    def holders(self, name: str) -> tuple[str, ...]:
        """Return the tiers that hold what a backup policy is for, the first of which leads.

        None, where every host does: `configuration`.
        """
        if name in self.stores:
            return self.stores[name].tiers
        return (self.files[name].tier,) if name in self.files else ()
