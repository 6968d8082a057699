"""It stands as its size promises, is supported, is somebody's, and is inside its budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from policies.resources import NotKnownError, Resource, Site
from policies.rules import rule, rule_of_all

TAGS = ("Name", "tandem:environment", "tandem:cost", "tandem:owner")
SOON_DAYS = 180
TAGGED = (
    "aws:ec2/vpc:",
    "aws:ec2/subnet",
    "aws:ec2/instance",
    "aws:ec2/securityGroup:",
    "aws:ec2/launchTemplate",
    "aws:ebs/volume",
    "aws:rds/",
    "aws:elasticache/replicationGroup",
    "aws:mq/",
    "aws:opensearch/",
    "aws:eks/cluster",
    "aws:efs/fileSystem",
    "aws:s3/bucket:",
    "aws:kms/key",
    "aws:secretsmanager/secret:",
    "aws:lb/loadBalancer",
    "aws:backup/vault:",
    "aws:iam/role:",
    "aws:autoscaling/group",
)


def tags_of(it: Resource) -> Mapping[str, str]:
    """Return tags, which some resources have as a list."""
    found = it.get("tags", {})
    if isinstance(found, list):
        return {each.get("key"): each.get("value") for each in found}
    return dict(found)


@rule(*TAGGED, remedy="take tags from Part.tags", controls=("12.5.1",))
def everything_is_somebodys(it: Resource, _: Site) -> Iterator[str]:
    """Everything says who pays and who owns it."""
    found = tags_of(it)
    yield from (f"it has no tag {each}" for each in TAGS if not found.get(each))


@rule(*TAGGED, remedy="take tags from Part.tags", level="advisory")
def tags_speak_of_this_environment(it: Resource, site: Site) -> Iterator[str]:
    """Tags name the environment that the stack is for."""
    found = tags_of(it).get("tandem:environment")
    if found and found != site.name:
        yield f"it says {found}"


@rule_of_all(remedy="set multi_az", controls=("12.10.1",))
def databases_stand_in_two_zones(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """A database that the size promises to be more than one stands in two zones."""
    for each in resources:
        several = site.several.get(each.name, 1) > 1
        copy = each.is_given("replicateSourceDb") and not str(
            each.get("replicateSourceDb")
        ).startswith("arn:")
        promised = several and each.kind == "aws:rds/instance:Instance" and not copy
        if promised and each.get("multiAz") is not True:
            yield f"{each.name} stands in one"


@rule("aws:elasticache/replicationGroup", remedy="set multi_az_enabled and automatic_failover")
def caches_stand_in_two_zones(it: Resource, site: Site) -> Iterator[str]:
    """A cache that the size promises to be more than one survives a zone."""
    safe = it.get("multiAzEnabled") is True and it.get("automaticFailoverEnabled") is True
    if site.several.get(it.name, 1) > 1 and not safe:
        yield "it goes with its zone"


@rule("aws:mq/broker", remedy="set deployment_mode to CLUSTER_MULTI_AZ")
def brokers_stand_in_several_zones(it: Resource, site: Site) -> Iterator[str]:
    """A broker that the size promises to be more than one is a cluster."""
    if site.several.get(it.name, 1) > 1 and it.get("deploymentMode") != "CLUSTER_MULTI_AZ":
        yield "it is one"


@rule("aws:opensearch/domain", remedy="set zone_awareness_enabled")
def search_stands_in_several_zones(it: Resource, site: Site) -> Iterator[str]:
    """A domain that the size promises to be more than one node survives a zone."""
    if (
        site.several.get(it.name, 1) > 1
        and it.get("clusterConfig.zoneAwarenessEnabled") is not True
    ):
        yield "it goes with its zone"


@rule_of_all(remedy="give the dr's file another region")
def the_pair_stands_in_two_regions(_: Sequence[Resource], site: Site) -> Iterator[str]:
    """The two sites of a pair stand in two regions."""
    if site.peer_region == site.region:
        yield f"both stand in {site.region}"


@rule_of_all(remedy="let the second site's database follow the first's, under its own key")
def the_pair_has_a_copy_of_its_records(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """A database that follows another region's is under a key of its own region."""
    for each in resources:
        if each.kind != "aws:rds/instance:Instance" or not each.is_given("replicateSourceDb"):
            continue
        source = str(each.get("replicateSourceDb"))
        if source.startswith("arn:") and source.split(":")[3] == site.region:
            yield f"{each.name} follows one of its own region"


@rule("aws:rds/instance", "aws:mq/broker", "aws:elasticache/replicationGroup",
      "aws:opensearch/domain", "aws:eks/cluster",
      remedy="take the version of platforms/shared/common.yml", controls=("6.3.3",))  # fmt: skip
def versions_are_the_decided_ones(it: Resource, site: Site) -> Iterator[str]:
    """A service runs the version that the model decided."""
    engine = (
        "kubernetes" if it.service == "eks" else str(it.get("engine", it.get("engineType", "")))
    )
    found = str(it.get("engineVersion", it.get("version", "")))
    if it.service == "opensearch":
        engine, _, found = found.partition("_")
    wanted = site.versions.get(engine.lower())
    if wanted and found != wanted.version:
        yield f"it runs {found}; {wanted.version} is decided"


@rule("aws:rds/instance", "aws:eks/cluster", remedy="decide on a newer version in common.yml",
      controls=("6.3.3",))  # fmt: skip
def versions_are_supported(it: Resource, site: Site) -> Iterator[str]:
    """A service runs what its vendor still supports."""
    engine = "kubernetes" if it.service == "eks" else str(it.get("engine", ""))
    known = site.versions.get(engine.lower())
    if known and known.until and date.fromisoformat(site.today) > known.until:
        yield f"support ended on {known.until}"


@rule("aws:rds/instance", "aws:eks/cluster", level="advisory",
      remedy="plan the step to a newer version", controls=("6.3.3",))  # fmt: skip
def versions_are_supported_for_a_while(it: Resource, site: Site) -> Iterator[str]:
    """A service's support does not end within half a year."""
    engine = "kubernetes" if it.service == "eks" else str(it.get("engine", ""))
    known = site.versions.get(engine.lower())
    if known and known.until:
        left = (known.until - date.fromisoformat(site.today)).days
        if left < SOON_DAYS:
            yield f"{left} days are left"


@rule("aws:mq/broker", remedy="set auto_minor_version_upgrade", level="advisory",
      controls=("6.3.3",))  # fmt: skip
def brokers_mend_themselves(it: Resource, _: Site) -> Iterator[str]:
    """A broker takes its vendor's corrections."""
    if it.get("autoMinorVersionUpgrade") is not True:
        yield "it does not"


@rule("aws:backup/vault:", remedy="leave force_destroy out in dc and dr")
def vaults_of_a_pair_are_not_emptied(it: Resource, site: Site) -> Iterator[str]:
    """A vault of dc or dr is not emptied to be deleted."""
    if site.guarded and it.get("forceDestroy") is True:
        yield "its backups go with it"


@rule("aws:ec2/vpc:", level="advisory", remedy="set `guarded: true` in its file again")
def the_pair_is_guarded(_: Resource, site: Site) -> Iterator[str]:
    """The guard of dc and dr is on: off, one command takes all of it away."""
    if site.lasting and not site.guarded:
        yield "its file says `guarded: false`"


@rule_of_all(remedy="take less, or decide on another budget in the platform's file")
def it_costs_what_was_decided(_: Sequence[Resource], site: Site) -> Iterator[str]:
    """A month costs no more than the decided budget."""
    if site.monthly is None:
        raise NotKnownError("what it costs")
    if site.monthly > site.budget:
        yield f"${site.monthly:,.0f} a month are above ${site.budget:,.0f}"
