"""Environment files among their relatives: what no case in ``broken/`` shows by itself."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.trees import answer, sound_tree
from topology.checks import pair_complaints
from topology.environment_file import EnvironmentFile
from topology.repository import Repository
from topology.words import SIZES

REAL = {facts.environment: facts for facts in Repository().facts()}
LOGX = {name: facts for name, facts in REAL.items() if facts.platform == "logx"}
INVENTORIES = Path("inventories")


def said(name: str, **changes: object) -> list[str]:
    """Return what is said of one real file with some facts changed."""
    facts = LOGX[name].model_copy(update=changes)
    return [message for _, message in pair_complaints(name, facts, {**LOGX, name: facts})]


@pytest.mark.parametrize("name", REAL)
def test_a_real_environment_is_sound_among_its_relatives(name: str) -> None:
    family = {each: facts for each, facts in REAL.items() if facts.platform == REAL[name].platform}
    assert list(pair_complaints(name, REAL[name], family)) == []


@pytest.mark.parametrize(
    ("name", "key"), [*product(("shop-dc", "shop-dr", "shop-td"), EnvironmentFile.model_fields)]
)
def test_no_check_is_misled_by_a_fact_that_cannot_be_read(
    tmp_path: Path, name: str, key: str
) -> None:
    """The fault itself is told, and nothing is blamed for what could not be seen."""
    tree = sound_tree(tmp_path)
    path = tree / INVENTORIES / f"{name}.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**data, key: ["?"]}), encoding="utf-8")
    (line,) = answer(tree)
    assert line.startswith(f"inventories/{name}.yml:")
    assert line.split(": ")[1].partition("[")[0] == key


def test_a_relative_that_cannot_be_read_is_there_all_the_same() -> None:
    family = {**dict.fromkeys(LOGX), "logx-dr": LOGX["logx-dr"]}
    assert list(pair_complaints("logx-dr", LOGX["logx-dr"], family)) == []


def test_an_environment_may_be_alone() -> None:
    facts = LOGX["logx-td"]
    assert list(pair_complaints("logx-td", facts, {"logx-td": facts})) == []


def test_a_dr_follows_a_dc() -> None:
    assert said("logx-dr", peer=None) == [
        "is missing; a dr follows a dc: expected `peer:`, such as `peer: logx-dc`"
    ]


def test_nobody_is_its_own_peer() -> None:
    assert said("logx-dc", peer="logx-dc") == [
        "there is no other environment 'logx-dc'; did you mean 'logx-dr'? Known here: logx-dr"
    ]


def test_a_witness_apart_from_its_pair_is_sound_and_one_inside_is_not() -> None:
    witness = LOGX["logx-dc"].witness
    assert witness is not None
    inside = witness.model_copy(update={"network": IPv4Network("10.16.8.0/28")})
    assert said("logx-dc", witness=inside) == [
        "10.16.0.0/16 overlaps its own witness, 10.16.8.0/28; move one of them"
    ]


@given(st.integers(0, 255), st.integers(0, 32))
def test_a_network_is_sound_if_it_is_of_a_fitting_size_and_apart(second: int, prefix: int) -> None:
    network = IPv4Network(f"10.{second}.0.0/{prefix}", strict=False)
    taken = [facts.network for name, facts in LOGX.items() if name != "logx-uat"]
    taken.append(IPv4Network("10.24.0.0/28"))  # the witness
    fits = 8 <= prefix <= 20 and not any(network.overlaps(each) for each in taken)
    assert (said("logx-uat", network=network) == []) == fits


@pytest.mark.parametrize(("target", "largest"), [("onprem", 8), ("aws", 16)])
def test_the_bounds_of_a_network_are_those_of_its_target(target: str, largest: int) -> None:
    for prefix in range(33):
        network = IPv4Network(f"10.0.0.0/{prefix}", strict=False)
        answers = said("logx-uat", target=target, network=network)
        misfit = any("too small" in each or "too large" in each for each in answers)
        assert misfit == (not largest <= prefix <= 20)


@pytest.mark.parametrize(
    "network",
    ["10.200.0.0/16", "172.16.0.0/16", "172.31.0.0/16", "192.168.0.0/16", "100.64.0.0/10"],
)
def test_a_private_network_is_sound(network: str) -> None:
    assert said("logx-uat", network=IPv4Network(network)) == []


@pytest.mark.parametrize(
    "network", ["8.8.0.0/16", "172.15.0.0/16", "172.32.0.0/16", "192.0.0.0/8", "100.0.0.0/9"]
)
def test_a_network_that_others_on_the_internet_have_is_refused(network: str) -> None:
    (message,) = said("logx-uat", network=IPv4Network(network))
    assert message.startswith(f"{network} is not private")


def test_administrators_may_come_from_the_internet() -> None:
    assert said("logx-uat", admins=(IPv4Network("8.8.8.0/24"),)) == []


def test_the_bounds_of_a_witness_are_those_of_a_subnet_in_aws() -> None:
    witness = LOGX["logx-dc"].witness
    assert witness is not None
    for prefix in range(33):
        network = IPv4Network(f"172.16.0.0/{prefix}", strict=False)
        moved = witness.model_copy(update={"network": network})
        assert (said("logx-dc", witness=moved) == []) == (16 <= prefix <= 28)


@pytest.mark.parametrize(("place", "size"), [*product(("td", "uat"), SIZES)])
def test_td_and_uat_are_no_larger_than_their_dc(place: str, size: str) -> None:
    assert (said(f"logx-{place}", size=size) == []) == (size in ("small", "medium"))


def test_whether_a_pair_may_fail_over_by_itself_stands_in_its_dc_alone() -> None:
    assert said("logx-dc", automatic=True) == []
    assert said("logx-dr", automatic=True) == ["a dr takes its dc's automatic; remove `automatic:`"]
    assert said("logx-td", automatic=True) == [
        "only a dc and its dr are a pair; remove `automatic:`"
    ]
