"""An Ansible module: starts or restarts a process, and waits until it is well."""

from __future__ import annotations

import time
import urllib.error
import urllib.request

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: app_process
short_description: Start or restart a process and wait until it is well
description: One step, so that members are restarted one by one, each well before the next.
options:
  name: {description: The unit., type: str, required: true}
  state: {description: What to do., type: str, choices: [started, restarted], required: true}
  url: {description: Answers 200 when the process is well., type: str}
  seconds: {description: How long to wait., type: int, required: true}
  must: {description: Fail when it is not well; else only say so., type: bool, default: true}
  settle: {description: How long one without a URL must stay up., type: int, default: 3}
"""

PAUSE = 0.2


def answers(url: str) -> str:
    """Return nothing when a process is well, or why it is not."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return "" if answer.status == 200 else f"answers {answer.status}"
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except OSError as error:
        return f"does not answer: {error}"


class Unit:
    """A unit of systemd."""

    def __init__(self, module: AnsibleModule, name: str) -> None:
        self._module = module
        self.name = name

    def properties(self) -> dict[str, str]:
        """Return what systemd says of it."""
        asked = "--property=ActiveState,SubState,NRestarts,MainPID,InvocationID"
        said = self._module.run_command(["systemctl", "show", asked, self.name], check_rc=True)[1]
        return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)

    def act(self, verb: str) -> None:
        """Start or restart it, also one that failed too often."""
        self._module.run_command(["systemctl", "reset-failed", self.name])
        self._module.run_command(["systemctl", verb, self.name])

    def journal(self) -> list[str]:
        """Return its last words."""
        words = [
            "journalctl",
            "--unit",
            self.name,
            "--lines",
            "15",
            "--output",
            "cat",
            "--no-pager",
        ]
        found: str = self._module.run_command(words)[1]
        return found.splitlines()

    def wait(self, url: str | None, seconds: float, settle: float) -> str:
        """Return nothing once it is well, or why it is not when time is up."""
        end, why, since = time.monotonic() + seconds, "was not asked", ("", 0.0)
        while time.monotonic() < end:
            found = self.properties()
            running = found["ActiveState"] == "active"
            why = f"is {found['ActiveState']} ({found['SubState']})"
            if running and url:
                why = answers(url)
            elif running:
                since = (
                    since if since[0] == found["MainPID"] else (found["MainPID"], time.monotonic())
                )
                why = "" if time.monotonic() - since[1] >= settle else "did not stay up"
            if not why:
                return ""
            time.sleep(PAUSE)
        return why


def main() -> None:
    """Act where it is asked for, and wait either way: what runs may still be unwell."""
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["started", "restarted"], "required": True},
            "url": {"type": "str"},
            "seconds": {"type": "int", "required": True},
            "must": {"type": "bool", "default": True},
            "settle": {"type": "int", "default": 3},
        },
        supports_check_mode=True,
    )
    asked = module.params
    unit = Unit(module, asked["name"])
    stands = unit.properties()["ActiveState"] == "active"
    acts = asked["state"] == "restarted" or not stands
    if module.check_mode:
        module.exit_json(changed=acts, well=True, said="", journal=[])
    if acts:
        unit.act("restart" if asked["state"] == "restarted" else "start")
    settle = asked["settle"] if acts else 0
    why = unit.wait(asked["url"], asked["seconds"], settle)
    said = f"{unit.name} is not well after {asked['seconds']} s: it {why}" if why else ""
    journal = unit.journal() if why else []
    if why and asked["must"]:
        module.fail_json(msg=said, journal=journal)
    module.exit_json(changed=acts, well=not why, said=said, journal=journal)


if __name__ == "__main__":
    main()
