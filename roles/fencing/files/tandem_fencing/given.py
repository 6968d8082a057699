"""What the role tells the programs."""

from __future__ import annotations

import json
import os
import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Given:
    """The configuration, as the role writes it."""

    name: str
    address: str
    members: dict[str, str]
    """Addresses of those who may lead, by their names."""
    ports: dict[str, int]
    probe: float
    suspect: float
    confirm: float
    authority: str
    certificate: str
    key: str
    cluster: str
    """Where the cluster's keys begin in etcd."""
    devices: dict[str, str]
    """By member, where the device answers that switches it off."""
    account: str
    most: int
    """So many hosts are switched off at most, within a window."""
    window: float
    paused: str
    """While this file is there, nothing is switched off."""

    def context(self) -> ssl.SSLContext:
        """Return this side of TLS: our certificate, and whom we believe."""
        context = ssl.create_default_context(cafile=self.authority)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def served(self) -> ssl.SSLContext:
        """Return the server's side: who asks shows a certificate of ours."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=self.authority)
        context.load_cert_chain(self.certificate, self.key)
        context.verify_mode = ssl.CERT_REQUIRED
        return context

    @property
    def password(self) -> str:
        """The account's password at the devices, which systemd hands over."""
        return (Path(os.environ["CREDENTIALS_DIRECTORY"]) / "password").read_text().strip()


def read(path: str) -> Given:
    """Return what a file says."""
    return Given(**json.loads(Path(path).read_text()))
