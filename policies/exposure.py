"""Nothing is open but the entry, and nobody may more than needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policies.resources import Resource, Site
from policies.rules import rule, rule_of_all

CLOSED, LEAST = ("1.3.1", "1.4.2"), ("7.2.1",)
WORLD = ("0.0.0.0/0", "::/0")
ADMIN_PORTS = (22, 3389)
BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


@rule("aws:vpc/securityGroupIngressRule", remedy="name who may come, in the flows table",
      controls=CLOSED)  # fmt: skip
def only_the_entry_is_open_to_the_world(it: Resource, site: Site) -> Iterator[str]:
    """Only what the flows table opens to the world is open to it."""
    if it.get("cidrIpv4", "") in WORLD or it.get("cidrIpv6", "") in WORLD:
        first, last = it.get("fromPort"), it.get("toPort")
        if first is None or (int(first), int(last)) not in site.open_ports:
            yield f"port {first} is open to the world"


@rule("aws:vpc/securityGroupIngressRule", remedy="enter through the bastion", controls=CLOSED)
def nobody_administers_from_the_world(it: Resource, _: Site) -> Iterator[str]:
    """No door for administrators is open to the world."""
    if it.get("cidrIpv4", "") in WORLD:
        first, last = int(it.get("fromPort", 0)), int(it.get("toPort", 65535))
        for port in ADMIN_PORTS:
            if first <= port <= last:
                yield f"port {port} is open to the world"


@rule("aws:vpc/securityGroupIngressRule", "aws:vpc/securityGroupEgressRule",
      remedy="say why the flow is there", level="advisory", controls=("1.2.5",))  # fmt: skip
def doors_say_why(it: Resource, _: Site) -> Iterator[str]:
    """Every door says why it is open."""
    if not it.get("description"):
        yield "it says nothing"


@rule("aws:vpc/securityGroupIngressRule", remedy="open single ports", controls=CLOSED)
def no_door_is_open_for_all_protocols(it: Resource, _: Site) -> Iterator[str]:
    """No door takes every protocol."""
    if str(it.get("ipProtocol")) == "-1":
        yield "it takes every protocol"


@rule("aws:ec2/securityGroup:", remedy="declare each rule as a resource of its own")
def groups_have_no_rules_within(it: Resource, _: Site) -> Iterator[str]:
    """A group's rules are resources of their own, so that each is reviewed."""
    if it.is_given("ingress") or it.is_given("egress"):
        yield "it has rules within"


@rule("aws:rds/instance", "aws:mq/broker", remedy="set publicly_accessible to false",
      controls=CLOSED)  # fmt: skip
def stores_are_not_public(it: Resource, _: Site) -> Iterator[str]:
    """No database or broker has an address in the world."""
    if it.get("publiclyAccessible") is not False:
        yield "it may be reached from the world"


@rule("aws:opensearch/domain", remedy="set vpc_options", controls=CLOSED)
def search_is_in_our_network(it: Resource, _: Site) -> Iterator[str]:
    """A domain stands in our network."""
    if not it.is_given("vpcOptions"):
        yield "it has an address in the world"


@rule("aws:opensearch/domain", remedy="set advanced_security_options", controls=("8.2.1",))
def search_asks_who_it_is(it: Resource, _: Site) -> Iterator[str]:
    """A domain lets nobody in without an account."""
    if it.get("advancedSecurityOptions.enabled") is not True:
        yield "whoever reaches it is let in"


@rule("aws:eks/cluster", remedy="set endpoint_public_access to false", controls=CLOSED)
def kubernetes_is_not_public(it: Resource, _: Site) -> Iterator[str]:
    """A cluster's API has no address in the world."""
    if it.get("vpcConfig.endpointPublicAccess") is not False:
        yield "its API may be reached from the world"


@rule("aws:ec2/subnet", remedy="leave map_public_ip_on_launch out", controls=CLOSED)
def subnets_hand_out_no_public_addresses(it: Resource, _: Site) -> Iterator[str]:
    """No subnet hands out addresses in the world by itself."""
    if it.get("mapPublicIpOnLaunch") is True:
        yield "whatever starts in it is public"


@rule("aws:s3/bucketPublicAccessBlock", remedy="set all four", controls=CLOSED)
def buckets_are_private(it: Resource, _: Site) -> Iterator[str]:
    """A bucket refuses every way of being public."""
    for each in BLOCKS:
        if it.get(each) is not True:
            yield f"{each} is off"


@rule_of_all(remedy="add a BucketPublicAccessBlock", controls=CLOSED)
def every_bucket_is_closed(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """Every bucket has a setting that closes it to the world."""
    closed = {each.name for each in resources if "bucketPublicAccessBlock" in each.kind}
    for each in resources:
        if each.kind == "aws:s3/bucket:Bucket" and each.name not in closed:
            yield f"bucket {each.name} has none"


@rule("aws:ec2/instance", "aws:ec2/launchTemplate", remedy="set http_tokens to required",
      controls=("2.2.6",))  # fmt: skip
def hosts_ask_for_sessions(it: Resource, _: Site) -> Iterator[str]:
    """A host is told about itself by sessions alone (IMDSv2)."""
    if it.get("metadataOptions.httpTokens") != "required":
        yield "any program that fetches pages can fetch its credentials"


@rule("aws:ec2/instance", remedy="set vpc_security_group_ids", controls=CLOSED)
def hosts_have_doors(it: Resource, _: Site) -> Iterator[str]:
    """A host stands behind our own groups, never the network's default."""
    if not it.is_given("vpcSecurityGroupIds"):
        yield "it stands in the default group"


@rule("aws:iam/rolePolicy:", "aws:iam/policy:", remedy="name actions and resources", controls=LEAST)
def nobody_may_everything(it: Resource, _: Site) -> Iterator[str]:
    """No policy allows all actions, or all of a service's on everything."""
    for each in it.documents():
        actions = each.get("Action", [])
        actions = actions if isinstance(actions, list) else [actions]
        if each["Effect"] == "Allow":
            wide = [name for name in actions if name == "*" or name.endswith(":*")]
            yield from (f"it allows {name}" for name in wide)
            if each.get("Resource") == "*":
                yield "it allows it on everything"


@rule("aws:iam/rolePolicyAttachment", remedy="write a policy for what is needed", controls=LEAST)
def nobody_is_administrator(it: Resource, _: Site) -> Iterator[str]:
    """No role is given AWS's policies that allow nearly everything."""
    arn = str(it.get("policyArn"))
    if arn.endswith(("/AdministratorAccess", "/PowerUserAccess", "/IAMFullAccess")):
        yield f"it has {arn.rpartition('/')[2]}"


@rule("aws:iam/role:", remedy="name the service that plays it", controls=LEAST)
def roles_are_played_by_somebody_known(it: Resource, _: Site) -> Iterator[str]:
    """No role may be played by anybody."""
    for each in it.documents():
        if each.get("Principal") in ("*", {"AWS": "*"}) and not each.get("Condition"):
            yield "anybody may play it"


@rule("aws:iam/user:", "aws:iam/accessKey:", remedy="use roles", controls=("8.6.1",))
def there_are_no_long_lived_keys(it: Resource, _: Site) -> Iterator[str]:
    """There are no users with keys: people and programs play roles."""
    yield f"{it.kind.rpartition(':')[2]} lives until somebody thinks of it"


@rule("aws:lb/loadBalancer", remedy="set drop_invalid_header_fields", controls=("6.4.1",))
def entries_drop_what_is_malformed(it: Resource, _: Site) -> Iterator[str]:
    """A balancer of pages drops malformed headers."""
    if (
        it.get("loadBalancerType") == "application"
        and it.get("dropInvalidHeaderFields") is not True
    ):
        yield "malformed headers reach the hosts"
