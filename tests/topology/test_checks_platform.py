"""Platforms: what no case in ``broken/`` shows by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.topology.trees import SHARED, answer, replaced
from topology.checks import common_complaints, platform_complaints
from topology.platform import Platform
from topology.repository import Repository

SHOP = Path("platforms") / "shop.yml"
FILES = Repository()


def said(tree: Path) -> list[str]:
    """Return the answer without lines."""
    return [line.partition(": ")[2] for line in answer(tree)]


@pytest.mark.parametrize("name", FILES.platform_names)
def test_a_real_platform_is_sound(name: str) -> None:
    assert list(platform_complaints(FILES.platform(name), FILES.common, name)) == []


def test_what_all_real_platforms_share_is_sound_by_itself() -> None:
    assert list(common_complaints(FILES.common)) == []


@pytest.mark.parametrize("key", tuple(Platform.model_fields))
def test_no_check_is_misled_by_a_part_that_cannot_be_read(tree: Path, key: str) -> None:
    """The fault itself is told, and nothing is blamed for what could not be seen."""
    data = yaml.safe_load((tree / SHOP).read_text(encoding="utf-8"))
    (tree / SHOP).write_text(yaml.safe_dump({**data, key: ["?"]}), encoding="utf-8")
    assert {line.partition(":")[0].partition("[")[0] for line in said(tree)} == {key}


def test_a_platform_of_unknown_services_is_not_blamed_for_their_ports(tree: Path) -> None:
    replaced(tree / SHOP, "services: [base, haproxy, keepalived]", "services: [base, proxy]")
    assert [line.partition(":")[0] for line in said(tree)] == ["tiers.edge.services[1]"]


def test_who_listens_to_nobody_cannot_be_called(tree: Path) -> None:
    replaced(tree / SHOP, "to: bank, port: bank", "to: admins, port: bank")
    assert said(tree) == [
        "flows[8].port: 'admins' does not listen; give it a port, or turn the flow round"
    ]


def test_the_witness_and_all_hosts_listen_to_what_they_run(tree: Path) -> None:
    flows = """  - {from: web, to: witness, port: lease, why: who leads}
  - {from: web, to: hosts, port: figures, why: figures}
  - {from: web, to: hosts, port: pgbouncer, why: nobody runs it everywhere}
"""
    replaced(tree / SHOP, "\nretention:\n", f"{flows}\nretention:\n")
    assert said(tree) == [
        "flows[11].port: 'hosts' does not run 'pgbouncer', whose port this is; it has: ssh, figures"
    ]


def test_a_law_of_days_is_told_in_days(tree: Path) -> None:
    replaced(tree / SHARED / "common.yml", "keep: 2 years", "keep: 1000 days")
    assert said(tree) == [
        "retention.traffic.keep: 730 days is shorter than law 5651 asks; write 1,000 days or more"
    ]


def test_a_redis_cluster_has_an_even_number_of_members(tree: Path) -> None:
    replaced(
        tree / SHOP,
        "      enterprise: {count: 6, cores: 4",
        "      enterprise: {count: 7, cores: 4",
    )
    (line,) = said(tree)
    assert line == (
        "stores.baskets.sizes.enterprise.inside: tier 'cache' has 7, and 'cluster' takes at least "
        "6 members, an even number; raise its count"
    )


def test_two_directories_are_not_mounted_in_one_place(tree: Path) -> None:
    text = (tree / SHOP).read_text(encoding="utf-8")
    files = text.partition("files:\n  pictures:")[2].partition("\nexternals:")[0]
    replaced(tree / SHOP, "\nexternals:\n", f"  films:{files}\nexternals:\n")
    assert said(tree)[0] == (
        "files.films.mount: 'pictures' is mounted there too; choose another directory"
    )
