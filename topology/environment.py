"""One platform in one place, complete: what every other part of the project reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network

from topology.addresses import AddressPlan
from topology.catalogue import Common, External, FlowRule, Service
from topology.environment_file import FAULT_DOMAINS, EnvironmentFile, Witness
from topology.hosts import NODE, Host, Site, hosts_of, packed_on
from topology.platform import Budget, Platform, SizeFacts, Targets
from topology.sizing import Scale, TierPlan, halved, plan
from topology.stores import Store, StoreSize
from topology.tiers import ManagedKind, Tier, TierSize
from topology.timing import Timing
from topology.words import Form, Place, Size, Target, Zone

SHARES: Mapping[Place, tuple[float, str]] = {
    "uat": (0.5, "Half of its dc's: the same tiers, with fewer and smaller members"),
    "td": (0.25, "A quarter of its dc's: every service once"),
}
"""The part of a dc's budget that its uat and td have, and why."""


@dataclass(frozen=True)
class ManagedService:
    """What takes a tier's place where the cloud runs it."""

    tier: str
    kind: ManagedKind
    zone: Zone
    planned: TierPlan

    @property
    def nodes(self) -> int:
        """How many nodes are paid for."""
        return self.planned.count


@dataclass(frozen=True, eq=False)
class Environment:
    """A frozen, complete environment; everything else about it is a pure function of it."""

    name: str
    place: Place
    size: Size
    """Whose structure it has."""
    capacity: Size
    """Whose resources a member has."""
    target: Target
    form: Form
    facts: EnvironmentFile
    home: bool
    """Whether its pair starts here when no lease exists yet."""
    platform: Platform
    common: Common
    timing: Timing
    leader_facts: EnvironmentFile
    """The file that overrides and the witness come from: its own, or a dr's dc's."""
    peer: Environment | None = None
    """The other member of the pair, itself without its peer."""

    @property
    def witness(self) -> Witness | None:
        """The third voter of the pair."""
        return self.leader_facts.witness if self.facts.peer else None

    @property
    def witness_address(self) -> IPv4Address | None:
        """Where the third voter answers."""
        return self.witness.network[2] if self.witness else None

    @property
    def size_facts(self) -> SizeFacts:
        """What it carries and promises, seen from outside: that of its own capacity."""
        return self.platform.sizes[self.capacity]

    @cached_property
    def targets(self) -> Targets:
        """What it promises, with its own overrides."""
        promised = self.size_facts.targets
        changed = self.leader_facts.overrides.targets.model_dump(exclude_none=True)
        if self.form == "managed" and promised.host_outage_managed:
            changed = {"host_outage": promised.host_outage_managed, **changed}
        return promised.model_copy(update=changed)

    @property
    def rto_profile(self) -> str:
        """The set of timers that keeps the promise."""
        structure = self.platform.sizes[self.size]
        return self.leader_facts.overrides.rto_profile or structure.rto_profile

    @cached_property
    def budget(self) -> Budget:
        """What it may cost a month, with its own override.

        uat and td have a share of their dc's, and never less than the platform's smallest size,
        whose servers they may have. The papers say nothing of them.
        """
        decided = self.facts.overrides.budget or self.leader_facts.overrides.budget
        sizes = self.platform.sizes
        budget = sizes[self.size].budget
        if self.place in SHARES:
            share, why = SHARES[self.place]
            least = max(sizes["small"].budget.decided, budget.decided * share)
            budget = budget.model_copy(update={"seed": None, "decided": least, "why": why})
        return budget.model_copy(update={"decided": decided}) if decided else budget

    @cached_property
    def addresses(self) -> AddressPlan:
        """Its address plan."""
        return AddressPlan(self.facts.network)

    @cached_property
    def all_tiers(self) -> Mapping[str, Tier]:
        """Tiers of the platform, then those that all share and that it does not define itself."""
        own = self.platform.tiers
        shared = {name: tier for name, tier in self.common.tiers.items() if name not in own}
        return {**own, **shared}

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """Every service that it may run, by name."""
        return {**self.common.services, **self.platform.services}

    @cached_property
    def externals(self) -> Mapping[str, External]:
        """Outside parties, by name."""
        return {**self.common.externals, **self.platform.externals}

    @cached_property
    def flow_rules(self) -> tuple[FlowRule, ...]:
        """The platform's flows, then those that all platforms share."""
        return self.platform.flows + self.common.flows

    @cached_property
    def tiers(self) -> Mapping[str, TierPlan]:
        """Its tiers, as large as they are here."""
        scale = Scale(self.size, self.capacity, self.place)
        return plan(self.all_tiers, scale, self.leader_facts.overrides.tiers)

    @cached_property
    def stores(self) -> Mapping[str, tuple[Store, StoreSize]]:
        """Its data stores, and how each is copied here."""
        alone = {} if self.facts.peer else {"between": "none"}
        return {
            name: (store, store.sizes[self.size].model_copy(update=alone))
            for name, store in self.platform.stores.items()
            if self.size in store.sizes
        }

    @cached_property
    def managed(self) -> Mapping[str, ManagedService]:
        """Services that the cloud runs in place of a tier, by tier."""
        return {
            name: ManagedService(name, planned.tier.managed, planned.tier.zone, planned)
            for name, planned in self.tiers.items()
            if self.form == "managed" and planned.tier.managed
        }

    @cached_property
    def one_server(self) -> TierSize | None:
        """The server that carries every tier that packs, where there is one."""
        if self.form == "managed":
            return None
        if self.place == "td":
            return self.platform.sizes["small"].on_prem.one_server
        server = self.platform.sizes[self.size].on_prem.one_server
        return halved(server) if server and self.place == "uat" else server

    @cached_property
    def host_tiers(self) -> tuple[TierPlan, ...]:
        """Tiers that hosts do the duty of."""
        return tuple(
            planned
            for planned in self.tiers.values()
            if self.form == "servers" or planned.tier.managed is None
        )

    @cached_property
    def hosts(self) -> tuple[Host, ...]:
        """Every host, in the order of tiers and member numbers."""
        facts = self.facts
        site = Site(self.name, self.addresses, facts.fault_domains, facts.machines)
        packed = [each for each in self.host_tiers if self.one_server and each.tier.packs]
        apart = [each for each in self.host_tiers if each not in packed]
        hosts = [host for planned in apart for host in hosts_of(planned, site)]
        if self.one_server and packed:
            duties = tuple(each.name for each in packed)
            hosts[:0] = hosts_of(packed_on(packed, self.one_server), site, duties)
        return tuple(hosts)

    @cached_property
    def members(self) -> Mapping[str, tuple[Host, ...]]:
        """Hosts by the tier whose duty they do; the packed server is under each of its duties."""
        by_duty: dict[str, list[Host]] = {}
        for host in self.hosts:
            for duty in host.duties:
                by_duty.setdefault(duty, []).append(host)
        return {duty: tuple(hosts) for duty, hosts in by_duty.items()}

    @property
    def is_packed(self) -> bool:
        """Whether one server carries several tiers."""
        return any(host.tier == NODE for host in self.hosts)

    def subnets(self, zone: Zone) -> tuple[IPv4Network, ...]:
        """Return a zone's networks, one for each fault domain."""
        domains = range(self.facts.fault_domains)
        return tuple(self.addresses.slice(zone, index) for index in domains)

    @property
    def fault_domains(self) -> tuple[str, ...]:
        """Letters of the racks or availability zones."""
        return FAULT_DOMAINS[: self.facts.fault_domains]

    def virtual_address(self, tier: str) -> IPv4Address | None:
        """Return the address that a tier's members share, where they do."""
        planned = self.tiers.get(tier)
        if planned is None or not planned.tier.vip or len(self.members.get(tier, ())) < 2:
            return None
        return self.addresses.virtual(planned.tier.zone, planned.tier.slot)
