"""Most kinds of service, both forms, a pair, all the way round; Kubernetes: `test_kubernetes`."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cloud.report import report_of
from cloud.round import unguarded
from cloud.rounds import HELD
from cloud.stack import Stack
from tests.stacks.rehearsing import hasty, rehearsing, stack_of
from topology.look import Look

pytestmark = [pytest.mark.cloud, pytest.mark.slow]
SAMPLE: Mapping[str, Mapping[str, Look]] = {
    "a managed pair": {"qps-dc": Look(size="small"), "qps-dr": Look(size="small")},
    "search, datagrams and an archive": {
        "logmaster-td": Look(size="medium", form="managed", target="aws")
    },
    "one server": {"logx-td": Look(form="servers", target="aws")},
}
"""In the order in which they are built; a pair's home first."""


def circle(stack: Stack) -> None:
    """Go up, and find nothing to do, no drift, and no mandatory rule broken."""
    assert stack.up().changes.keys() == {"create"}
    planned = stack.preview()
    assert planned.is_nothing, planned.resources
    assert not report_of(stack, planned.planned).broken
    drifted = stack.refresh(look_only=True)
    assert drifted.is_nothing, drifted.resources


@pytest.mark.parametrize("what", SAMPLE)
def test_it_goes_all_the_way_round(tmp_path: Path, what: str) -> None:
    with rehearsing(tmp_path) as rehearsal:
        stacks = [stack_of(name, look, hasty()) for name, look in SAMPLE[what].items()]
        for stack in stacks:
            circle(stack)
        assert rehearsal.share.part >= HELD
        for stack in reversed(stacks):
            if stack.environment.facts.peer:
                stack.environment = unguarded(stack.environment)
                stack.up()
            stack.destroy()
        assert rehearsal.share.held + rehearsal.share.recorded == 0
