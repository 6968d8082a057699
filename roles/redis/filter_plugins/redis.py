"""Passwords as a list of access of Redis has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256


def redis_passwords(name: str, passwords: Mapping[str, str], former: Mapping[str, str]) -> str:
    """Return the hash of an account's password; while it is being replaced, also of its former.

    >>> redis_passwords("app", {"app": ""}, {})[:9]
    '#e3b0c442'
    >>> len(redis_passwords("app", {"app": "new"}, {"app": "old"}).split())
    2
    """
    valid = (passwords[name], former.get(name))
    hashes = (sha256(each.encode()).hexdigest() for each in valid if each is not None)
    return " ".join(f"#{each}" for each in hashes)


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {"redis_passwords": redis_passwords}
