"""The web filter before the entry: AWS's own rule groups, and a limit for each address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.site import Part, Site
from topology.environment import Environment

GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesLinuxRuleSet",
)
"""Who asks, then what is asked; the first that refuses decides."""
WINDOW = 300  # seconds that WAF counts over
LEAST = 100  # the smallest limit that WAF takes for the window of five minutes
BEHIND_ONE = 50  # decided: users who share one address, as an office does


@dataclass(frozen=True)
class WebFilterArgs:
    """How much one address may ask."""

    limit: int
    """Requests in five minutes."""

    @classmethod
    def of(cls, environment: Environment) -> WebFilterArgs:
        """Return the limit of an environment: an office's share of all that comes at the peak."""
        facts = environment.size_facts
        share = BEHIND_ONE / max(BEHIND_ONE, facts.concurrent.high)
        return cls(max(LEAST, int(facts.events_per_second.high * WINDOW * share)))


class WebFilter(Part):
    """The list of rules, laid before a balancer."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: WebFilterArgs,
        balancer: pulumi.Input[str],
        options: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("WebFilter", name, site, options)
        groups = [
            self._rule(
                number,
                each,
                {"managed_rule_group_statement": {"name": each, "vendor_name": "AWS"}},
                {"override_action": {"none": {}}},
            )
            for number, each in enumerate(GROUPS, start=1)
        ]
        limit = {"rate_based_statement": {"limit": args.limit, "aggregate_key_type": "IP"}}
        self.acl = aws.wafv2.WebAcl(
            name,
            name=self.named(name),
            description=f"What may ask {site.name}",
            scope="REGIONAL",
            default_action={"allow": {}},
            rules=[self._rule(0, "limit", limit, {"action": {"block": {}}}), *groups],
            visibility_config=_seen(self.named(name)),
            tags=self.tags(name),
            opts=self.own,
        )
        aws.wafv2.WebAclAssociation(
            name, resource_arn=balancer, web_acl_arn=self.acl.arn, opts=self.own
        )
        self.register_outputs({"arn": self.acl.arn})

    def _rule(
        self, number: int, name: str, asks: dict[str, Any], does: dict[str, Any]
    ) -> dict[str, Any]:
        rule = {"name": name, "priority": number, "statement": asks}
        return {**rule, **does, "visibility_config": _seen(f"{self.site.name}-{name}")}


def _seen(name: str) -> dict[str, Any]:
    return {
        "cloudwatch_metrics_enabled": True,
        "metric_name": name,
        "sampled_requests_enabled": True,
    }
