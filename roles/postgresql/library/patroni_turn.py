"""Restarts a member of a cluster under Patroni in its turn: copies first, the leader last."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.patroni_api import (  # type: ignore[import-not-found] # the role's own
    REACHED,
    Call,
    caller,
    leads,
)

DOCUMENTATION = r"""
module: patroni_turn
short_description: Restarts a member of a cluster under Patroni when it is its turn
description:
  - In the turn of the copies one that leads is left alone; in the leader's turn all others are.
  - A leader hands over first; where nobody can take over it is restarted in its place.
  - Ends when the member is up again, and follows.
options:
  member:
    description: How the member is reached, and restarted.
    type: dict
    required: true
    suboptions:
      api: {description: Where its API is., type: str, required: true}
      name: {description: Its name., type: str, required: true}
      settle: {description: Seconds until Patroni has taken up a change., type: float, default: 5}
      wait: {description: Seconds within which it must be up again., type: int, default: 600}
      password: {description: Of Patroni's account patroni., type: str, required: true}
      authority: {description: Who is believed., type: path, required: true}
      certificate: {description: The one that is shown., type: path, required: true}
      key: {description: Its key., type: path, required: true}
  turn: {description: Whose turn it is., type: str, required: true, choices: [copies, leader]}
  unit: {description: "The service; without it PostgreSQL, where that is pending.", type: str}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Restart copies
  patroni_turn:
    turn: copies
    member:
      api: https://192.0.2.1:8008
      name: db-1
      password: "{{ secret }}"
      authority: /etc/ca.crt
      certificate: /etc/host.crt
      key: /etc/host.key
  no_log: true
"""

RETURN = r"""
steps: {description: What was done., type: list, elements: str, returned: always}
"""


class Failed(Exception):  # noqa: N818 - said to people, and not handled
    """The member did not come back."""


def up(member: Mapping[str, Any]) -> bool:
    """Tell whether a member runs, and follows where it does not lead.

    >>> up({"state": "running", "role": "replica"}), up({"state": "running", "role": "primary"})
    (False, True)
    """
    follows = member.get("replication_state") in ("streaming", "in archive recovery")
    return member.get("state") == "running" and (leads(member) or follows)


def wait(
    call: Call, seconds: float, wanted: Callable[[Mapping[str, Any]], bool]
) -> Mapping[str, Any]:
    """Wait until a member is as wanted."""
    deadline = time.monotonic() + seconds
    member: Mapping[str, Any] = {}
    while time.monotonic() < deadline:
        try:
            member = call("patroni")
        except (OSError, ValueError):
            member = {"state": "silent"}
        if wanted(member):
            return member
        time.sleep(0.5)
    raise Failed(f"The member is not up again after {seconds} s: {json.dumps(member)}")


def heirs(call: Call, name: str) -> list[str]:
    """Return who could take over."""
    return [
        each["name"]
        for each in call("cluster")["members"]
        if each["name"] != name
        and each["state"] in ("running", "streaming")
        and not each.get("tags", {}).get("nofailover")
    ]


def hand_over(call: Call, name: str, seconds: float) -> str:
    """Let another member lead, and wait until this one follows it."""
    call("switchover", {"leader": name})
    wait(call, seconds, lambda member: not leads(member) and up(member))
    return "handed over"


def take_turn(
    call: Call, wanted: Mapping[str, Any], restart: Callable[[], None], *, check: bool
) -> list[str]:
    """Restart the member if it is its turn and it has to be; return what was done."""
    time.sleep(0 if check else wanted["settle"])
    member = wait(call, wanted["wait"], up)
    if leads(member) != (wanted["turn"] == "leader"):
        return []
    if not wanted["unit"] and not member.get("pending_restart"):
        return []
    if check:
        return ["would restart"]
    steps = []
    if leads(member) and heirs(call, wanted["name"]):
        steps.append(hand_over(call, wanted["name"], wanted["wait"]))
    if wanted["unit"]:
        restart()
        steps.append("restarted the service")
        time.sleep(1)
    elif call("patroni").get("pending_restart"):
        call("restart", {"restart_pending": True})
        steps.append("restarted PostgreSQL")
    wait(call, wanted["wait"], up)
    return steps


def main() -> None:
    """Run as Ansible's module."""
    text = {"type": "str", "required": True}
    module = AnsibleModule(
        argument_spec={
            "turn": {**text, "choices": ["copies", "leader"]},
            "unit": {"type": "str"},
            "member": {"type": "dict", "required": True, "options": REACHED},
        },
        supports_check_mode=True,
    )
    wanted = {**module.params["member"], **{key: module.params[key] for key in ("turn", "unit")}}

    def restart() -> None:
        module.run_command(["systemctl", "restart", wanted["unit"]], check_rc=True)

    try:
        steps = take_turn(caller(wanted), wanted, restart, check=module.check_mode)
        module.exit_json(changed=bool(steps), steps=steps)
    except (OSError, Failed) as problem:
        module.fail_json(msg=str(problem))


if __name__ == "__main__":
    main()
