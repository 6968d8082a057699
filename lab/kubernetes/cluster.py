"""The clusters of a rehearsal: one etcd, and an API server for each cluster."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.kubernetes import authority
from lab.kubernetes.api import Api
from lab.kubernetes.programs import API_SERVER, ETCD, path
from lab.processes import LOOPBACK, Process, Processes, answers
from lab.state import write

SERVICES = "10.152.0.0/16"
"""Addresses of services inside a cluster; nothing is ever reached by them here."""


@dataclass(frozen=True)
class Home:
    """Where everything of the clusters is."""

    folder: Path

    @property
    def processes(self) -> Processes:
        """Etcd and the provider; each API server has a folder of its own."""
        return Processes(self.folder)

    def of(self, server: str) -> Processes:
        """Return the folder of the cluster that is reached at an address."""
        return Processes(self.folder / "clusters" / _short(server))

    @property
    def clusters(self) -> tuple[Processes, ...]:
        """Every folder of a cluster."""
        return tuple(Processes(each) for each in sorted((self.folder / "clusters").glob("*")))

    def kept(self, name: str, ending: str = "crt") -> str:
        """Return the path of a certificate or key."""
        return str(self.folder / f"{name}.{ending}")


class Clusters:
    """Starts the API server of a cluster when it is first asked for."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._apis: dict[str, Api] = {}

    def api(self, server: str) -> Api:
        """Return the API of the cluster whose own address is `server`."""
        with self._lock:
            if server not in self._apis:
                self._apis[server] = self._started(server)
            return self._apis[server]

    def rest(self, server: str) -> None:
        """End the API server of a cluster that holds nothing; it starts again when it is asked."""
        with self._lock:
            self._apis.pop(server, None)
            mine = self._home.of(server)
            for each in mine.all:
                mine.stop(each)

    def _started(self, server: str) -> Api:
        mine = self._home.of(server)
        mine.home.mkdir(parents=True, exist_ok=True)
        process = next((each for each in mine.all if each.runs), None) or start(
            mine, self._home, _short(server)
        )
        api = Api(self._home.folder, process.port)
        mine.await_(process, lambda _: api.is_ready)
        write(mine.home / "kubeconfig", json.dumps(_kubeconfig(self._home, process.port, server)))
        return api


def start_etcd(home: Home) -> Process:
    """Start etcd, which holds the state of every cluster."""
    program = str(path(ETCD))
    peers = f"https://{LOOPBACK}:0"

    def words(port: int) -> Sequence[str]:
        return (
            program,
            f"--data-dir={home.folder / 'etcd'}",
            f"--advertise-client-urls=https://{LOOPBACK}:{port}",
            f"--listen-peer-urls={peers}",
            "--client-cert-auth",
            f"--trusted-ca-file={home.kept(authority.AUTHORITY)}",
            f"--cert-file={home.kept(authority.SERVER)}",
            f"--key-file={home.kept(authority.SERVER, 'key')}",
            "--peer-auto-tls",
            "--unsafe-no-fsync",  # a rehearsal outlives no power cut
            f"--listen-client-urls=https://{LOOPBACK}:{port}",
        )

    process = home.processes.start(program, words)
    home.processes.await_(process, answers)
    return process


def start(mine: Processes, home: Home, short: str) -> Process:
    """Start the API server of one cluster."""
    program, etcd = str(path(API_SERVER)), home.processes.port(str(path(ETCD)))
    pair = home.kept(authority.SERVER), home.kept(authority.SERVER, "key")
    accounts = home.kept(authority.ACCOUNTS, "key")

    def words(port: int) -> Sequence[str]:
        return (
            program,
            f"--etcd-servers=https://{LOOPBACK}:{etcd}",
            f"--etcd-prefix=/{short}",
            f"--etcd-cafile={home.kept(authority.AUTHORITY)}",
            f"--etcd-certfile={pair[0]}",
            f"--etcd-keyfile={pair[1]}",
            f"--client-ca-file={home.kept(authority.AUTHORITY)}",
            f"--tls-cert-file={pair[0]}",
            f"--tls-private-key-file={pair[1]}",
            f"--service-account-key-file={accounts}",
            f"--service-account-signing-key-file={accounts}",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--authorization-mode=Node,RBAC",
            "--allow-privileged",  # as EKS: a namespace's standard says who may, and nobody else
            f"--service-cluster-ip-range={SERVICES}",
            f"--bind-address={LOOPBACK}",
            f"--advertise-address={LOOPBACK}",
            "--endpoint-reconciler-type=none",
            f"--secure-port={port}",
        )

    return mine.start(program, words)


def identity(kubeconfig: str) -> str:
    """Return which cluster a kubeconfig is of: address and authority, whoever enters by it."""
    return json.dumps(json.loads(kubeconfig)["clusters"], sort_keys=True) if kubeconfig else ""


def _short(server: str) -> str:
    return hashlib.sha256(server.encode()).hexdigest()[:12]


def _kubeconfig(home: Home, port: int, name: str) -> dict[str, Any]:
    """Return how `kubectl` and its like get in."""
    cluster = {
        "server": f"https://{LOOPBACK}:{port}",
        "certificate-authority": home.kept(authority.AUTHORITY),
    }
    user = {
        "client-certificate": home.kept(authority.ADMIN),
        "client-key": home.kept(authority.ADMIN, "key"),
    }
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": "admin", "user": user}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": "admin"}}],
        "current-context": name,
    }
