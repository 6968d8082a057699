"""What is in the picture of an environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.environment import Environment
from topology.picture.boxes import columns
from topology.picture.edges import SHOWN, classified, edges
from topology.picture.parts import Content
from topology.picture.words import Shown
from topology.units import span
from topology.words import Form, Place, Target

PLACES: Mapping[Place, str] = {
    "dc": "production",
    "dr": "production",
    "td": "test and development",
    "uat": "acceptance",
}
MACHINES: Mapping[tuple[Form, Target], str] = {
    ("servers", "onprem"): "servers on our own floor",
    ("servers", "aws"): "servers in AWS (EC2)",
    ("managed", "aws"): "managed services of AWS",
}


def content(environment: Environment, shown: Shown = "platform") -> Content:
    """Return a picture's boxes, lines and words."""
    found = tuple(edge for edge in edges(environment) if edge.kind in SHOWN[shown])
    return Content(
        name=environment.name,
        title=f"{environment.platform.title}: {environment.name}",
        facts=tuple(_facts(environment)),
        site=f"{environment.name} · {environment.facts.network}",
        columns=columns(environment, found),
        edges=found,
        footer=tuple(_footer(environment, shown)),
    )


def _facts(environment: Environment) -> Iterator[str]:
    size, facts = environment.size_facts, environment.facts
    structure = (
        ""
        if environment.capacity == environment.size
        else f", with the parts of {environment.size}"
    )
    region = f" (region {facts.region})" if environment.target == "aws" else ""
    yield environment.platform.what
    yield " · ".join(
        (
            PLACES[environment.place],
            f"{environment.capacity}{structure}: {size.concurrent} users at once",
            MACHINES[environment.form, environment.target],
            f"{facts.site}{region}",
            f"entry {facts.domain}",
        )
    )
    if environment.is_packed:
        (server, *_) = environment.hosts
        disks = ", ".join(str(disk) for disk in server.disks)
        yield (
            f"All on one server, {server.name} ({server.address}): "
            f"{server.cores} cores, {server.memory_gb} GB, {disks}"
        )
    if environment.peer:
        yield _pair(environment, environment.peer)


def _pair(environment: Environment, peer: Environment) -> str:
    home = environment if environment.home else peer
    reads = "; the one that follows serves reads" if environment.size_facts.peer_reads else ""
    return (
        f"A pair with {peer.name} ({peer.facts.site}). Which of the two leads is live state, in "
        f"the site lease, and in no file{reads}. It starts at {home.name}."
    )


def _footer(environment: Environment, shown: Shown) -> Iterator[str]:
    yield _promises(environment)
    table = list(classified(environment))
    hidden = [flow.port_name for flow, kind in table if kind not in SHOWN[shown]]
    if hidden:
        names = dict.fromkeys(name for name in hidden if not name.endswith("-metrics"))
        metrics = " and those of metrics" if len(names) < len(set(hidden)) else ""
        yield (
            f"Not drawn: {len(hidden)} of {len(table)} flows, on the ports {', '.join(names)}"
            f"{metrics}."
        )
    if environment.peer:
        yield f"Every line to {environment.peer.name} runs from there to here as well."
    yield (
        f"`tandem flows {environment.name}` lists every flow; what it does not list is refused, "
        "in both directions."
    )


def _promises(environment: Environment) -> str:
    targets, hosts, managed = environment.targets, environment.hosts, environment.managed
    services = f" and {len(managed)} managed services" if managed else ""
    return (
        f"{len(hosts)} host{'' if len(hosts) == 1 else 's'}{services} · "
        f"{targets.availability * 100:g} % available · "
        f"95 of 100 answers in {span(targets.latency_p95)} · "
        f"lost host: {span(targets.host_outage)} without writes · "
        f"lost site: RTO {span(targets.rto)}, RPO {span(targets.rpo)}"
    )
