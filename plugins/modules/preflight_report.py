"""Documents what runs on the controller: plugins/action/preflight_report.py."""

DOCUMENTATION = r"""
module: preflight_report
short_description: Judges what host_survey found on all hosts
description:
  - Tells every finding at once, and fails where something must be mended first.
options:
  to: {description: The JSON file., type: path, required: true}
author: [Tandem]
"""

EXAMPLES = r"""
- name: Tell what was found
  preflight_report:
    to: preflight.json
"""

RETURN = r"""
msg: {description: Whether the site is ready., type: str, returned: always}
"""
