"""Tells all that preflight judges about a host. It only reads, and starts nothing that stays."""

from __future__ import annotations

from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.survey_machine import (  # type: ignore[import-not-found] # ours
    machine,
)
from ansible.module_utils.survey_services import (  # type: ignore[import-not-found] # ours
    certificate,
    data,
    knock,
    listeners,
    packages,
    speed,
)

DOCUMENTATION = r"""
module: host_survey
short_description: Tells what a machine is, what is on it, and whom it reaches
description:
  - Reads only. Of the speed of disks it learns by writing to a new folder beside data, if asked.
  - C(plugins/action) adds what only the controller knows, such as how far the host's clock is off.
options:
  data: {description: Folders of data., type: list, elements: path, default: []}
  tls: {description: Files of the host's certificate., type: dict, default: {}}
  hosts: {description: Addresses of the site's hosts by name., type: dict, default: {}}
  doors: {description: "Pairs of address and port.", type: list, elements: list, default: []}
  fio: {description: Whether disks are measured., type: bool, default: false}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Look at the host
  host_survey:
    data: [/var/lib/postgresql]
"""

RETURN = r"""
survey: {description: What was found., type: dict, returned: always}
"""

ALWAYS = ("/", "/var", "/var/log")


def main() -> None:
    """Run as Ansible's module."""
    module = AnsibleModule(
        argument_spec={
            "data": {"type": "list", "elements": "path", "default": []},
            "tls": {"type": "dict", "default": {}},
            "hosts": {"type": "dict", "default": {}},
            "doors": {"type": "list", "elements": "list", "default": []},
            "fio": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    asked = module.params
    found = machine([*ALWAYS, *asked["data"]], asked["hosts"])
    found["is_ours"] = Path("/etc/tandem").is_dir()
    found["listeners"] = listeners()
    found["data"] = [there for path in asked["data"] if (there := data(path))]
    found["certificate"] = certificate(asked["tls"]) if asked["tls"] else None
    found["doors"] = knock(asked["doors"])
    found["packages"] = packages()
    # Once for each filesystem, beside the data.
    carried = [
        [path for path in each["paths"] if path in asked["data"]] for each in found["mounts"]
    ]
    found["speed"] = [speed(paths[0]) for paths in carried if paths and asked["fio"]]
    module.exit_json(changed=False, survey=found)


if __name__ == "__main__":
    main()
