"""What goes wrong is seen, told, and written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policies.resources import Resource, Site
from policies.rules import rule, rule_of_all

SEEN, WRITTEN, FILTERED = ("10.4.1", "12.10.5"), ("10.2.1", "10.3.4"), ("6.4.2",)
ALARM, ASSOCIATION = "aws:cloudwatch/metricAlarm:", "aws:wafv2/webAclAssociation:"


@rule_of_all(remedy="give it alarms in components/alarms.py", controls=SEEN)
def every_database_is_watched(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """Every database has an alarm of its own."""
    watched = {
        str(each.get("dimensions", {}).get("DBInstanceIdentifier"))
        for each in resources
        if each.kind.startswith(ALARM) and each.get("namespace") == "AWS/RDS"
    }
    for each in resources:
        if each.kind == "aws:rds/instance:Instance" and each.get("identifier") not in watched:
            yield f"nobody would notice {each.name}"


@rule(ALARM, remedy="give it the topic as alarm_actions", controls=SEEN)
def alarms_are_told(it: Resource, _: Site) -> Iterator[str]:
    """An alarm tells somebody."""
    if not it.is_given("alarmActions") or it.get("actionsEnabled", True) is not True:
        yield "nobody hears it"


@rule("aws:sns/topic:", remedy="set kms_master_key_id", controls=("3.5.1",))
def what_is_told_is_encrypted(it: Resource, _: Site) -> Iterator[str]:
    """What waits to be told is encrypted with our key."""
    if not it.is_given("kmsMasterKeyId"):
        yield "it is not"


@rule_of_all(remedy="declare a budget, with notifications")
def the_budget_is_watched(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """A budget of what was decided tells before it is spent."""
    found = [each for each in resources if each.kind.startswith("aws:budgets/budget:")]
    if not found:
        yield "nobody watches what it costs"
    for each in found:
        if not each.is_given("notifications"):
            yield f"{each.name} tells nobody"
        if float(each.get("limitAmount", 0)) > site.budget:
            yield f"{each.name} allows more than ${site.budget:,.0f}"


@rule_of_all(remedy="lay a web filter before it", controls=FILTERED)
def every_entry_has_a_web_filter(resources: Sequence[Resource], _: Site) -> Iterator[str]:
    """Before every entry of pages that faces the world there is a web filter."""
    facing = [
        each
        for each in resources
        if each.kind.startswith("aws:lb/loadBalancer:")
        and each.get("loadBalancerType") == "application"
        and each.get("internal") is not True
    ]
    filters = [each for each in resources if each.kind.startswith(ASSOCIATION)]
    if len(facing) > len(filters):
        yield f"{len(facing)} entries, {len(filters)} filters"


@rule("aws:wafv2/webAcl:", remedy="let its rules block, not count", controls=FILTERED)
def web_filters_refuse(it: Resource, _: Site) -> Iterator[str]:
    """A web filter refuses what its rules find, and an address that asks too much."""
    rules = it.items("rules")
    yield from (
        f"{each['name']} only counts"
        for each in rules
        if "count" in {**each.get("overrideAction", {}), **each.get("action", {})}
    )
    if not any("rateBasedStatement" in each.get("statement", {}) for each in rules):
        yield "it has no limit"


@rule_of_all(remedy="declare a trail", controls=WRITTEN)
def what_is_done_is_written_down(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """What anybody does in the account of dc or dr is written down."""
    if site.lasting and not any(each.kind.startswith("aws:cloudtrail/") for each in resources):
        yield "there is no trail"


@rule("aws:cloudtrail/trail:", remedy="set enable_log_file_validation, enable_logging and a key",
      controls=WRITTEN)  # fmt: skip
def trails_are_proof(it: Resource, _: Site) -> Iterator[str]:
    """A trail is written, encrypted, and shows if somebody has changed it."""
    for name in ("enableLogFileValidation", "enableLogging"):
        if it.get(name) is not True:
            yield f"{name} is off"
    if not it.is_given("kmsKeyId"):
        yield "it is not under our key"


@rule_of_all(remedy="declare a detector", controls=("11.5.1",))
def intruders_are_looked_for(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """GuardDuty looks over dc and dr."""
    looks = [each for each in resources if each.kind.startswith("aws:guardduty/detector:")]
    if site.lasting and not any(each.get("enable") is True for each in looks):
        yield "nobody does"


@rule_of_all(remedy="declare an enabler of Inspector", controls=("11.3.1",))
def weaknesses_are_looked_for(resources: Sequence[Resource], site: Site) -> Iterator[str]:
    """Inspector looks over the hosts and images of dc and dr."""
    if site.lasting and not any(each.kind.startswith("aws:inspector2/") for each in resources):
        yield "nobody does"


@rule("aws:route53/record:", remedy="give it health_check_id")
def names_leave_what_is_not_well(it: Resource, _: Site) -> Iterator[str]:
    """A record that may move to the other site has a check that moves it."""
    if it.is_given("failoverRoutingPolicies") and not it.is_given("healthCheckId"):
        yield "nothing moves it"
