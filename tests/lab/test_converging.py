"""Playbooks keep to the hosts that a lab runs."""

from lab.converging import given, running
from lab.plan import plan
from lab.state import Lab
from topology.repository import Repository

DR = Repository().load("logx-dr")


def test_a_part_is_named_host_by_host(lab: Lab) -> None:
    lab.keep("plan", plan([DR], "bookworm", only={DR.name: frozenset({"cache"})}).as_dict())
    names = running(lab, DR)
    assert {name.rpartition("-")[0] for name in names} == {"logx-dr-cache", "logx-dr-bastion"}


def test_a_whole_environment_needs_no_limit(lab: Lab) -> None:
    lab.keep("plan", plan([DR], "bookworm").as_dict())
    assert running(lab, DR) == []


def test_one_site_of_a_pair_keeps_no_lease(lab: Lab) -> None:
    lab.keep("plan", plan([DR], "bookworm").as_dict())
    assert '"lease_is_kept": false' in " ".join(given(lab, DR))
    both = [Repository().load("logx-dc"), DR]
    lab.keep("plan", plan(both, "bookworm").as_dict())
    assert "lease_is_kept" not in " ".join(given(lab, DR))


def test_a_part_without_the_host_that_keeps_backups_makes_none(lab: Lab) -> None:
    for tiers, is_kept in (({"cache"}, False), ({"cache", "backup"}, True)):
        part = plan([DR], "bookworm", only={DR.name: frozenset(tiers)})
        lab.keep("plan", part.as_dict())
        assert ("restic_repository" not in " ".join(given(lab, DR))) == is_kept
