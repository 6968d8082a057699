"""The CrossGuard entry: the same rules, asked by Pulumi's own engine while it plans.

It needs the policy plugin, which its vendor alone has: `pulumi preview --policy-pack policies`.
Without it `tandem cloud preview` and `tandem cloud audit` ask the same rules.
"""

from __future__ import annotations

from collections.abc import Callable

from pulumi_policy import (
    EnforcementLevel,
    PolicyPack,
    ReportViolation,
    StackValidationArgs,
    StackValidationPolicy,
)

from policies.pack import PACK
from policies.resources import Resource, Site
from policies.rules import Rule, ask
from policies.site import site_of
from topology.repository import ROOT, Repository

LEVELS = {"mandatory": EnforcementLevel.MANDATORY, "advisory": EnforcementLevel.ADVISORY}


def validation(of: Rule, site: Callable[[str], Site]) -> StackValidationPolicy:
    """Return a rule as CrossGuard takes it."""

    def check(args: StackValidationArgs, report: ReportViolation) -> None:
        found = [
            Resource(each.resource_type, each.name, dict(each.props), each.urn)
            for each in args.resources
            if each.resource_type.startswith(("aws:", "kubernetes:"))
        ]
        stack = args.resources[0].urn.split("::")[0].removeprefix("urn:pulumi:")
        for each in ask([of], found, site(stack)):
            if each.outcome != "passed":
                report(f"{each.outcome}: {each.why}; {each.remedy}", each.resource)

    return StackValidationPolicy(
        name=of.name,
        description=f"{of.what} ({', '.join(of.controls)})" if of.controls else of.what,
        validate=check,
        enforcement_level=LEVELS[of.level],
    )


if __name__ == "__main__":
    repository = Repository(ROOT)
    PolicyPack(
        name="tandem",
        enforcement_level=EnforcementLevel.MANDATORY,
        policies=[validation(each, lambda name: site_of(repository.load(name))) for each in PACK],
    )
