"""Who opens the lab's hosts, and how one knows that a host is who it was: made new for each lab."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from ipaddress import IPv4Address
from pathlib import Path

from lab.image import ADMIN
from lab.plan import LabHost
from lab.shell import run, succeeds
from lab.state import SECRET, Lab, write

PACKAGES_PORT = 443
"""The one port on which hosts may reach package mirrors; the cache answers on it in their place."""

_HOST_KEY = "etc/ssh/ssh_host_ed25519_key"
_OWNER = 1000  # the first user of an image


def make_key(path: Path, comment: str) -> None:
    """Make a key pair where there is none."""
    public = path.with_name(path.name + ".pub")
    if public.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    for old in (draft, draft.with_name(draft.name + ".pub")):
        old.unlink(missing_ok=True)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", draft)
    draft.replace(path)
    draft.with_name(draft.name + ".pub").replace(public)


def write_ssh(lab: Lab, hosts: Iterable[LabHost]) -> None:
    """Write how the hosts are reached, and who they are."""
    known, reached = [], []
    for host in sorted(hosts, key=lambda each: each.name):
        public = lab.host_key(host.name).with_suffix(".pub").read_text().split()
        known.append(f"{host.name},{host.address} {public[0]} {public[1]}")
        reached.append(f"Host {host.name} {host.address}\n{_way(lab, host)}")
    lab.connections.parent.mkdir(mode=0o700, exist_ok=True)
    write(lab.known_hosts, "\n".join(known) + "\n")
    write(lab.ssh_config, "\n".join(reached))


def hang_up(lab: Lab, hosts: Iterable[LabHost]) -> None:
    """End the connections that others share."""
    for host in hosts:
        if host.admin and not host.bastion:
            succeeds("ssh", "-F", lab.ssh_config, "-O", "exit", host.name)


def gifts(lab: Lab, host: LabHost, packages: IPv4Address, resolver: str) -> bytes:
    """Return the files, as one archive, that make a bare image this host of this lab."""
    key = lab.host_key(host.name)
    proxy = f'Acquire::http::Proxy "http://{packages}:{PACKAGES_PORT}";\n'
    names = f"127.0.0.1 localhost\n{host.address} {host.name}\n"
    files = {
        _HOST_KEY: (key.read_text(), SECRET, 0),
        f"{_HOST_KEY}.pub": (key.with_suffix(".pub").read_text(), 0o644, 0),
        f"home/{ADMIN}/.ssh/authorized_keys": (
            lab.key.with_suffix(".pub").read_text(),
            SECRET,
            _OWNER,
        ),
        "etc/apt/apt.conf.d/50lab-packages": (proxy, 0o644, 0),
        "etc/hostname": (f"{host.name}\n", 0o644, 0),
        "etc/hosts": (names, 0o644, 0),
        "etc/resolv.conf": (resolver, 0o644, 0),
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.addfile(_entry(f"home/{ADMIN}/.ssh", 0o700, _OWNER, tarfile.DIRTYPE))
        for name, (text, mode, owner) in files.items():
            entry = _entry(name, mode, owner)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def _entry(name: str, mode: int, owner: int, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.mode, entry.uid, entry.gid, entry.type = mode, owner, owner, kind
    return entry


def _way(lab: Lab, host: LabHost) -> str:
    settings = {
        "HostName": host.address,
        "User": ADMIN,
        "IdentityFile": lab.key,
        "IdentitiesOnly": "yes",
        "UserKnownHostsFile": lab.known_hosts,
        "StrictHostKeyChecking": "yes",
        "ConnectTimeout": "5",
    }
    if host.bastion:
        settings["ProxyJump"] = host.bastion
    elif host.admin:
        # Others come through here: they share its connection, and give it up when it is lost.
        settings |= {
            "BindAddress": host.admin,
            "ControlMaster": "auto",
            "ControlPath": lab.connections,
            "ControlPersist": "60s",
            "ServerAliveInterval": "5",
        }
    return "".join(f"  {word} {value}\n" for word, value in settings.items())
