"""Which part of an environment the lab runs."""

import pytest

from lab.choosing import tiers
from lab.plan import NOTHING, plan, tiers_in
from lab.shell import LabError
from topology.repository import Repository

FILES = Repository()
DR = FILES.load("logx-dr")
TD = FILES.load("logx-td")
SOME = plan([DR], "bookworm", only={"logx-dr": frozenset({"db"})})
WHOLE = plan([DR], "bookworm")


def test_a_tier_comes_with_the_way_in() -> None:
    names = {host.name.removeprefix("logx-dr-").rpartition("-")[0] for host in SOME.hosts}
    assert names == {"db", "bastion"}
    assert len([host for host in SOME.hosts if "-db-" in host.name]) == 3


def test_a_plan_says_which_tiers_it_has() -> None:
    assert tiers_in(SOME, DR) == frozenset({"db", "bastion"})
    assert tiers_in(WHOLE, DR) is None


def test_tiers_add_up() -> None:
    found = tiers(SOME, [DR], ["logx-dr"], ["cache", "files,cache"])
    assert found == {"logx-dr": {"db", "bastion", "cache", "files"}}


def test_what_is_up_in_part_stays_so() -> None:
    assert tiers(SOME, [DR, TD], ["logx-td"], []) == {"logx-dr": {"db", "bastion"}}


def test_an_environment_that_is_named_alone_is_whole() -> None:
    assert tiers(SOME, [DR], ["logx-dr"], []) == {}


def test_a_tier_of_a_whole_environment_takes_nothing_away() -> None:
    assert tiers(WHOLE, [DR], ["logx-dr"], ["db"]) == {}


def test_a_duty_of_one_server_is_that_server() -> None:
    assert tiers(NOTHING, [TD], ["logx-td"], ["db"]) == {}


def test_an_unknown_tier_is_refused_with_the_nearest() -> None:
    with pytest.raises(LabError, match="did you mean 'cache'"):
        tiers(NOTHING, [DR], ["logx-dr"], ["cahce"])


def test_tiers_without_an_environment_are_refused() -> None:
    with pytest.raises(LabError, match="name it"):
        tiers(NOTHING, [DR], [], ["db"])


def test_part_of_a_pair_has_no_witness() -> None:
    pair = [FILES.load("logx-dc"), DR]
    found = plan(pair, "bookworm", only={"logx-dr": frozenset({"db"})})
    assert "logx-witness" not in found.sites
