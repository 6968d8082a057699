"""The platform's name: a zone, a check of each entry, and records that move to what is well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.site import Part, Site
from topology.environment import Environment

EVERY = 10  # seconds between two checks: the quicker of the two rhythms that Route 53 has
GIVEN_UP = 3  # failed checks, decided: half a minute, so that a lost packet moves nobody
HEALTH = "/health"
PROOF_SECONDS = 300  # decided: it never changes


@dataclass(frozen=True)
class NamesArgs:
    """The name, and whose it is."""

    domain: str
    leads: bool
    """Whether this site is the one that is asked first."""
    paired: bool
    fronted: bool
    """Whether one address leads to both sites of the pair."""

    @classmethod
    def of(cls, environment: Environment, *, leads: bool) -> NamesArgs:
        """Return the names of an environment."""
        paired = environment.peer is not None and environment.peer.target == "aws"
        fronted = paired and environment.size_facts.global_entry
        return cls(environment.facts.domain, leads, paired, fronted)


class Names(Part):
    """The zone where this site is the first, a check and a record at both."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: NamesArgs,
        zone: pulumi.Input[str] | None,
        options: pulumi.ResourceOptions,
    ) -> None:
        """Make them; `zone` is the other site's, where that was there first."""
        super().__init__("Names", name, site, options)
        self.args = args
        self._is_first = zone is None
        self.zone: pulumi.Input[str] = zone if zone is not None else self._zone().zone_id
        self.register_outputs({"zone": self.zone})

    def _zone(self) -> aws.route53.Zone:
        return aws.route53.Zone(
            self.label,
            name=self.args.domain,
            comment=f"Names of {self.site.name}",
            tags=self.tags(self.label),
            opts=self.own,
        )

    def prove(self, certificate: aws.acm.Certificate) -> aws.acm.CertificateValidation:
        """Prove to ACM that the name is ours, and wait until it has seen that.

        The proof is the same at both sites of a pair, so that whoever has the zone gives it.
        """
        proofs = [self._proof(certificate).fqdn] if self._is_first else None
        return aws.acm.CertificateValidation(
            self.label,
            certificate_arn=certificate.arn,
            validation_record_fqdns=proofs,
            opts=self.own,
        )

    def _proof(self, certificate: aws.acm.Certificate) -> aws.route53.Record:
        asked = certificate.domain_validation_options.apply(lambda all_: all_[0])
        return aws.route53.Record(
            f"{self.label}-proof",
            zone_id=self.zone,
            name=asked.apply(lambda it: it.resource_record_name),
            type=asked.apply(lambda it: it.resource_record_type),
            records=[asked.apply(lambda it: it.resource_record_value)],
            ttl=PROOF_SECONDS,
            allow_overwrite=True,
            opts=self.own,
        )

    def lead_to(self, balancer: aws.lb.LoadBalancer) -> None:
        """Give the entry the platform's name; of a pair, the site that leads answers first."""
        if self.args.fronted:
            return
        check = aws.route53.HealthCheck(
            self.label,
            type="HTTPS",
            fqdn=balancer.dns_name,
            port=443,
            resource_path=HEALTH,
            request_interval=EVERY,
            failure_threshold=GIVEN_UP,
            tags=self.tags(self.label),
            opts=self.own,
        )
        role = "PRIMARY" if self.args.leads else "SECONDARY"
        self._alias(
            balancer.dns_name,
            balancer.zone_id,
            health_check_id=check.id if self.args.paired else None,
            set_identifier=self.site.name if self.args.paired else None,
            failover_routing_policies=[{"type": role}] if self.args.paired else None,
        )

    def lead_to_both(self, accelerator: aws.globalaccelerator.Accelerator) -> None:
        """Give the one address of both sites the platform's name."""
        self._alias(accelerator.dns_name, accelerator.hosted_zone_id)

    def _alias(
        self,
        name: pulumi.Input[str],
        zone: pulumi.Input[str],
        **more: Any,  # noqa: ANN401 - the SDK's own inputs
    ) -> None:
        alias = {"name": name, "zone_id": zone, "evaluate_target_health": True}
        aws.route53.Record(
            self.label,
            zone_id=self.zone,
            name=self.args.domain,
            type="A",
            aliases=[alias],
            opts=self.own,
            **more,
        )
