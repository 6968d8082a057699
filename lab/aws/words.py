"""Names and values that Pulumi and AWS spell in different ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

Properties = dict[str, Any]
"""A resource's inputs or outputs, as Pulumi spells them."""


class Unknown:
    """A value that the engine does not know before another resource is there."""

    def __repr__(self) -> str:
        """Stand in messages for what is not known yet."""
        return "<not known yet>"


UNKNOWN = Unknown()


@cache
def bare(name: str) -> str:
    """Return a name without case and punctuation, by which two spellings are compared.

    >>> bare("kmsMasterKeyId") == bare("KMSMasterKeyID")
    True
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def match(name: str, names: Iterable[str]) -> str | None:
    """Return the one of some names that is spelt like another; a list may add its plural.

    >>> match("routes", ["Route", "VpcId"])
    'Route'
    """
    by_bare = {bare(each): each for each in names}
    wanted = bare(name)
    for spelling in (wanted, f"{wanted}s", f"{wanted}es", wanted.removesuffix("s")):
        if spelling in by_bare:
            return by_bare[spelling]
    return None


def camel(name: str) -> str:
    """Return a name of AWS's as Pulumi spells it.

    >>> camel("DBInstanceArn"), camel("VpcId"), camel("ARN")
    ('dbInstanceArn', 'vpcId', 'arn')
    """
    head = re.match(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z]", name)
    return name[: head.end()].lower() + name[head.end() :] if head else name


def leaves(value: object) -> Iterator[object]:
    """Yield every value inside lists and maps."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def is_known(value: object) -> bool:
    """Tell whether nothing in it is unknown."""
    return UNKNOWN not in list(leaves(value))
