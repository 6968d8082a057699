"""What an engine leaves behind goes; what others have stays."""

from typing import Any

from lab.traces import bases, chains, jumps, tables

Known = set[tuple[str, str]]


def chain(name: str, table: str = "nat") -> dict[str, Any]:
    body: dict[str, Any] = {"family": "ip", "table": table, "name": name, "handle": 1}
    return {"chain": body if name.startswith("NETAVARK") else {**body, "hook": name.lower()}}


def rule(in_chain: str, *parts: dict[str, Any], handle: int = 7) -> dict[str, Any]:
    body = {"family": "ip", "table": "nat", "chain": in_chain, "handle": handle, "expr": parts}
    return {"rule": body}


JUMP = {"jump": {"target": "NETAVARK-HOSTPORT-MASQ"}}
NETWORK = rule("NETAVARK-23E2", {"match": {"left": {"payload": {"field": "daddr"}}}})
LEFT = [chain("POSTROUTING"), chain("NETAVARK-HOSTPORT-MASQ"), rule("POSTROUTING", JUMP)]


def test_rules_that_lead_to_the_engines_chains_go_first() -> None:
    assert list(jumps(LEFT, set())) == ["delete rule ip nat POSTROUTING handle 7"]


def test_then_the_chains() -> None:
    assert list(chains(LEFT, set())) == [
        "flush chain ip nat NETAVARK-HOSTPORT-MASQ",
        "delete chain ip nat NETAVARK-HOSTPORT-MASQ",
    ]


def test_then_chains_that_are_empty_now_and_were_not_there_before() -> None:
    assert list(bases([chain("POSTROUTING")], set())) == ["delete chain ip nat POSTROUTING"]


def test_then_tables_without_a_chain() -> None:
    empty = [{"table": {"family": "ip", "name": "nat", "handle": 1}}]
    assert list(tables(empty, set())) == ["delete table ip nat"]


def test_what_was_there_before_stays() -> None:
    known: Known = {("ip nat", "POSTROUTING"), ("ip nat", "NETAVARK-HOSTPORT-MASQ")}
    assert not list(jumps(LEFT, known))
    assert not list(chains(LEFT, known))
    assert not list(bases([chain("POSTROUTING")], known))


def test_a_chain_with_anybodys_rule_stays() -> None:
    assert not list(bases([chain("POSTROUTING"), rule("POSTROUTING", {"accept": None})], set()))


def test_an_empty_chain_that_another_lab_s_rules_lead_to_stays() -> None:
    assert not list(bases([chain("NETAVARK-HOSTPORT-DNAT")], set()))


def test_tables_of_others_stay() -> None:
    assert not list(bases([chain("input", table="mine")], set()))
    assert not list(tables([{"table": {"family": "inet", "name": "mine"}}], set()))


def test_while_another_network_of_the_engine_is_up_nothing_goes() -> None:
    assert not list(jumps([*LEFT, NETWORK], set()))
    assert not list(chains([*LEFT, NETWORK], set()))
