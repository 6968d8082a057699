"""What a stack declares, asked without an engine."""

import asyncio
import gc
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pulumi
from pulumi.runtime.stack import run_pulumi_func

from cloud.seen import MADE
from topology.environment import Environment
from topology.prices import Prices

OTHER = "pulumi:pulumi:StackReference"
TABLES = ("public", "outward-a", "outward-b", "outward-c", "inward")
TOLD = ("arn", "keyId", "allocationId", "address", "dnsName", "primaryEndpointAddress", "zoneId",
        "hostedZoneId", "fqdn", "certificateArn", "endpoint",
        "configurationEndpointAddress")  # fmt: skip
"""Outputs that one part asks of another, beside what that was given."""
SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
"""How the engine's protocol marks a secret."""


@dataclass
class Declared(pulumi.runtime.Mocks):
    """Answers for the engine, and keeps what it was told."""

    resources: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)
    """Databases that AWS has already, each with whose copy it is, or nothing."""
    lost: str = ""
    """A region that does not answer."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Make it, as far as anybody can tell."""
        if args.typ == OTHER:
            reached = {"vpc": "vpc-2"} | {each: f"rtb-{each}" for each in TABLES}
            outputs = {"reached": reached, "joined": {"cache": "global-cache"}, "zone": "zone-1"}
            outputs |= {"front": "listener-1"}
            return args.name, {"name": args.name, "outputs": outputs, "secretOutputNames": []}
        self.resources.append((args.typ, args.name, args.inputs))
        proof = {f"resourceRecord{each}": f"proof-{each}" for each in ("Name", "Type", "Value")}
        more: dict[str, Any] = {"domainValidationOptions": [proof]} if "acm" in args.typ else {}
        more |= (
            {"instances": [{"endpoints": ["amqps://broker:5671"]}]} if ":mq/" in args.typ else {}
        )
        more |= {"certificateAuthority": {"data": "x"}} if "eks" in args.typ else {}
        told = {each: f"{args.name}-{each}" for each in TOLD}
        return f"{args.name}-id", {**told, **more, **args.inputs}

    def call(
        self, args: pulumi.runtime.MockCallArgs
    ) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Answer any question."""
        if ":rds/" in args.token:
            return self._of_databases(args.args), []
        return {"accountId": "123456789012", "value": "ami-1", **args.args}, []

    def _of_databases(self, asked: dict[str, Any]) -> dict[Any, Any]:
        if asked["region"] == self.lost:
            raise ConnectionError(f"{self.lost} does not answer")
        if "filters" in asked:
            names = asked["filters"][0]["values"]
            return {"instanceIdentifiers": [each for each in names if each in self.standing]}
        return {"replicateSourceDb": self.standing[asked["dbInstanceIdentifier"]]}


def declare(environment: Environment, prices: Prices, **there: Any) -> Declared:  # noqa: ANN401 - of `Declared`
    """Return all that an environment's stack declares, with what AWS has already."""
    from stacks.__main__ import build  # noqa: PLC0415 - the SDK takes seconds to read

    mocks = Declared(**there)

    def program() -> None:
        told: dict[str, Any] = {}
        with patch("pulumi.export", told.__setitem__):
            build(environment, prices)
        pulumi.Output.from_input(told).apply(mocks.outputs.update)

    async def run() -> None:
        pulumi.runtime.set_mocks(mocks, project="tandem", stack=environment.name, preview=False)
        await run_pulumi_func(program)

    with warnings.catch_warnings():
        # The SDK leaves the loops of its threads behind: they are collected here, unseen.
        warnings.simplefilter("ignore", ResourceWarning)
        asyncio.run(run())
        gc.collect()
    return mocks


def opened(value: Any) -> Any:  # noqa: ANN401 - any value
    """Return inputs without the wrapping of secrets."""
    if isinstance(value, dict) and value.get(SIGNATURE) == SECRET:
        return value["value"]
    if isinstance(value, dict):
        return {name: opened(each) for name, each in value.items()}
    return [opened(each) for each in value] if isinstance(value, list) else value


def made(declared: Declared) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what is asked of rules: of AWS, and of clusters."""
    return [each for each in declared.resources if each[0].startswith(MADE)]


def of_aws(declared: Declared) -> list[tuple[str, str, dict[str, Any]]]:
    return [each for each in declared.resources if each[0].startswith("aws:")]
