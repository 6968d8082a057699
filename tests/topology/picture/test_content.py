"""What is in a picture: every tier, every flow of the platform, copies of data, the other site."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.topology.every import everywhere, load
from topology.flows import PEER, flows
from topology.picture.content import content
from topology.picture.parts import Box, Content, Edge
from topology.picture.words import Kind, Shown
from topology.words import Form, Size


def box(found: Content, key: str) -> Box:
    [the_one] = [each for _, _, each in found.each if each.key == key]
    return the_one


def texts(found: Content, key: str) -> list[str]:
    return [line.text for line in box(found, key).lines]


def chips(found: Content, key: str) -> list[str]:
    return [chip.text.replace("\u00a0", " ") for chip in box(found, key).chips]


def lines(found: Content, kind: Kind) -> set[tuple[str, str]]:
    return {(each.source, each.target) for each in found.edges if each.kind == kind}


@everywhere
def test_every_tier_is_there_once(chosen: tuple[str, Size, Form]) -> None:
    environment = load(*chosen)
    boxes = Counter(each.key for _, _, each in content(environment).each)
    assert {name: boxes[name] for name in environment.tiers} == dict.fromkeys(environment.tiers, 1)
    assert max(boxes.values()) == 1


@everywhere
def test_every_flow_of_the_platform_is_in_a_line(chosen: tuple[str, Size, Form]) -> None:
    environment = load(*chosen)
    drawn = {
        (edge.source, edge.target, port.split("\u00a0")[0])
        for edge in content(environment).edges
        for port in edge.ports
    }
    own = {(rule.from_, rule.to, rule.port) for rule in environment.platform.flows}
    there = {
        (each.source.name, each.destination.name, each.port_name) for each in flows(environment)
    }
    assert own & there <= drawn


@everywhere
def test_every_line_ends_at_boxes_that_are_there(chosen: tuple[str, Size, Form]) -> None:
    found = content(load(*chosen), "all")
    keys = {each.key for _, _, each in found.each}
    assert {end for edge in found.edges for end in (edge.source, edge.target)} <= keys


@everywhere
def test_every_flow_is_drawn_on_request(chosen: tuple[str, Size, Form]) -> None:
    environment = load(*chosen)
    drawn = {(edge.source, edge.target) for edge in content(environment, "all").edges}
    assert {
        (each.source.name, each.destination.name)
        for each in flows(environment)
        if not each.source.name.startswith(PEER) and each.port_name != "wireguard"
    } <= drawn


def test_lines_on_the_same_ports_end_together() -> None:
    assert chips(content(load("logx-dc")), "cache") == [
        "api, worker: redis 6379, sentinel 26379",
        "each other: redis 6379, redis-bus 16379, sentinel 26379",
    ]


def test_lines_on_other_ports_end_apart() -> None:
    assert chips(content(load("logx-dc")), "db")[:2] == [
        "api: pgbouncer 6432, patroni 8008, postgresql 5432",
        "worker: pgbouncer 6432, patroni 8008",
    ]


def test_a_member_that_is_alone_says_nothing_to_others_of_its_tier() -> None:
    assert chips(content(load("logx-td")), "cache") == ["api, worker: redis 6379, sentinel 26379"]


def test_copies_between_the_sites_are_lines_of_their_own_kind() -> None:
    assert lines(content(load("logx-dc")), "replication") >= {
        ("db", "peer.db"),
        ("cache", "peer.cache"),
        ("files", "peer.files"),
    }


def test_a_store_that_is_filled_again_is_not_copied() -> None:
    assert ("cache", "peer.cache") not in lines(content(load("logx-dc", "large")), "replication")


def test_copies_that_the_cloud_makes_need_no_flow() -> None:
    found = content(load("logx-dc", form="managed"))
    assert ("db", "peer.db") in lines(found, "replication")
    assert chips(found, "peer.db") == ["db: standby-cluster"]


@pytest.mark.parametrize("form", ["servers", "managed"])
def test_the_sites_and_the_third_voter_are_joined_by_tunnels(form: Form) -> None:
    assert lines(content(load("logx-dc", form=form)), "link") == {
        ("gateway", "peer.gateway"),
        ("gateway", "witness"),
    }


@pytest.mark.parametrize(
    ("shown", "kinds"),
    [
        ("none", {"replication", "link"}),
        ("platform", {"replication", "link", "flow"}),
        ("all", {"replication", "link", "flow", "management"}),
    ],
)
def test_what_is_shown_is_chosen(shown: Shown, kinds: set[Kind]) -> None:
    assert {edge.kind for edge in content(load("logx-dc"), shown).edges} == kinds


def test_flows_that_are_not_drawn_are_counted() -> None:
    environment = load("logx-td")
    own = len(environment.platform.flows)
    across = sum(PEER in rule.to for rule in environment.platform.flows)
    to_readers = sum("reader" in (rule.from_, rule.to) for rule in environment.platform.flows)
    drawn = own - across - to_readers  # a td has no peer, and logx no readers at medium
    table = len(flows(environment))
    [said] = [each for each in content(environment).footer if each.startswith("Not drawn")]
    assert said.startswith(f"Not drawn: {table - drawn} of {table} flows, on the ports ssh, ")


def test_nothing_is_left_out_when_all_is_drawn() -> None:
    assert not any("Not drawn" in each for each in content(load("logx-dc"), "all").footer)


def test_a_tier_says_how_many_hosts_it_has_and_where() -> None:
    found = content(load("logx-dc", "enterprise"))
    assert box(found, "web").aside == "8 to 20 hosts"
    assert "each 8 cores, 16 GB, 80 GB SSD" in texts(found, "web")
    assert "racks a, b, c" in texts(found, "web")
    assert "racks a, b, shared address 10.16.24.128" in texts(found, "edge")


def test_a_managed_tier_has_the_name_of_its_service() -> None:
    found = content(load("logx-dc", "large", "managed"))
    assert box(found, "db").aside == "3 nodes"
    assert "RDS for PostgreSQL" in texts(found, "db")
    assert box(found, "edge").aside == "managed"


def test_files_are_copied_only_where_their_tier_is_there() -> None:
    logx = load("logx-dc")
    tier = logx.platform.tiers["files"]
    at_large = tier.model_copy(update={"sizes": {"large": tier.sizes["large"]}})
    tiers = {**logx.platform.tiers, "files": at_large}
    without = replace(logx, platform=logx.platform.model_copy(update={"tiers": tiers}))
    assert ("files", "peer.files") not in lines(content(without), "replication")


def test_a_tier_says_what_it_keeps_and_how_it_is_copied() -> None:
    said = "keeps records: quorum-synchronous, standby-cluster at logx-dr"
    assert said in texts(content(load("logx-dc")), "db")
    assert "keeps records: one copy" in texts(content(load("logx-td")), "db")


def test_one_server_is_said_to_carry_all() -> None:
    found = content(load("logx-td"))
    assert found.facts[-1] == (
        "All on one server, logx-td-node-1 (10.18.32.65): 8 cores, 32 GB, 2 TB HDD"
    )
    assert {group.title for _, group, _ in found.each} >= {"dmz duties", "data duties"}


def test_who_leads_is_in_no_file() -> None:
    assert content(load("logx-dr")).facts[-1] == (
        "A pair with logx-dc (Istanbul, European side). Which of the two leads is live state, in "
        "the site lease, and in no file. It starts at logx-dc."
    )


def test_an_environment_without_a_peer_has_none_in_its_picture() -> None:
    assert not any(
        group.look in ("peer", "witness") for _, group, _ in content(load("qps-uat")).each
    )


def test_tiers_of_the_peer_that_no_line_reaches_are_named_together() -> None:
    assert texts(content(load("logx-dc")), "as here") == [
        "web, api, worker, bastion, control, monitor"
    ]


def test_what_the_cloud_puts_before_the_entry_is_said() -> None:
    said = texts(content(load("logx-dc", "enterprise", "managed")), "clients")
    assert said == [
        "The platform's users, wherever they are, through CloudFront and Global Accelerator"
    ]


def test_a_zone_of_many_tiers_stands_in_columns() -> None:
    groups = [group for _, group, _ in content(load("logmaster-dc")).each if group.key == "data"]
    assert len({group.boxes for group in groups}) == 2


def test_it_is_described_for_those_who_do_not_see_it() -> None:
    described = content(load("logx-dc")).described
    assert "clients to edge: https 443, http 80." in described
    assert "files to peer.files: mirrored, ssh 22." in described


def test_a_line_runs_both_ways_only_between_equal_tiers_of_two_sites() -> None:
    assert Edge("db", "peer.db", "replication", ()).is_mutual
    assert not Edge("control", "peer.db", "flow", ()).is_mutual
