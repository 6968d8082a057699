"""Kubernetes of a rehearsal: etcd, the provider, and an API server for each cluster of a stack."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cloud.building import Told
from lab.kubernetes import authority, programs
from lab.kubernetes.cluster import Home, identity, start_etcd
from lab.processes import Processes, python
from lab.shell import LabError
from lab.state import PRIVATE, this_lab

PROVIDER = "lab.kubernetes.serve"


@dataclass(frozen=True)
class Kubernetes:
    """The clusters of this machine."""

    home: Path

    @property
    def is_up(self) -> bool:
        """Whether it answers."""
        mine = self._home.processes
        return len(mine.all) == 2 and mine.run

    @property
    def clusters(self) -> Mapping[Path, bool]:
        """The kubeconfig of each cluster, and whether its API server runs."""
        return {each.home / "kubeconfig": each.run for each in self._home.clusters}

    @property
    def provider(self) -> str:
        """What an engine is told, so that it asks here."""
        port = self._home.processes.port(PROVIDER)
        if port is None:
            raise LabError("no Kubernetes is up; `tandem lab kubernetes up` starts it")
        return f"kubernetes:{port}"

    def entered(self, kubeconfig: str) -> str:
        """Return the way into the cluster that a stack enters by a kubeconfig, if it runs."""
        mine = self._home.of(identity(kubeconfig))
        return (mine.home / "kubeconfig").read_text() if mine.run else ""

    def up(self, told: Told) -> None:
        """Start what does not run, building it first where this machine never had it."""
        if self.is_up:
            return
        programs.get(told)
        self.down()
        self.home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        authority.make(self.home)
        mine: Processes = self._home.processes
        try:
            start_etcd(self._home)
            words = str(self.home)
            mine.await_(mine.start(PROVIDER, lambda port: python(PROVIDER, words, str(port))))
        except LabError:
            self.down()
            raise

    def down(self) -> None:
        """End all of it, and forget what the clusters held."""
        self._home.processes.stop_all()
        for each in self._home.clusters:
            each.stop_all()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def _home(self) -> Home:
        return Home(self.home)


def this_kubernetes() -> Kubernetes:
    """Return the one of this lab."""
    home = this_lab().home
    return Kubernetes(home.with_name(f"{home.name}-kubernetes"))
