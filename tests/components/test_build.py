"""What a stack declares, without an engine: every input known, and as the SDK's types want it."""

import asyncio
import gc
import warnings
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pulumi.runtime.stack import run_pulumi_func

from lab.aws import sdk
from topology.repository import ROOT, Repository

TOLD = ("arn", "keyId", "allocationId", "address", "dnsName", "primaryEndpointAddress")
"""Outputs that one part asks of another, beside what that was given."""
SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
"""How the engine's protocol marks a secret."""
NAMES = ("qps-td", "qps-uat", "qps-dc")


@dataclass
class Declared(pulumi.runtime.Mocks):
    """Answers for the engine, and keeps what it was told."""

    resources: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Make it, as far as anybody can tell."""
        self.resources.append((args.typ, args.name, args.inputs))
        told = {each: f"{args.name}-{each}" for each in TOLD}
        return f"{args.name}-id", {**told, **args.inputs}

    def call(
        self, args: pulumi.runtime.MockCallArgs
    ) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Answer any question."""
        return {"accountId": "123456789012", "value": "ami-1", **args.args}, []


@pytest.fixture(scope="module", params=NAMES)
def declared(request: pytest.FixtureRequest) -> Declared:
    from stacks.__main__ import build  # noqa: PLC0415 - the SDK takes seconds to read

    repository = Repository(ROOT)
    mocks = Declared()
    environment, prices = repository.load(request.param), repository.prices

    async def run() -> None:
        pulumi.runtime.set_mocks(mocks, project="tandem", stack=request.param, preview=False)
        await run_pulumi_func(lambda: build(environment, prices))

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


def of_aws(declared: Declared) -> list[tuple[str, str, dict[str, Any]]]:
    return [each for each in declared.resources if each[0].startswith("aws:")]


def test_something_is_declared(declared: Declared) -> None:
    assert len(of_aws(declared)) > 100


def test_every_input_is_one_that_the_sdk_knows(declared: Declared) -> None:
    found = [
        f"{kind} {name}: {problem}"
        for kind, name, inputs in of_aws(declared)
        for problem in sdk.problems(kind, opened(inputs))
    ]
    assert not found


def test_everything_that_takes_tags_says_who_pays_and_who_owns(declared: Declared) -> None:
    bare = []
    for kind, name, inputs in of_aws(declared):
        args = sdk.args_class(kind)
        if args and "tags" in sdk.inputs(args):
            missing = {"Name", "tandem:cost", "tandem:owner"} - inputs.get("tags", {}).keys()
            bare += [f"{kind} {name}"] if missing else []
    assert not bare


def test_what_holds_data_is_encrypted_with_our_key(declared: Declared) -> None:
    for kind, name, inputs in of_aws(declared):
        args = sdk.args_class(kind)
        if args and {"kmsKeyId", "encrypted"} & sdk.inputs(args).keys():
            assert inputs.get("kmsKeyId"), f"{kind} {name}"
