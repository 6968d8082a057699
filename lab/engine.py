"""The container engine: Podman, or Docker where that is what the machine has.

Both take the same commands but for a few words, which are told apart here and nowhere else. The lab
is tested with Podman 4.3 of Debian 12; a newer Podman and Docker Engine take the same way untested.
"""

from __future__ import annotations

import json
import resource
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lab.plan import Bridge, LabHost
from lab.shell import CommandError, as_root, run, succeeds
from lab.state import Lab

MOST_PROCESSES = 32768
MOST_FILES = 1048576
HYBRID = Path("/sys/fs/cgroup/unified")
"""There where version 1 of control groups has version 2 beside it, as on some virtual machines."""

NEVER_RAN = {"absent", "created", "configured", "initialized"}
"""States of a container with nothing to lose: a run that was killed may have left half of it."""

SYSTEMD = {
    "podman": ("--systemd=always", "--no-hosts", "--dns=none"),
    "docker": ("--tmpfs=/run", "--tmpfs=/run/lock"),
}
"""What lets systemd be the first process, and leaves a host's own files to the host."""


@dataclass(frozen=True)
class Engine:
    """Runs the engine's commands for one lab."""

    program: str
    lab: Lab

    @cached_property
    def command(self) -> tuple[str, ...]:
        """Return the words that every command starts with."""
        if self.program == "docker" or not (HYBRID.is_dir() and shutil.which("runc")):
            return (*as_root(), self.program)
        # crun refuses such control groups, and no systemd need run here.
        flags = ("--runtime=runc", "--cgroup-manager=cgroupfs", "--events-backend=file")
        return (*as_root(), self.program, *flags)

    def __call__(self, *words: str | Path, given: str | bytes = b"") -> str:
        """Run one command."""
        return run(*self.command, *words, given=given)

    def ours(self, kind: str) -> list[str]:
        """Return the identities of all containers, networks or volumes of this lab.

        One label is asked for and no more: Podman 4.3 finds what has any of several, not all.
        """
        listing = {"container": ("ps", "--all"), "network": ("network", "ls")}
        words = listing.get(kind, (kind, "ls"))
        return self(*words, "--quiet", f"--filter=label={self.lab.label}").split()

    def inspect(self, kind: str) -> list[dict[str, Any]]:
        """Return all that the engine knows of this lab's containers, networks or volumes.

        What goes away meanwhile is left out by asking again.
        """
        names = self.ours(kind)
        if not names:
            return []
        try:
            found: list[dict[str, Any]] = json.loads(self(kind, "inspect", *names))
        except CommandError:
            return self.inspect(kind)
        return found

    def containers(self) -> dict[str, dict[str, Any]]:
        """Return this lab's containers, by name without the lab's."""
        prefix = self.lab.own("")
        found = self.inspect("container")
        return {each["Name"].lstrip("/").removeprefix(prefix): each for each in found}

    def has(self, kind: str, name: str) -> bool:
        """Tell whether an image or a volume is there.

        Listing volumes fails in Podman 4.3 while another one comes or goes.
        """
        return succeeds(*self.command, kind, "inspect", name)

    def network_words(self, bridge: Bridge) -> list[str]:
        """Return the command that makes a bridge."""
        words = ["network", "create", "--driver=bridge", f"--subnet={bridge.network}"]
        words += [f"--gateway={bridge.gateway}", f"--label={self.lab.label}"]
        if self.program == "podman":
            words.append("--disable-dns")  # it would take port 53 of the gateway
        return [*words, self.lab.own(bridge.name)]

    def host_words(self, host: LabHost, image: str) -> list[str]:
        """Return the command that makes a host, which then restarts when it wants to."""
        name = self.lab.own(host.name)
        return [
            *("create", f"--name={name}", f"--hostname={host.name}", "--pull=never"),
            *(f"--network={self.lab.own(host.bridge.name)}", f"--ip={host.address}"),
            *(f"--mac-address={host.mac}", "--privileged", "--cgroupns=private"),
            *("--restart=always", f"--volume={name}:/var", *limits(), *SYSTEMD[self.program]),
            "--env=SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1",  # Debian 13 on hybrid control groups
            *(f"--label={self.lab.label}", f"--label=tandem.site={host.site}"),
            *(f"--label=tandem.release={host.release}", image, "/sbin/init"),
        ]

    def removal_words(self, *names: str) -> list[str]:
        """Return the command that takes containers away at once."""
        hurry = ["--time=0"] if self.program == "podman" else []
        return ["rm", "--force", *hurry, *names]

    def volume_words(self, host: LabHost) -> list[str]:
        """Return the command that makes a host's disk known, so that it comes and goes with it."""
        words = [
            "volume",
            "create",
            f"--label={self.lab.label}",
            f"--label=tandem.site={host.site}",
        ]
        if self.program == "podman":  # Docker mounts no files, so its disks have no end
            device = self.lab.disk(host.name)
            words += ["--opt=type=ext4", f"--opt=device={device}", "--opt=o=loop"]
        return [*words, self.lab.own(host.name)]


def status(found: Mapping[str, Any] | None) -> str:
    """Return the state of a container, in the engine's words."""
    return str(found["State"]["Status"]).lower() if found else "absent"


def limits() -> list[str]:
    """Return limits that this machine may give: where it may raise none, its own."""
    files = _most(resource.RLIMIT_NOFILE, MOST_FILES)
    processes = _most(resource.RLIMIT_NPROC, MOST_PROCESSES)
    return [f"--ulimit=nofile={files}:{files}", f"--ulimit=nproc={processes}:{processes}"]


def program() -> str | None:
    """Return the engine that is there; Podman where there are both."""
    if shutil.which("podman"):
        return "podman"
    return "docker" if succeeds(*as_root(), "docker", "info") else None


def _most(kind: int, wanted: int) -> int:
    hard = resource.getrlimit(kind)[1]
    return wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
