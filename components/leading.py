"""Which side of a pair leads a database: asked of AWS, where it may have changed since.

The model says where a pair begins; after a promotion that is history. So each site looks at its own
database first: what stands there stays what it is, and a lost region on the other side keeps nobody
from planning this one. Only what is not there yet asks the other side.
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from topology.environment import Environment


class UnknownLeadError(Exception):
    """Nobody can say who leads, so nothing is declared."""


def follows(environment: Environment, tier: str, ask: pulumi.InvokeOptions) -> bool:
    """Tell whether a site's database is a copy of the other site's, or is to become one."""
    peer = environment.peer
    if peer is None or peer.target != environment.target:
        return False
    mine = _source(environment, tier, ask)
    if mine is not None:
        return bool(mine)
    theirs = _source(peer, tier, ask)
    if theirs:
        raise UnknownLeadError(
            f"{peer.name}-{tier} is a copy of {environment.name}-{tier}, which is not there: "
            f"promote it (`aws rds promote-read-replica`) or restore the other, then repeat; "
            f"an empty database would take its place"
        )
    return not environment.home if theirs is None else True


def _source(site: Environment, tier: str, ask: pulumi.InvokeOptions) -> str | None:
    """Return whose copy a database is, or ''; `None` where it is not there."""
    name, region = f"{site.name}-{tier}", site.facts.region
    named = [{"name": "db-instance-id", "values": [name]}]
    try:
        if not aws.rds.get_instances(region=region, filters=named, opts=ask).instance_identifiers:
            return None
        found = aws.rds.get_instance(region=region, db_instance_identifier=name, opts=ask)
    except Exception as error:  # the SDK raises no type of its own
        raise UnknownLeadError(
            f"nobody can say who leads {tier}: {name} in {region} does not answer ({error}); "
            f"repeat once it does: what stands is not touched"
        ) from error
    source: str | None = found.replicate_source_db
    return source or ""
