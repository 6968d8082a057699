"""Lets a member leave a cluster under Patroni: it hands over first, and is forgotten last."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.etcd_api import (  # type: ignore[import-not-found] # ours
    asker,
    first_answer,
)
from ansible.module_utils.mutual_tls import trusting  # type: ignore[import-not-found] # ours
from ansible.module_utils.patroni_api import (  # type: ignore[import-not-found] # the role's own
    REACHED,
    Call,
    caller,
    leads,
)

DOCUMENTATION = r"""
module: patroni_leave
short_description: Lets a member leave a cluster under Patroni
description:
  - Runs on one that stays. With hand_over the one that leaves hands over if it leads; if dead,
    its heir is waited for. Refuses where nobody else has the data and may lead.
  - With forget its key is deleted in etcd, which it would leave there if it died.
  - In check mode it asks and refuses all the same.
options:
  name: {description: Who leaves., type: str, required: true}
  step: {description: What is to happen., type: str, required: true, choices: [hand_over, forget]}
  alive: {description: Whether it can be asked to hand over., type: bool, default: true}
  member:
    description: How the one that stays is reached.
    type: dict
    required: true
    suboptions:
      api: {description: Where its API is., type: str, required: true}
      name: {description: Its name., type: str, required: true}
      settle: {description: Not read here., type: float, default: 5}
      wait: {description: Seconds within which another must lead., type: int, default: 600}
      password: {description: Of Patroni's account patroni., type: str, required: true}
      authority: {description: Who is believed., type: path, required: true}
      certificate: {description: The one that is shown., type: path, required: true}
      key: {description: Its key., type: path, required: true}
  scope: {description: "The folder of the cluster's keys in etcd.", type: str, required: true}
  etcd: {description: Where etcd is asked., type: list, elements: str, required: true}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Let it hand over
  patroni_leave:
    name: db-1
    step: hand_over
    scope: /tandem/db
    etcd: [https://192.0.2.2:2379]
    member: "{{ how_one_is_reached }}"
  no_log: true
"""

RETURN = r"""
leader: {description: Who leads now., type: str, returned: hand_over}
"""

PAUSE = 0.5


class Refused(Exception):  # noqa: N818 - the state of the cluster, no error of ours
    """Without this member the data would be in danger."""


def heirs(members: Sequence[Mapping[str, Any]], name: str) -> list[str]:
    """Return who has the data and may lead.

    >>> heirs([{"name": "a", "state": "running"}, {"name": "b", "state": "stopped"}], "c")
    ['a']
    """
    return [
        each["name"]
        for each in members
        if each["name"] != name
        and each["state"] in ("running", "streaming")
        and not each.get("tags", {}).get("nofailover")
    ]


def leader(members: Sequence[Mapping[str, Any]]) -> str:
    """Return who leads; empty, where nobody does."""
    return next((each["name"] for each in members if leads(each)), "")


def hand_over(call: Call, wanted: Mapping[str, Any], *, check: bool) -> dict[str, Any]:
    """Let another member lead; return what Ansible is told."""
    name = wanted["name"]
    members = call("cluster")["members"]
    if not heirs(members, name):
        raise Refused(
            f"{name} may not leave: nobody else has its data and may lead. "
            "Add a member, or bring another one back, first."
        )
    before = leader(members)
    if before not in (name, "") or check:
        return {"changed": before in (name, ""), "leader": before}
    if before == name and wanted["alive"]:
        call("switchover", {"leader": name})
    return {"changed": True, "leader": _heir(call, wanted)}


def _heir(call: Call, wanted: Mapping[str, Any]) -> str:
    """Wait until another member leads; return its name."""
    deadline = time.monotonic() + wanted["member"]["wait"]
    while time.monotonic() < deadline:
        found = leader(call("cluster")["members"])
        if found not in ("", wanted["name"]):
            return found
        time.sleep(PAUSE)
    raise Refused(f"nobody took over from {wanted['name']}")


def forget(
    call: Call, delete: Callable[[str], bool], wanted: Mapping[str, Any], *, check: bool
) -> dict[str, Any]:
    """Delete the key of a member that is gone; return what Ansible is told."""
    name = wanted["name"]
    members = call("cluster")["members"]
    if leader(members) == name:
        raise Refused(f"{name} leads again: stop Patroni there, and run once more")
    if not check:
        return {"changed": delete(f"{wanted['scope']}/members/{name}")}
    return {"changed": any(each["name"] == name for each in members)}


def deleter(wanted: Mapping[str, Any]) -> Callable[[str], bool]:
    """Return what deletes a key of etcd, and says whether it was there."""
    ask = asker(trusting(wanted["member"]), "kv")

    def delete(key: str) -> bool:
        found = first_answer(ask, wanted["etcd"], "deleterange", key)
        if found is None:
            raise Refused("no member of etcd answers")
        return bool(int(found.get("deleted", 0)))

    return delete


def main() -> None:
    """Run as Ansible's module."""
    text = {"type": "str", "required": True}
    module = AnsibleModule(
        argument_spec={
            "name": text,
            "step": {**text, "choices": ["hand_over", "forget"]},
            "alive": {"type": "bool", "default": True},
            "member": {"type": "dict", "required": True, "options": REACHED},
            "scope": text,
            "etcd": {"type": "list", "elements": "str", "required": True},
        },
        supports_check_mode=True,
    )
    wanted, check = module.params, module.check_mode
    try:
        call = caller(wanted["member"])
        if wanted["step"] == "hand_over":
            module.exit_json(**hand_over(call, wanted, check=check))
        module.exit_json(**forget(call, deleter(wanted), wanted, check=check))
    except (OSError, Refused) as problem:
        module.fail_json(msg=str(problem))


if __name__ == "__main__":
    main()
