"""Takes a member out of a cluster of etcd, where those that stay are enough to go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
module: etcd_leave
short_description: Takes a member out of a cluster of etcd
description:
  - Asks whoever answers; a member that is not listed any more changes nothing.
  - Refuses where fewer than a majority of those that stay answer.
  - In check mode it asks and refuses all the same.
options:
  name: {description: Who leaves., type: str, required: true}
  others: {description: Where those that stay answer., type: list, elements: str, required: true}
  authority: {description: Who is believed., type: path, required: true}
  certificate: {description: The one that is shown., type: path, required: true}
  key: {description: Its key., type: path, required: true}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Take a member out
  etcd_leave:
    name: db-1
    others: [https://192.0.2.2:2379, https://192.0.2.3:2379]
    authority: /etc/ca.crt
    certificate: /etc/host.crt
    key: /etc/host.key
"""

RETURN = r"""
answering: {description: Who answers of those that stay., type: list, returned: always}
"""


class Refused(Exception):  # noqa: N818 - the state of the cluster, no error of ours
    """Without this member the cluster could not go on."""


def answering(status: Ask, members: Members) -> list[str]:
    """Return the names of those that answer.

    >>> answering(lambda *_: {}, [{"name": "a", "clientURLs": ["https://a"]}, {"name": "b"}])
    ['a']
    """
    found = []
    for each in members:
        for url in each.get("clientURLs", ()):
            try:
                status(url, "status", {})
            except OSError:
                continue
            found.append(each["name"])
            break
    return found


def judge(name: str, staying: Iterable[str], alive: Iterable[str]) -> None:
    """Refuse to break the majority.

    >>> judge("a", ["b", "c"], ["b", "c"])
    >>> judge("a", ["b", "c"], ["b"])
    Traceback (most recent call last):
        ...
    etcd_leave.Refused: a may not leave etcd: of b, c only b answer, and a majority is 2. ...
    """
    all_of_them, up = sorted(staying), sorted(alive)
    needed = len(all_of_them) // 2 + 1
    if len(up) < needed:
        raise Refused(
            f"{name} may not leave etcd: of {', '.join(all_of_them) or 'nobody'} only "
            f"{', '.join(up) or 'none'} answer, and a majority is {needed}. "
            "Heal those that are silent first, or add members."
        )


def leave(ask: Ask, status: Ask, wanted: Mapping[str, Any], *, check: bool) -> dict[str, Any]:
    """Take the member out; return what Ansible is told."""
    name = wanted["name"]
    found = first_alive(ask, wanted["others"])
    if not found:
        raise Refused(f"{name} may not leave etcd: none of those that stay answers")
    url, members = found
    leaving = next((each for each in members if each.get("name") == name), None)
    staying = [each for each in members if each.get("name") != name]
    alive = answering(status, staying)
    if leaving is None:
        return {"changed": False, "answering": alive}
    judge(name, [each.get("name") or each["ID"] for each in staying], alive)
    if not check:
        ask(url, "remove", {"ID": leaving["ID"]})
    return {"changed": True, "answering": alive}


def main() -> None:
    """Run as Ansible's module."""
    path = {"type": "path", "required": True}
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "others": {"type": "list", "elements": "str", "required": True},
            "authority": path,
            "certificate": path,
            "key": {**path, "no_log": False},
        },
        supports_check_mode=True,
    )
    wanted = module.params
    try:
        context = trusting(wanted)
        status = asker(context, "maintenance")
        module.exit_json(**leave(asker(context), status, wanted, check=module.check_mode))
    except (OSError, Refused) as problem:
        module.fail_json(msg=str(problem))


if __name__ == "__main__":
    main()
