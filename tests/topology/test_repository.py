"""A checkout is read once, checked whole, and looked at in other sizes and forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.topology.trees import answer, replaced
from topology.flows import flows
from topology.problems import InvalidInputError
from topology.repository import Look, Repository
from topology.words import SIZES, TARGETS, Size, Target

DC = Path("inventories") / "shop-dc.yml"
DR = Path("inventories") / "shop-dr.yml"
TD = Path("inventories") / "shop-td.yml"
SHOP = Path("platforms") / "shop.yml"


def refused(tree: Path, name: str) -> list[str]:
    """Return the lines with which an environment is refused."""
    with pytest.raises(InvalidInputError) as caught:
        Repository(tree).load(name)
    return [str(problem).removeprefix(f"{tree}/") for problem in caught.value.problems]


def test_the_real_files_are_sound() -> None:
    assert [str(problem) for problem in Repository().check()] == []


def test_environments_are_named_platform_by_platform_and_dc_first() -> None:
    assert Repository().names == tuple(
        f"{platform}-{place}"
        for platform in ("logmaster", "logx", "qps", "securityai")
        for place in ("dc", "dr", "td", "uat")
    )


def test_a_file_of_no_place_is_named_last(tree: Path) -> None:
    (tree / "inventories" / "shop-test.yml").touch()
    assert Repository(tree).names[-2:] == ("shop-uat", "shop-test")


def test_each_file_is_read_once(tree: Path) -> None:
    files = Repository(tree)
    before = files.load("shop-dc")
    (tree / SHOP).write_text("", encoding="utf-8")
    assert files.load("shop-dr").platform is before.platform


def test_a_pair_knows_each_other_and_no_further() -> None:
    dc = Repository().load("logx-dc")
    assert dc.peer is not None
    assert (dc.peer.name, dc.peer.peer) == ("logx-dr", None)


def test_a_dr_takes_size_form_and_witness_of_its_dc() -> None:
    dr = Repository().load("logx-dr")
    assert (dr.size, dr.form, dr.home) == ("medium", "servers", False)
    assert str(dr.witness_address) == "10.24.0.2"


def test_an_environment_is_refused_with_all_that_is_wrong_in_what_it_needs(tree: Path) -> None:
    replaced(tree / DC, "size: medium", "size: mediun")
    replaced(tree / DR, "region: eu-west-1", "region: Porto")
    replaced(tree / SHOP, "platform: shop", "platform: store")
    dc = "inventories/shop-dc.yml:6:1: size: unknown word 'mediun'"
    dr = "inventories/shop-dr.yml:8:1: region: expected a region such as eu-central-1"
    shop = "platforms/shop.yml:2:1: platform: the file is called shop.yml"
    assert [line.partition(";")[0] for line in refused(tree, "shop-dr")] == [dr]
    assert [line.partition(";")[0] for line in refused(tree, "shop-td")] == [dc, shop]
    assert [line.partition(";")[0] for line in answer(tree)] == [dc, dr, shop]


def test_what_an_environment_does_not_need_cannot_keep_it_from_working(tree: Path) -> None:
    (tree / TD).write_text("", encoding="utf-8")
    assert Repository(tree).load("shop-dc").name == "shop-dc"
    assert answer(tree, "shop-dc", "shop-dr", "shop-uat") == []


def test_a_platform_is_refused_with_what_is_wrong_in_it(tree: Path) -> None:
    assert Repository(tree).platform("shop").title == "Shop"
    replaced(tree / SHOP, "platform: shop", "platform: store")
    with pytest.raises(InvalidInputError, match="the file is called shop"):
        Repository(tree).platform("shop")


def test_what_all_platforms_share_is_refused_where_it_is_broken(tree: Path) -> None:
    (tree / "platforms" / "shared" / "common.yml").write_text("services: 3\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"services: expected keys with values; found 3"):
        _ = Repository(tree).common


def test_files_that_can_be_read_give_their_facts(tree: Path) -> None:
    (tree / TD).write_text("", encoding="utf-8")
    names = [facts.environment for facts in Repository(tree).facts()]
    assert names == ["shop-dc", "shop-dr", "shop-uat"]


@pytest.mark.parametrize("size", SIZES)
def test_every_environment_can_be_looked_at_in_every_size(tree: Path, size: Size) -> None:
    files = Repository(tree)
    for name in files.names:
        seen = files.load(name, Look(size))
        assert seen.size == size
        assert flows(seen)


def test_managed_services_are_looked_at_in_aws(tree: Path) -> None:
    files = Repository(tree)
    for name in files.names:
        seen = files.load(name, Look("small", "managed"))
        assert (seen.form, seen.target) == ("managed", "aws")
        assert flows(seen)


@pytest.mark.parametrize("target", TARGETS)
def test_servers_can_be_looked_at_on_either_target(tree: Path, target: Target) -> None:
    dc = Repository(tree).load("shop-dc", Look(target=target))
    assert dc.peer is not None
    assert (dc.target, dc.form, dc.peer.target) == (target, "servers", target)


def test_a_look_that_cannot_be_is_refused(tree: Path) -> None:
    with pytest.raises(InvalidInputError, match="only AWS runs managed services"):
        Repository(tree).load("shop-dc", Look(form="managed", target="onprem"))


def test_a_look_leaves_machines_and_another_size_leaves_overrides_behind(tree: Path) -> None:
    more = "fault_domains: 3\nmachines: {shop-dc-web-1: {address: 10.80.33.9}}\n"
    more += "overrides: {tiers: {web: {count: 3}}, rto_profile: swift}\n"
    (tree / DC).write_text((tree / DC).read_text() + more, encoding="utf-8")
    files = Repository(tree)

    def seen(look: Look) -> tuple[str, int, str]:
        dc = files.load("shop-dc", look)
        return str(dc.members["web"][0].address), dc.tiers["web"].count, dc.rto_profile

    assert seen(Look()) == ("10.80.33.9", 3, "swift")
    assert seen(Look(target="aws")) == ("10.80.32.129", 3, "swift")
    assert seen(Look(size="large")) == ("10.80.32.129", 4, "standard")
