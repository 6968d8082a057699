"""Remembers what a host was before the first of ours."""

from __future__ import annotations

from pathlib import Path

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.host_memory import MEMORY, is_bare, remember  # type: ignore[import-not-found] # ours

DOCUMENTATION = r"""
module: remember
short_description: Remembers what a host was before the first of ours
description:
  - Once, on a host where nothing of ours is yet; afterwards, and in check mode, it does nothing.
  - Files of /etc whole, how others look, settings of the kernel, packages and what runs. For root
    alone, since passwords are among them.
options: {}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Remember what the host was
  remember: {}
"""

RETURN = r"""
remembered: {description: Whether it did now., type: bool, returned: always}
"""


def main() -> None:
    """Run as Ansible's module."""
    module = AnsibleModule(argument_spec={}, supports_check_mode=True)
    root = Path("/")
    is_due = not (root / MEMORY).exists() and is_bare(root) and not module.check_mode
    if is_due:
        remember(root)
    module.exit_json(changed=is_due, remembered=is_due)


if __name__ == "__main__":
    main()
