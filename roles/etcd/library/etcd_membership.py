"""What an etcd member that starts has to know: is there a cluster that lives, and is it in it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.etcd_api import (  # type: ignore[import-not-found] # ours
    Ask,
    Members,
    asker,
    first_alive,
)
from ansible.module_utils.mutual_tls import trusting  # type: ignore[import-not-found] # ours

DOCUMENTATION = r"""
module: etcd_membership
short_description: Joins a cluster of etcd that lives
description:
  - Asks the other members, whoever answers first, and adds this one where it is missing.
  - A member that comes back without its data is taken out first, and added as a new one.
  - Members that no model names are left alone.
options:
  name: {description: The name of this member., type: str, required: true}
  peer: {description: Where the other members reach it., type: str, required: true}
  others: {description: Where others answer., type: list, elements: str, required: true}
  has_data: {description: Whether this member has data., type: bool, required: true}
  authority: {description: Who is believed., type: path, required: true}
  certificate: {description: The one that is shown., type: path, required: true}
  key: {description: Its key., type: path, required: true}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Ask the other members
  etcd_membership:
    name: db-1
    peer: https://192.0.2.1:2380
    others: [https://192.0.2.2:2379]
    has_data: false
    authority: /etc/ca.crt
    certificate: /etc/host.crt
    key: /etc/host.key
"""

RETURN = r"""
situation: {description: "member, joined, or alone.", type: str, returned: always}
cluster: {description: All members as a joining one is told them., type: str, returned: joined}
"""


class Refused(Exception):  # noqa: N818 - the state of the cluster, no error of ours
    """The cluster and the data of this host do not belong together."""


def listed(members: Members, peer: str) -> Mapping[str, Any] | None:
    """Return the member that is reached at a place."""
    return next((each for each in members if peer in each.get("peerURLs", ())), None)


def cluster(members: Members, name: str, peer: str) -> str:
    """Return the members as a joining one is told them; those who never started have no name.

    >>> cluster([{"name": "b", "peerURLs": ["https://b"]}], "a", "https://a")
    'b=https://b,a=https://a'
    """
    named = (
        (each.get("name") or each["ID"], each["peerURLs"][0])
        for each in members
        if listed([each], peer) is None
    )
    return ",".join([*(f"{known}={url}" for known, url in named), f"{name}={peer}"])


def join(
    ask: Ask, url: str, members: Members, name: str, peer: str, *, check: bool
) -> tuple[str, bool]:
    """Add this member where it is missing; return all members, and whether anything changes."""
    before = listed(members, peer)
    if before and not before.get("name"):
        return cluster(members, name, peer), False  # added earlier, and never started
    if not check:
        if before:
            ask(url, "remove", {"ID": before["ID"]})
        members = ask(url, "add", {"peerURLs": [peer]})["members"]
    return cluster(members, name, peer), True


def decide(ask: Ask, wanted: Mapping[str, Any], *, check: bool) -> dict[str, Any]:
    """Return in what situation a member is, having joined the cluster that lives."""
    name, peer = wanted["name"], wanted["peer"]
    found = first_alive(ask, wanted["others"])
    if wanted["has_data"]:
        if found and listed(found[1], peer) is None:
            raise Refused(
                f"{name} has data of etcd, but was taken out of the cluster that lives. "
                "Move its data away, and it joins anew."
            )
        return {"situation": "member", "changed": False}
    if not found:
        return {"situation": "alone", "changed": False}
    members, changed = join(ask, *found, name, peer, check=check)
    return {"situation": "joined", "cluster": members, "changed": changed}


def main() -> None:
    """Run as Ansible's module."""
    text = {"type": "str", "required": True}
    path = {"type": "path", "required": True}
    module = AnsibleModule(
        argument_spec={
            "name": text,
            "peer": text,
            "others": {"type": "list", "elements": "str", "required": True},
            "has_data": {"type": "bool", "required": True},
            "authority": path,
            "certificate": path,
            "key": {**path, "no_log": False},
        },
        supports_check_mode=True,
    )
    wanted = module.params
    try:
        module.exit_json(**decide(asker(trusting(wanted)), wanted, check=module.check_mode))
    except (OSError, Refused) as problem:
        module.fail_json(msg=str(problem))


if __name__ == "__main__":
    main()
