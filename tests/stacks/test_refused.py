"""What AWS says no to: one message with its remedy, the state as it was, and nothing twice."""

from collections.abc import Iterator

import pytest

from cloud.stack import Stack
from cloud.trouble import BAD_INPUT, FAILED, CloudError, explained
from lab.aws.rehearsal import Rehearsal
from tests.stacks.refusing import Door, Refusal, before
from tests.stacks.rehearsing import REHEARSED, client, rehearsing, stack_of
from topology.look import Look

pytestmark = REHEARSED
At = tuple[Rehearsal, Door, Stack]


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    with (
        rehearsing(tmp_path_factory.mktemp("state")) as rehearsal,
        before(rehearsal) as (door, where),
    ):
        yield rehearsal, door, stack_of("qps-td", Look(), where)


@pytest.mark.parametrize(
    ("refusal", "code", "remedy"),
    [
        (Refusal("GetCallerIdentity", "InvalidClientTokenId", "no such key", 403), BAD_INPUT,
         "log in again"),
        (Refusal("CreateVpc", "OptInRequired", "not subscribed", 403), BAD_INPUT, "`region`"),
        (Refusal("CreateVpc", "VpcLimitExceeded", "5 there are"), FAILED, "quota"),
        (Refusal("CreateVpc", "RequestLimitExceeded", "slower", 503), FAILED, "rate"),
        (Refusal("CreateSubnet", "ExpiredToken", "it ended", 403), BAD_INPUT, "log in again"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_and_leaves_a_whole_state(
    at: At, refusal: Refusal, code: int, remedy: str
) -> None:
    rehearsal, door, stack = at
    door.refusals = [refusal]
    with pytest.raises(CloudError, match=remedy) as found, explained():
        stack.up()
    assert refusal.seen
    assert (found.value.code, refusal.message in str(found.value)) == (code, True)
    assert rehearsal.share.held + rehearsal.share.recorded == len(stack.known())


def test_a_rate_that_eases_is_waited_for_and_nothing_is_there_twice(at: At) -> None:
    rehearsal, door, stack = at
    door.refusals = [Refusal("CreateSubnet", "RequestLimitExceeded", "slower", 503, times=2)]
    stack.up()
    assert door.refusals[0].seen == 2
    assert stack.preview().is_nothing
    assert rehearsal.share.held + rehearsal.share.recorded == len(stack.known())
    vpcs = client(rehearsal, "ec2").describe_vpcs()["Vpcs"]
    assert sum(not each["IsDefault"] for each in vpcs) == 1
