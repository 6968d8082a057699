"""Replacing secrets while they are used: the new beside the old, until all hosts have it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

from topology.secrets import Wanted
from vault import making
from vault.keeping import Content, Vault

KEYS = frozenset({"pgbackrest", "restic"})
"""Passwords that encrypt what was kept: with another one nobody could read it."""
UNUSED = frozenset({"redis-default", "keepalived"})
SECOND = ".2"
"""How the second login of an account ends."""

Step = Literal["prepare", "switch", "drop"]
"""A step towards another authority: trusted beside the old; signing; alone."""
STEPS: tuple[Step, ...] = ("prepare", "switch", "drop")


def renewable(wanted: Wanted) -> list[str]:
    """Return the passwords that can be replaced."""
    return [name for name in wanted.passwords if name not in KEYS | UNUSED]


def renew(vault: Vault, wanted: Wanted, names: Collection[str], before: str) -> list[str]:
    """Renew passwords that were made before a day; return their names.

    One that was renewed, and is not settled yet, is left alone: hosts may still use its former.
    """

    def make(content: Content) -> Iterator[str]:
        for name in names:
            age = content["made"].get(f"passwords/{name}", "")
            if name in content["passwords"] and name not in content["former"] and age < before:
                content["former"][name] = content["passwords"][name]
                content["passwords"][name] = making.password()
                if not content["second"].pop(name, False):
                    content["second"][name] = True
                yield f"passwords/{name}"

    return vault.change(wanted.home, make)


def logins(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the two logins of each account: first the one that has its password now.

    Where a login has one password only, as in PostgreSQL, programs move from one to the other while
    both are let in.

    >>> logins({"passwords": {"a": "x", "b": "y"}, "second": {"b": True}})
    {'a': ['a', 'a.2'], 'b': ['b.2', 'b']}
    """
    second = found.get("second", {})
    both = {name: [name, f"{name}{SECOND}"] for name in found["passwords"]}
    return {name: two[::-1] if second.get(name) else two for name, two in both.items()}


def settle(vault: Vault, wanted: Wanted) -> list[str]:
    """Forget the former passwords, as every host has the new ones; return their names."""
    gone: list[str] = []

    def make(content: Content) -> Iterator[str]:
        gone.extend(content["former"])
        yield from (f"passwords/{name}" for name in content["former"])
        content["former"].clear()

    vault.change(wanted.home, make)
    return gone


def authority(vault: Vault, wanted: Wanted, step: Step, before: str) -> bool:
    """Take one step towards another authority; tell whether there was one to take.

    One that was made on that day or later is left as it is, so that a run that was cut short is
    ended by the next.
    """

    def make(content: Content) -> Iterator[str]:
        found = content["authority"]
        if step == "prepare" and _is_due(content, before):
            following = making.authority(f"Tandem {wanted.home}")
            found |= {f"next_{name}": value for name, value in following.items()}
            yield "authority/next"
        if step == "switch" and "next_certificate" in found:
            found["former_certificate"] = found["certificate"]
            found["certificate"] = found.pop("next_certificate")
            found["key"] = found.pop("next_key")
            content["made"].pop("authority/next", None)
            yield "authority"
        if step == "drop" and found.pop("former_certificate", ""):
            yield "authority"

    return bool(vault.change(wanted.home, make))


def trusted(found: dict[str, str]) -> str:
    """Return all authorities that hosts believe, and first the one that signs.

    >>> trusted({"certificate": "a", "key": "x", "former_certificate": "b"})
    'ab'
    """
    names = ("certificate", "next_certificate", "former_certificate")
    return "".join(found.get(name, "") for name in names)


def _is_due(content: Content, before: str) -> bool:
    found = content["authority"]
    being_replaced = {"next_certificate", "former_certificate"} & found.keys()
    return not being_replaced and content["made"].get("authority", "") < before
