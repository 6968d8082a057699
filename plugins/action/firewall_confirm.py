"""Loads a host's firewall rules, and confirms them over a connection that is really new.

In one task: a host need not wait between the two for all others of the play, while its timer runs
that takes the rules back. The new connection is made by Ansible's own plugin for SSH, so that it
goes the way that the host's variables say, also where Mitogen carries the others.
"""

from __future__ import annotations

from typing import Any

from ansible import constants
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import connection_loader

TRIES = 2
"""Further ones: a bastion that all hosts of a run are reached through turns some away."""


class ActionModule(ActionBase):
    """Tries one host's rules."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - Ansible's
        """Return the result of the step that failed, or of the last."""
        super().run(tmp, task_vars)
        told = task_vars or {}
        wanted = self._task.args
        tried = self._ask(told, "try", str(wanted["seconds"]))
        if tried.get("failed"):
            return tried
        if self._play_context.connection not in {"local", "ansible.builtin.local"}:
            try:
                self._enter(told, int(wanted["connect_seconds"]))
            except AnsibleConnectionFailure as error:
                return {"failed": True, "msg": self._shut_out(str(error))}
        kept = self._ask(told, "confirm")
        return kept | {"msg": self._late(kept)} if kept.get("failed") else kept

    def _ask(self, told: dict[str, Any], *words: str) -> dict[str, Any]:
        argv = [self._task.args["program"], *words]
        found: dict[str, Any] = self._execute_module(
            module_name="ansible.builtin.command", module_args={"argv": argv}, task_vars=told
        )
        return found

    def _enter(self, told: dict[str, Any], seconds: int) -> None:
        """Log in over a connection that shares nothing with those that stand."""
        connection = connection_loader.get("ansible.builtin.ssh", self._play_context)
        known = constants.config.get_plugin_vars("connection", "ssh")
        options = {name: self._templar.template(told[name]) for name in known if name in told}
        connection.set_options(task_keys=self._task.dump_attrs(), var_options=options)
        shared = connection.get_option("ssh_extra_args")
        connection.set_option("ssh_extra_args", f"-o ControlPath=none {shared}")
        connection.set_option("timeout", seconds)
        connection.set_option("reconnection_retries", TRIES)
        code, _, said = connection.exec_command("true", sudoable=False)
        if code:
            raise AnsibleConnectionFailure(said.decode(errors="replace"))

    def _late(self, kept: dict[str, Any]) -> str:
        return (
            f"{str(kept.get('stderr') or kept.get('msg')).strip()}. A new connection got through, "
            f"but not within the {self._task.args['seconds']} seconds after which the host takes "
            "new rules back by itself: it has those from before. Run this again once the host and "
            "the way to it are less busy, or give it longer: -e firewall_confirm_seconds=120"
        )

    def _shut_out(self, said: str) -> str:
        return (
            f"No new connection gets through the new rules: {said.strip()}. The host takes them "
            f"back by itself within {self._task.args['seconds']} seconds. The flows must let the "
            "controller in, from where it stands: through the bastion, or on the control host."
        )
