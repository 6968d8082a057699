"""Most kinds of service, both forms, all the way round; Kubernetes: `test_kubernetes`."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cloud.rounds import HELD
from tests.stacks.rehearsing import REHEARSED, circle, hasty, rehearsing, stack_of
from topology.look import Look

pytestmark = REHEARSED
SAMPLE: Mapping[str, tuple[str, Look]] = {
    "search, datagrams and an archive": (
        "logmaster-td",
        Look(size="medium", form="managed", target="aws"),
    ),
    "one server": ("logx-td", Look(form="servers", target="aws")),
}
"""The pair is `test_pair.py`, and the smallest `test_circle.py`."""


@pytest.mark.parametrize("what", SAMPLE)
def test_it_goes_all_the_way_round(tmp_path: Path, what: str) -> None:
    with rehearsing(tmp_path) as rehearsal:
        stack = stack_of(*SAMPLE[what], hasty())
        circle(stack)
        assert rehearsal.share.part >= HELD
        stack.destroy()
        assert rehearsal.share.held + rehearsal.share.recorded == 0
