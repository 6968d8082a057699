"""`tandem show`."""

from tests.commands.conftest import Run
from topology.repository import Repository


def test_without_a_name_it_is_a_table_of_all_environments(tandem: Run) -> None:
    said = tandem("show")
    assert said.code == 0
    assert all(name in said.out for name in Repository().names)


def test_one_environment_is_shown_with_its_tiers_networks_and_hosts(tandem: Run) -> None:
    said = tandem("show", "logx-dc").out
    for word in ("quorum-synchronous", "10.16.64.0/19", "logx-dc-db-3", "10.16.80.131", "logx-dr"):
        assert word in said


def test_another_size_is_shown_without_touching_the_file(tandem: Run) -> None:
    assert tandem("show", "logx-dc", "--size", "large", "--json").json["size"] == "large"
    assert tandem("show", "logx-dc", "--json").json["size"] == "medium"


def test_a_difference_to_another_environment_names_what_differs(tandem: Run) -> None:
    said = tandem("show", "logx-dc", "--diff", "logx-dr", "--json").json
    assert {"what": "region", "one": "eu-central-1", "other": "eu-west-1"} in said["differences"]


def test_a_difference_to_a_size_or_a_form_is_of_the_same_environment(tandem: Run) -> None:
    for word, what in (("large", "size"), ("managed", "form")):
        found = tandem("show", "logx-dc", "--diff", word, "--json").json["differences"]
        assert what in {each["what"] for each in found}
        assert "environment" not in {each["what"] for each in found}


def test_a_difference_needs_something_to_differ_from(tandem: Run) -> None:
    said = tandem("show", "--diff", "logx-dr")
    assert said.code == 2
    assert "tandem show ENV --diff OTHER" in said.complaint


def test_a_difference_keeps_the_machines_that_were_asked_for(tandem: Run) -> None:
    said = tandem("show", "logx-dc", "--target", "aws", "--diff", "large", "--json").json
    assert "target" not in {each["what"] for each in said["differences"]}


def test_a_difference_is_told_in_peoples_units_and_in_numbers_to_programs(tandem: Run) -> None:
    assert "targets.rto" in tandem("show", "logx-dc", "--diff", "large").out
    [rto] = [
        each
        for each in tandem("show", "logx-dc", "--diff", "large", "--json").json["differences"]
        if each["what"] == "targets.rto"
    ]
    assert rto == {"what": "targets.rto", "one": 14400.0, "other": 7200.0}
    [line] = [
        line
        for line in tandem("show", "logx-dc", "--diff", "large").out.splitlines()
        if "targets.rto" in line
    ]
    assert line.split() == ["targets.rto", "4", "h", "2", "h"]


def test_a_tier_that_the_cloud_runs_has_none_of_our_services(tandem: Run) -> None:
    tiers = tandem("show", "logx-dc", "--form", "managed", "--json").json["tiers"]
    assert (tiers["db"]["services"], tiers["db"]["redundancy"]) == ([], "managed")
