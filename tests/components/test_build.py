"""What a stack declares, without an engine: every input known, and as the SDK's types want it."""

from collections.abc import Mapping

import pytest

from lab.aws import sdk
from lab.aws.reading import as_tags
from reports.resources import counted, key, looks, recorded
from stacks.outputs import parsed
from tests.components.declaring import Declared, declare, of_aws, opened
from topology.look import Look
from topology.repository import ROOT, Repository

LOOKS: Mapping[str, Look] = {
    "qps-td": Look(),
    "qps-dr": Look(),
    "qps-dc": Look(size="large"),
    "logx-dr": Look(size="enterprise", form="managed", target="aws"),
    "logx-td": Look(form="servers", target="aws"),
    "logx-uat": Look(form="servers", target="aws"),
    "logmaster-dc": Look(form="managed", target="aws"),
    "logmaster-dr": Look(),
    "securityai-dc": Look(),
}
"""Every kind of service, both forms, every place and size."""
HELD = 5
"""Counts that are held against programs which run here anyway."""


@pytest.fixture(scope="module", params=LOOKS)
def declared(request: pytest.FixtureRequest) -> Declared:
    repository = Repository(ROOT)
    return declare(repository.load(request.param, LOOKS[request.param]), repository.prices)


def test_something_is_declared(declared: Declared) -> None:
    assert len(of_aws(declared)) > 50


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
            found = as_tags(inputs.get("tags"))
            missing = {"Name", "tandem:cost", "tandem:owner"} - found.keys()
            bare += [f"{kind} {name}"] if missing else []
    assert not bare


def test_what_holds_data_is_encrypted_with_our_key(declared: Declared) -> None:
    for kind, name, inputs in of_aws(declared):
        args = sdk.args_class(kind)
        # A copy beside its source is under the source's key.
        beside = "replicateSourceDb" in inputs and "dbSubnetGroupName" not in inputs
        if args and {"kmsKeyId", "encrypted"} & sdk.inputs(args).keys() and not beside:
            assert inputs.get("kmsKeyId"), f"{kind} {name}"


def test_what_it_says_of_itself_is_as_its_types_are(declared: Declared) -> None:
    said = parsed(declared.outputs)
    assert said.alerts
    assert all(each for each in said.stores.values())
    by_kind = {
        kind: {name for other, name, _ in of_aws(declared) if other == kind}
        for kind in ("aws:lb/loadBalancer:LoadBalancer", "aws:ec2/instance:Instance")
    }
    assert [said.entries.keys(), said.hosts.keys()] == [*by_kind.values()]


def test_members_that_come_and_go_are_sent_requests_like_the_others(declared: Declared) -> None:
    found = [(kind, name) for kind, name, _ in of_aws(declared)]
    behind = {name for kind, name in found if kind == "aws:lb/targetGroup:TargetGroup"}
    grown = {name for kind, name in found if kind == "aws:autoscaling/group:Group"}
    joined = {name for kind, name in found if kind == "aws:autoscaling/attachment:Attachment"}
    assert joined == grown & {f"{tier}-more" for tier in behind}


def test_what_is_recorded_of_it_is_what_it_declares(
    declared: Declared, request: pytest.FixtureRequest
) -> None:
    name = request.node.callspec.params["declared"]
    label = key(Repository(ROOT).load(name, LOOKS[name]))
    if label in recorded():
        now = counted(kind for kind, *_ in declared.resources)
        assert recorded()[label] == now, "run scripts/resources.py, then `make docs`"


def test_every_environment_is_recorded_at_every_size_and_some_are_held_above() -> None:
    repository = Repository(ROOT)
    assert [key(each) for each in looks(repository)] == [*recorded()]
    held = {key(repository.load(name, look)) for name, look in LOOKS.items()} & recorded().keys()
    assert len(held) >= HELD
