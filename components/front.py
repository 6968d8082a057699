"""One address for both sites of a pair, where the size says so: Global Accelerator."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.names import HEALTH
from components.site import Part, Site

TLS = 443
PORTS = (80, TLS)
CHECKED_EVERY = 10  # seconds: the quicker of the two rhythms that it has
GIVEN_UP = 3  # failed checks, decided: as the names of a pair without it
EVENLY = 128


class Front(Part):
    """The addresses where this site is the first, and this site's entry behind them."""

    def __init__(
        self,
        name: str,
        site: Site,
        balancer: pulumi.Input[str],
        listener: pulumi.Input[str] | None,
        options: pulumi.ResourceOptions,
    ) -> None:
        """Make it; `listener` is the other site's, where that was there first."""
        super().__init__("Front", name, site, options)
        self.accelerator = self._accelerator() if listener is None else None
        self.listener = self._listener(self.accelerator) if self.accelerator else listener
        aws.globalaccelerator.EndpointGroup(
            name,
            listener_arn=self.listener,
            endpoint_group_region=site.region,
            health_check_protocol="HTTPS",
            health_check_port=TLS,
            health_check_path=HEALTH,
            health_check_interval_seconds=CHECKED_EVERY,
            threshold_count=GIVEN_UP,
            endpoint_configurations=[
                {
                    "endpoint_id": balancer,
                    "weight": EVENLY,
                    "client_ip_preservation_enabled": True,
                }
            ],
            opts=self.own,
        )
        self.register_outputs({"listener": self.listener})

    def _accelerator(self) -> aws.globalaccelerator.Accelerator:
        return aws.globalaccelerator.Accelerator(
            self.label,
            name=self.named(self.label),
            enabled=True,
            ip_address_type="IPV4",
            tags=self.tags(self.label),
            opts=self.own,
        )

    def _listener(self, accelerator: aws.globalaccelerator.Accelerator) -> pulumi.Output[str]:
        made = aws.globalaccelerator.Listener(
            self.label,
            accelerator_arn=accelerator.arn,
            protocol="TCP",
            port_ranges=[{"from_port": each, "to_port": each} for each in PORTS],
            opts=self.own,
        )
        arn: pulumi.Output[str] = made.arn
        return arn
