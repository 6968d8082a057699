"""What is otherwise than declared, and what nobody declared; each finding classed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3

from cloud import inside
from cloud.foreign import Class, Client, look
from cloud.stack import Ground, Stack

CO_MANAGED = ("aws:autoscaling/group:Group",)
"""Types whose inputs somebody else turns too: what is watched decides how many there are."""


@dataclass(frozen=True)
class Found:
    """One finding."""

    cls: Class
    what: str
    """`update`, `delete`, or `undeclared`."""
    resource: str
    why: str


def drift(stack: Stack) -> Iterator[Found]:
    """Yield what a refresh finds, then what stands there and is in no state."""
    for done, resource in stack.refresh(look_only=True).resources:
        cls: Class = "co-managed" if resource.startswith(CO_MANAGED) else "owned"
        yield Found(cls, done, resource, "it is otherwise than it was declared")
    facts = stack.environment
    beside = look(clients(stack.where), facts.facts.region, facts.name, stack.identifiers())
    for each in (*beside, *inside.look(stack.kubeconfigs(), stack.resources())):
        yield Found(each.cls, "undeclared", f"{each.kind} {each.id}", each.why)


def clients(where: Ground) -> Client:
    """Return what makes clients of where stacks are built."""
    session = boto3.session.Session(
        aws_access_key_id=where.variables.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=where.variables.get("AWS_SECRET_ACCESS_KEY"),
    )

    def client(service: str, region: str) -> Any:  # noqa: ANN401 - made by boto3 at run time
        endpoint = where.variables.get("AWS_ENDPOINT_URL")
        make: Any = session.client
        return make(service, region_name=region, endpoint_url=endpoint)

    return client
