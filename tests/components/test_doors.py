"""Security groups open what the flows open, at both ends, and nothing else."""

import pytest

from components.doors import DoorsArgs, groups_of
from topology.flows import EVERYWHERE, flows
from topology.look import Look
from topology.repository import ROOT, Repository

NAMES = Repository(ROOT).names


@pytest.fixture(scope="module", params=NAMES)
def doors(request: pytest.FixtureRequest) -> DoorsArgs:
    environment = Repository(ROOT).load(request.param, Look(target="aws"))
    return DoorsArgs.of(environment)


def test_a_door_between_two_groups_is_open_at_both(doors: DoorsArgs) -> None:
    def ends(direction: str) -> set[tuple[object, ...]]:
        return {
            (*((each.group, each.peer) if direction == "out" else (each.peer, each.group)),
             each.protocol, each.first, each.last)
            for each in doors.doors
            if each.direction == direction and each.peer in doors.groups
        }  # fmt: skip

    assert ends("out") == ends("in")


@pytest.mark.parametrize("name", NAMES)
def test_the_world_enters_only_where_a_flow_lets_it(name: str) -> None:
    environment = Repository(ROOT).load(name, Look(target="aws"))
    # A host of all duties has one group for all of them.
    at = {duty: groups_of(host)[0] for host in environment.hosts for duty in host.duties}
    open_to = {
        at.get(flow.destination.name, flow.destination.name)
        for flow in flows(environment)
        if flow.source.addresses == EVERYWHERE and not flow.is_local
    }
    entered = {
        each.group
        for each in DoorsArgs.of(environment).doors
        if each.direction == "in" and each.peer in EVERYWHERE
    }
    assert entered <= open_to
