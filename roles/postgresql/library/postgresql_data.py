"""Tells whether data on a host are of this version and this cluster, before anything starts."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.etcd_api import (  # type: ignore[import-not-found] # ours
    asker,
    first_answer,
)
from ansible.module_utils.mutual_tls import trusting  # type: ignore[import-not-found] # ours

DOCUMENTATION = r"""
module: postgresql_data
short_description: Refuses data of another version of PostgreSQL, or of another cluster
description:
  - Reads only. An empty place is good, unless data of another version lie beside it.
  - Which cluster it is, etcd is asked; a cluster that is not there yet takes the data there are.
options:
  root: {description: Where data of all versions are., type: path, required: true}
  version: {description: The version that runs., type: str, required: true}
  data: {description: Where its data are., type: path, required: true}
  programs: {description: Where its programs are., type: path, required: true}
  scope: {description: "The folder of the cluster's keys in etcd.", type: str, required: true}
  etcd: {description: Where etcd is asked., type: list, elements: str, required: true}
  authority: {description: Who is believed., type: path, required: true}
  certificate: {description: The one that is shown., type: path, required: true}
  key: {description: Its key., type: path, required: true}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Refuse data of others
  postgresql_data:
    root: /var/lib/postgresql
    version: "15"
    data: /var/lib/postgresql/15/main
    programs: /usr/lib/postgresql/15/bin
    scope: /tandem/logx-dc-db
    etcd: [https://192.0.2.1:2379]
    authority: /etc/ca.crt
    certificate: /etc/host.crt
    key: /etc/host.key
"""

RETURN = r"""
identifier: {description: Of which system the data are., type: str, returned: always}
"""


def version_of(data: Path) -> str | None:
    """Return of which version some data are; nothing, where there are none."""
    file = data / "PG_VERSION"
    return file.read_text().strip() if file.is_file() else None


def wrong_version(root: Path, data: Path, version: str) -> str | None:
    """Return what speaks against data of some version, in words."""
    found = version_of(data)
    if found and found != version:
        return f"{data} has data of PostgreSQL {found}, and {version} runs. They stay as they are."
    others = [
        f"{each.parent} ({version_of(each.parent)})"
        for each in root.glob("*/*/PG_VERSION")
        if each.parent != data
    ]
    if not found and others:
        return (
            f"{data} is empty, and there are data of another version: {', '.join(sorted(others))}. "
            "Upgrade them, or move them away; nothing was started."
        )
    return None


def identifier_of(control: str) -> str:
    r"""Return the system identifier from what pg_controldata says.

    >>> identifier_of("pg_control version number:  1300\nDatabase system identifier:   77\n")
    '77'
    """
    lines = (line.partition(":") for line in control.splitlines())
    return next(
        (value.strip() for name, _, value in lines if name == "Database system identifier"), ""
    )


def cluster_of(answer: Mapping[str, Any]) -> str:
    """Return the value that etcd answers; empty, where the key is not there.

    >>> cluster_of({"kvs": [{"value": "Nzc="}]}), cluster_of({"header": {}})
    ('77', '')
    """
    return base64.b64decode(answer.get("kvs", [{"value": ""}])[0]["value"]).decode()


def judge(
    wanted: Mapping[str, Any], control: Callable[[], str], asked: Callable[[], str]
) -> tuple[str, str | None]:
    """Return of which system the data are, and what speaks against them."""
    data = Path(wanted["data"])
    problem = wrong_version(Path(wanted["root"]), data, wanted["version"])
    if problem or not version_of(data):
        return "", problem
    ours, cluster = identifier_of(control()), asked()
    if cluster and cluster != ours:
        return ours, (
            f"{data} has data of another cluster: its system is {ours}, and that of "
            f"{wanted['scope']} is {cluster}. Move them away, and "
            "this member copies the cluster's; they were left as they are."
        )
    return ours, None


def main() -> None:
    """Run as Ansible's module."""
    text, path = {"type": "str", "required": True}, {"type": "path", "required": True}
    module = AnsibleModule(
        argument_spec={
            "root": path,
            "version": text,
            "data": path,
            "programs": path,
            "scope": text,
            "etcd": {"type": "list", "elements": "str", "required": True},
            "authority": path,
            "certificate": path,
            "key": {**path, "no_log": False},
        },
        supports_check_mode=True,
    )
    wanted = module.params

    def control() -> str:
        command = [f"{wanted['programs']}/pg_controldata", "-D", wanted["data"]]
        return str(module.run_command(command, environ_update={"LC_ALL": "C"}, check_rc=True)[1])

    def asked() -> str:
        ask = asker(trusting(wanted), "kv")
        found = first_answer(ask, wanted["etcd"], "range", f"{wanted['scope']}/initialize")
        return cluster_of(found or {})  # Patroni waits for etcd by itself, and compares then

    identifier, problem = judge(wanted, control, asked)
    if problem:
        module.fail_json(msg=problem)
    module.exit_json(changed=False, identifier=identifier)


if __name__ == "__main__":
    main()
