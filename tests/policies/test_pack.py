"""Each rule takes what is right, refuses what is wrong, and catches it in a real stack."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policies.pack import PACK, judge
from policies.pods import POLICY
from policies.resources import NOT_KNOWN, Resource, Site
from policies.rules import Rule, ask
from policies.site import site_of
from tests.components.declaring import Declared, declare, made, opened
from tests.policies.cases import CASES, DB, KUBE
from topology.look import Look
from topology.repository import ROOT, Repository

RULES: Mapping[str, Rule] = {each.name: each for each in PACK}
STACKS: Mapping[str, Look] = {
    "qps-dr": Look(),
    "logmaster-dc": Look(form="managed", target="aws"),
    "securityai-dc": Look(),
    "logx-uat": Look(form="servers", target="aws"),
}
"""Between them they have every type of resource that a rule is asked of."""
NONE_HAS: frozenset[str] = frozenset({"there-are-no-long-lived-keys"})
Stack = tuple[list[Resource], Site]
Change = Callable[[list[Resource]], list[Resource]]


def without(kind: str) -> Change:
    return lambda found: [each for each in found if kind not in each.kind]


def altered(kind: str, inputs: Mapping[str, Any], name: str = "") -> Change:
    """Lay inputs over the first resource of a type, or the one of a name."""

    def change(found: list[Resource]) -> list[Resource]:
        at = next(
            number
            for number, each in enumerate(found)
            if each.kind == kind and name in ("", each.name)
        )
        laid = {**found[at].inputs, **inputs}
        laid = {name: value for name, value in laid.items() if value is not None}
        return [*found[:at], replace(found[at], inputs=laid), *found[at + 1 :]]

    return change


WHOLE: Mapping[str, tuple[str, Change]] = {
    "every-bucket-is-closed": ("qps-dr", without("bucketPublicAccessBlock")),
    "every-bucket-has-versions": ("qps-dr", without("bucketVersioning")),
    "vaults-of-a-pair-are-locked": ("qps-dr", without("vaultLockConfiguration")),
    "every-network-is-logged": ("qps-dr", without("flowLog")),
    "what-a-law-wants-is-locked": ("logmaster-dc", without("bucketObjectLockConfiguration")),
    "what-the-platform-keeps-is-kept-as-long": (
        "qps-dr",
        altered("aws:backup/plan:Plan", {"rules": [{"lifecycle": {"deleteAfter": 1}}]}),
    ),
    "every-database-is-watched": ("qps-dr", without("metricAlarm")),
    "the-budget-is-watched": ("qps-dr", without("budgets/")),
    "every-entry-has-a-web-filter": ("qps-dr", without("webAclAssociation")),
    "what-is-done-is-written-down": ("qps-dr", without("cloudtrail")),
    "intruders-are-looked-for": ("qps-dr", without("guardduty")),
    "weaknesses-are-looked-for": ("qps-dr", without("inspector2")),
    "databases-stand-in-two-zones": ("qps-dr", altered(DB, {"multiAz": False})),
    "every-namespace-is-closed": (
        "securityai-dc",
        altered(POLICY, {"spec": {"podSelector": {}, "policyTypes": ["Ingress"]}}, "closed"),
    ),
    "every-namespace-has-its-limit": ("securityai-dc", without("ResourceQuota")),
    "policies-of-networks-are-enforced": ("securityai-dc", without("eks/addon")),
    "the-pair-has-a-copy-of-its-records": (
        "qps-dr",
        altered(DB, {"replicateSourceDb": "arn:aws:rds:eu-west-1:1:db:a"}),
    ),
}
"""Rules of a whole stack: where, and what breaks them."""
TOLD: Mapping[str, Callable[[Site], Site]] = {
    "the-pair-stands-in-two-regions": lambda site: replace(site, peer_region=site.region),
    "it-costs-what-was-decided": lambda site: replace(site, monthly=site.budget + 1),
    "the-pair-is-guarded": lambda site: replace(site, guarded=False),
    "versions-are-supported": lambda site: replace(site, today="2040-01-01"),
    "versions-are-supported-for-a-while": lambda site: replace(site, today="2040-01-01"),
}
"""Rules that break by what the model says, not by a resource."""


@pytest.fixture(scope="module")
def stacks() -> dict[str, Stack]:
    repository, found = Repository(ROOT), {}
    for name, look in STACKS.items():
        environment = repository.load(name, look)
        mocks: Declared = declare(environment, repository.prices)
        resources = [Resource(kind, named, opened(given)) for kind, named, given in made(mocks)]
        site = site_of(environment, "2026-11-21")
        found[name] = (resources, replace(site, monthly=site.budget))
    return found


def outcomes(rule: str, resources: Sequence[Resource], site: Site) -> set[str]:
    return {each.outcome for each in ask([RULES[rule]], resources, site)}


def test_there_are_at_least_forty_and_each_says_what_and_how_to_mend_it() -> None:
    assert len(PACK) >= 40
    assert len(RULES) == len(PACK)
    assert all(each.what.endswith(".") and each.remedy for each in PACK)


def test_every_rule_has_its_fixtures() -> None:
    assert {*RULES} == {*CASES, *WHOLE, *TOLD, *NONE_HAS}


@pytest.mark.parametrize("rule", CASES)
def test_it_takes_what_is_right_and_refuses_what_is_wrong(
    stacks: dict[str, Stack], rule: str
) -> None:
    case = CASES[rule]
    site = replace(stacks["qps-dr"][1], several={"a": 3})
    bad = {name: value for name, value in {**case.good, **case.bad}.items() if value is not None}
    assert outcomes(rule, [Resource(case.kind, "a", case.good)], site) == {"passed"}
    assert outcomes(rule, [Resource(case.kind, "a", bad)], site) == {"broken"}


@pytest.mark.parametrize("rule", CASES)
def test_it_catches_a_mutation_of_a_real_stack(stacks: dict[str, Stack], rule: str) -> None:
    case = CASES[rule]
    resources, site = next(
        (found, site)
        for found, site in stacks.values()
        if any(each.kind == case.kind for each in found)
        and (site.lasting or "pair" not in rule)
        and "broken" not in outcomes(rule, found, site)
    )
    changed = altered(case.kind, case.bad)(resources)
    assert "broken" not in outcomes(rule, resources, site)
    assert "broken" in outcomes(rule, changed, site)


@pytest.mark.parametrize("rule", WHOLE)
def test_a_rule_of_a_whole_stack_catches_its_mutation(stacks: dict[str, Stack], rule: str) -> None:
    name, change = WHOLE[rule]
    resources, site = stacks[name]
    assert outcomes(rule, resources, site) == {"passed"}
    assert outcomes(rule, change(resources), site) == {"broken"}


@pytest.mark.parametrize("rule", TOLD)
def test_a_rule_of_the_model_catches_another_model(stacks: dict[str, Stack], rule: str) -> None:
    resources, site = stacks["qps-dr"]
    if rule.startswith("versions"):
        resources, site = stacks["securityai-dc"]
        site = replace(site, today="2026-01-01")
    assert outcomes(rule, resources, site) == {"passed"}
    assert "broken" in outcomes(rule, resources, TOLD[rule](site))


def test_a_user_with_a_key_is_refused(stacks: dict[str, Stack]) -> None:
    user = Resource("aws:iam/user:User", "a", {})
    assert outcomes("there-are-no-long-lived-keys", [user], stacks["qps-dr"][1]) == {"broken"}


@pytest.mark.parametrize("name", STACKS)
def test_no_real_stack_breaks_a_mandatory_rule(stacks: dict[str, Stack], name: str) -> None:
    assert not judge(*stacks[name]).broken


def test_what_is_not_known_yet_is_unchecked_and_never_passed(stacks: dict[str, Stack]) -> None:
    site = stacks["qps-dr"][1]
    unknown = Resource(DB, "a", {"publiclyAccessible": NOT_KNOWN, "multiAz": True})
    assert outcomes("stores-are-not-public", [unknown], site) == {"unchecked"}
    nothing = replace(site, monthly=None)
    assert outcomes("it-costs-what-was-decided", [], nothing) == {"unchecked"}


def test_support_ends_on_the_day_that_the_model_says(stacks: dict[str, Stack]) -> None:
    site = stacks["qps-dr"][1]
    until: date = site.versions["kubernetes"].until
    cluster = Resource(KUBE, "a", {"version": "1.35"})
    last = replace(site, today=until.isoformat())
    assert outcomes("versions-are-supported", [cluster], last) == {"passed"}


@pytest.mark.parametrize("end", [{}, {"ports": [{"port": 443}]}])
def test_a_rule_of_a_policy_that_names_nobody_opens_to_everybody(
    stacks: dict[str, Stack], end: dict[str, Any]
) -> None:
    site = stacks["qps-dr"][1]
    anybody = Resource(POLICY, "a", {"spec": {"podSelector": {}, "egress": [end]}})
    assert outcomes("the-world-is-not-our-own-network", [anybody], site) == {"broken"}
