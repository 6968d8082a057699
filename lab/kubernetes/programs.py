"""kube-apiserver and etcd: built from Go modules pinned by their hashes, kept, built once."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from cloud.building import Sources, Told, compiled
from cloud.engine import alone, cache
from lab.shell import LabError

VERSION = "1.33.4"
ETCD_VERSION = "3.5.21"
"""The one that this Kubernetes is built with."""
FOLDER = Path(__file__).parent / "sources"


@dataclass(frozen=True)
class Program:
    """One of them."""

    name: str
    package: str
    says: str
    """What it says first when it is asked for its version."""
    flags: str = ""

    @property
    def sources(self) -> Sources:
        """What it is built from."""
        return Sources(self.name, FOLDER, self.package, f"-s -w {self.flags}".strip())


API_SERVER = Program(
    "kube-apiserver",
    "k8s.io/kubernetes/cmd/kube-apiserver",
    f"Kubernetes v{VERSION}",
    f"-X k8s.io/component-base/version.gitVersion=v{VERSION}",
)
ETCD = Program("etcd", "go.etcd.io/etcd/server/v3", f"etcd Version: {ETCD_VERSION}")


class NotToBeHadError(LabError):
    """A program is not here, and cannot be built here."""


def home() -> Path:
    """Return where they are kept."""
    return cache() / f"kubernetes-{VERSION}"


def path(program: Program) -> Path:
    """Return where a program is, once it is there."""
    return home() / "bin" / program.name


def get(told: Told) -> None:
    """Build what is not there, and hold what was built to its version."""
    with alone(home(), told):
        for each in (ETCD, API_SERVER):
            if _says(path(each)) != each.says:
                _build(each, told)


def _build(program: Program, told: Told) -> None:
    draft = path(program).with_name(f"{program.name}.new")
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        compiled(program.sources, draft, told)
    except (OSError, subprocess.CalledProcessError) as error:
        said = str(getattr(error, "stderr", "") or error).strip()
        why = f"{program.name} cannot be built from its Go modules:\n{said}"
        raise NotToBeHadError(why) from None
    if (said := _says(draft)) != program.says:
        raise LabError(f"what was built says '{said}', and not '{program.says}'")
    draft.replace(path(program))


def _says(program: Path) -> str:
    """Return the first line of what a program says of its version."""
    try:
        said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    except OSError:  # there is none, or it is only a part of one
        return ""
    return (said.stdout.splitlines() or [""])[0]
