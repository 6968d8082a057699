"""The keeper of the link: who is believed, who is at work at the other end, and what is told."""

import json
import stat
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.roles.loading import program

ONE, TWO, THIRD = "A" * 43 + "=", "B" * 43 + "=", "C" * 43 + "="
TOLD: dict[str, Any] = {
    "address": "10.1.0.1",
    "shared": "10.1.0.9",
    "interface": "site-link",
    "port": 51820,
    "mark": 51820,
    "table": 51820,
    "mtu": 1420,
    "keepalive": 5,
    "ssh": 22,
    "links": {
        "shop-dr": {
            "networks": ["10.2.0.0/16"],
            "gateways": [
                {"name": "shop-dr-gateway-1", "address": "10.2.0.1"},
                {"name": "shop-dr-gateway-2", "address": "10.2.0.2"},
            ],
            "shared": "10.2.0.9",
            "ports": {"wireguard": 51820},
        },
        "witness": {
            "networks": ["10.3.0.0/28"],
            "gateways": [{"name": "shop-witness-1", "address": "10.3.0.2"}],
            "shared": None,
            "ports": {"wireguard": 51820},
        },
    },
}
PEERS = {
    ONE: ("shop-dr", "shop-dr-gateway-1"),
    TWO: ("shop-dr", "shop-dr-gateway-2"),
    THIRD: ("witness", "shop-witness-1"),
}


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the program, with a folder of its own."""
    monkeypatch.setenv("TANDEM_LINK", str(tmp_path))
    found = program("wireguard/files/tandem_link.py")
    for name in ("known", "proven"):
        (tmp_path / name).mkdir()
    (tmp_path / "settings.json").write_text(json.dumps(TOLD))
    return found


@pytest.fixture
def told(tmp_path: Path) -> dict[str, Any]:
    """Return what a gateway was told, with a key."""
    key = tmp_path / "key"
    key.write_text("secret\n")
    return {**TOLD, "key": str(key)}


def test_a_gateway_is_believed_until_it_says_another_key(link: ModuleType, tmp_path: Path) -> None:
    assert link.know(TOLD, "shop-witness-1", THIRD) == "changed"
    assert link.know(TOLD, "shop-witness-1", THIRD) == "known"
    assert link.know(TOLD, "shop-witness-1", ONE) == "changed"
    assert link.known(TOLD) == {ONE: ("witness", "shop-witness-1")}
    assert stat.S_IMODE((tmp_path / "known" / "shop-witness-1").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    ("name", "key"), [("stranger", ONE), ("../settings.json", ONE), ("shop-witness-1", "no key")]
)
def test_nobody_else_is_believed(link: ModuleType, tmp_path: Path, name: str, key: str) -> None:
    with pytest.raises(SystemExit):
        link.know(TOLD, name, key)
    assert list((tmp_path / "known").iterdir()) == []


def test_packets_go_to_the_gateway_that_speaks(link: ModuleType) -> None:
    memory = link.Memory()
    memory.hear(PEERS, {ONE: (7, 100), TWO: (0, 0)}, 1.0)
    assert memory.current["shop-dr"] == ONE
    memory.hear(PEERS, {ONE: (7, 100), TWO: (8, 148)}, 2.0)
    assert memory.current["shop-dr"] == TWO


def test_it_stays_with_a_gateway_while_nobody_speaks_or_it_does(link: ModuleType) -> None:
    memory = link.Memory()
    memory.hear(PEERS, {ONE: (7, 100), TWO: (7, 100)}, 1.0)
    assert memory.current["shop-dr"] == ONE
    memory.hear(PEERS, {ONE: (7, 100), TWO: (7, 100)}, 2.0)
    memory.hear(PEERS, {ONE: (7, 132), TWO: (7, 132)}, 3.0)
    assert memory.current["shop-dr"] == ONE


def test_what_is_no_answer_to_a_handshake_proves_nobody(link: ModuleType) -> None:
    memory = link.Memory()
    memory.hear(PEERS, {TWO: (0, 148)}, 1.0)
    assert memory.current["shop-dr"] == ONE
    assert memory.shaken["shop-dr"] == 0


def test_each_network_is_behind_one_gateway(link: ModuleType, told: dict[str, Any]) -> None:
    found = link.configuration(told, PEERS, {"shop-dr": TWO, "witness": THIRD})
    peers = {block.split("\n")[1]: block for block in found.split("[Peer]")[1:]}
    assert "AllowedIPs" not in peers[f"PublicKey = {ONE}"]
    assert "AllowedIPs = 10.2.0.0/16\n" in peers[f"PublicKey = {TWO}"]
    assert "AllowedIPs = 10.3.0.0/28\n" in peers[f"PublicKey = {THIRD}"]


def test_who_is_at_work_is_found_by_the_shared_address(
    link: ModuleType, told: dict[str, Any]
) -> None:
    found = link.configuration(told, PEERS, {})
    assert found.count("Endpoint = 10.2.0.9:51820\n") == 2
    assert found.count("Endpoint = 10.3.0.2:51820\n") == 1


def test_a_gateway_that_is_not_at_work_says_nothing(link: ModuleType, told: dict[str, Any]) -> None:
    assert "[Peer]" not in link.configuration(told, {}, {"shop-dr": ONE})


def test_figures_tell_the_age_of_what_was_heard(link: ModuleType) -> None:
    heard = {"gateway": "x", "heard": 90.0, "handshake": 40, "proven": True}
    never = {"gateway": None, "heard": 10.0, "handshake": 0, "proven": False}
    state = {"at": 100.0, "active": True, "links": {"shop-dr": heard, "witness": never}}
    found = link.figures(state, 100.0)
    assert 'tandem_link_handshake_age_seconds{link="shop-dr"} 60' in found
    assert 'tandem_link_silent_seconds{link="witness"} 90' in found
    assert not [line for line in found if "handshake" in line and "witness" in line]
    assert link.figures({**state, "active": False}, 100.0)[1:] == ["tandem_link_active 0"]


def test_what_says_it_is_of_another_site_came_through_the_link(link: ModuleType) -> None:
    found = link.routes.guard(TOLD, ["10.2.0.0/16", "10.3.0.0/28"])
    rules = [line.strip() for line in found.splitlines()]
    assert "elements = { 10.2.0.0/16, 10.3.0.0/28 }" in rules
    inward = rules[rules.index("chain inward {") : rules.index("chain answers {")]
    assert inward.index('iifname { "lo", "site-link" } accept') < inward.index("ip saddr @far drop")
    assert "ip daddr @far drop" in rules


def test_without_a_link_nothing_is_guarded(link: ModuleType) -> None:
    assert link.routes.guard(TOLD, []).splitlines() == [
        "table inet tandem_link",
        "delete table inet tandem_link",
    ]
