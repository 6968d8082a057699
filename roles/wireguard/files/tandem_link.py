#!/usr/bin/python3
"""The link of a gateway to other sites: who is at its other end now, and which way packets take.

    tandem-link run                keep the link: what its service does
    tandem-link public             make this host's key if it has none, and print its public half
    tandem-link know NAME KEY      believe a gateway of another site; prints `changed` or `known`
    tandem-link status             how it stands, as JSON
    tandem-link figures            the same for the monitor
    tandem-link check              whether it could run as it is told; changes nothing
    tandem-link clear              forget rules and routes; for a host that is no gateway any more

Of a site's gateways one is at work: who holds the address that they share. The others are silent,
so that the far side sees by who speaks where to send.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import site_routes as routes
from site_figures import figures

FOLDER = Path(os.environ.get("TANDEM_LINK", "/etc/tandem/wireguard"))
STATE = Path("/run/tandem-link/state.json")
KEY = re.compile(r"[A-Za-z0-9+/]{43}=")
ROUND = 1.0
"""Seconds from one look to the next."""
PATIENCE = 10.0
"""Seconds that the program may take that carries the link where the kernel does not."""

Told = dict[str, Any]
Peers = dict[str, tuple[str, str]]
"""Gateways elsewhere: by public key, the link and the gateway's name."""


def settings() -> Told:
    """Return what this host was told."""
    return dict(json.loads((FOLDER / "settings.json").read_text()))


def write(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
    draft.replace(path)


def public(told: Told) -> str:
    """Return the public half of this host's key, which is made here and never leaves."""
    key = Path(told["key"])
    if not key.exists():
        write(key, routes.said("wg", "genkey"), 0o600)
    found = routes.said("wg", "pubkey", given=key.read_text())
    write(FOLDER / "public", found)
    return found.strip()


def know(told: Told, name: str, key: str) -> str:
    """Believe a gateway, and tell whether that is news."""
    gateways = {each["name"] for link in told["links"].values() for each in link["gateways"]}
    if name not in gateways:
        raise SystemExit(f"'{name}' is no gateway that this host is linked to: {sorted(gateways)}")
    if not KEY.fullmatch(key):
        raise SystemExit(f"'{key}' is no public key")
    path = FOLDER / "known" / name
    if path.exists() and path.read_text().strip() == key:
        return "known"
    write(path, f"{key}\n")
    return "changed"


def known(told: Told) -> Peers:
    """Return the gateways whose keys are known."""
    found: Peers = {}
    for link, each in told["links"].items():
        for gateway in each["gateways"]:
            path = FOLDER / "known" / gateway["name"]
            if path.exists():
                found[path.read_text().strip()] = (link, gateway["name"])
    return found


def seen(dump: str) -> dict[str, tuple[int, int]]:
    r"""Return what the interface says of each peer: its last handshake, and bytes from there.

    >>> seen("priv\tpub\t51820\toff\nk1\t(none)\t10.0.0.2:51820\t10.1.0.0/16\t7\t92\t180\t5\n")
    {'k1': (7, 92)}
    """
    rows = [line.split("\t") for line in dump.splitlines()[1:]]
    return {row[0]: (int(row[4]), int(row[5])) for row in rows}


class Memory:
    """What was heard of whom, and when."""

    def __init__(self) -> None:
        self.bytes: dict[str, int] = {}
        self.spoke: dict[str, float] = {}
        self.shaken: dict[str, int] = {}
        self.current: dict[str, str] = {}
        """By link, the key of the gateway that is at work there."""

    def hear(self, peers: Peers, found: dict[str, tuple[int, int]], now: float) -> None:
        """Note who spoke since the last look; of a link's gateways that is the one at work."""
        for key, (link, _) in peers.items():
            handshake, got = found.get(key, (0, 0))
            if got > self.bytes.get(key, 0) and handshake:
                self.spoke[key] = now
                if self.spoke.get(self.current.get(link, ""), -1.0) < now:
                    self.current[link] = key
            self.bytes[key] = got
            self.shaken[link] = max(handshake, self.shaken.get(link, 0))
            if self.current.get(link) not in peers:
                self.current[link] = key


def configuration(told: Told, peers: Peers, current: dict[str, str]) -> str:
    """Return what the interface is to be, key and all: for a pipe, never an argument."""
    secret = Path(told["key"]).read_text().strip()
    lines = ["[Interface]", f"PrivateKey = {secret}", f"ListenPort = {told['port']}"]
    lines.append(f"FwMark = {told['mark']}")
    for key, (name, gateway) in sorted(peers.items()):
        link = told["links"][name]
        address = next(e["address"] for e in link["gateways"] if e["name"] == gateway)
        lines += ["[Peer]", f"PublicKey = {key}"]
        lines.append(f"Endpoint = {link['shared'] or address}:{link['ports']['wireguard']}")
        lines.append(f"PersistentKeepalive = {told['keepalive']}")
        if current.get(name) == key:
            lines.append(f"AllowedIPs = {', '.join(link['networks'])}")
    return "\n".join(lines) + "\n"


class Keeper:
    """Keeps the link, round by round."""

    def __init__(self) -> None:
        self.told = settings()
        self.name: str = self.told["interface"]
        self.memory = Memory()
        self.began = time.time()
        self.carrier: subprocess.Popen[bytes] | None = None
        self.is_set = ""

    def start(self) -> None:
        """Make the interface: by the kernel where it can, else by a program."""
        routes.tried("ip", "link", "delete", self.name)
        if not routes.tried("ip", "link", "add", self.name, "type", "wireguard"):
            self.carrier = subprocess.Popen(("wireguard-go", "--foreground", self.name))
            end = time.monotonic() + PATIENCE
            while not routes.tried("wg", "show", self.name):
                if self.carrier.poll() is not None or time.monotonic() > end:
                    raise SystemExit("neither the kernel nor wireguard-go makes an interface")
                time.sleep(0.05)
        mtu = str(self.told["mtu"])
        routes.said("ip", "link", "set", self.name, "mtu", mtu, "up")

    def round(self) -> None:
        """Look once, and change what is not as it should be."""
        now = time.time()
        active = routes.holds(self.told["shared"])
        peers = known(self.told) if active else {}
        self.memory.hear(peers, seen(routes.said("wg", "show", self.name, "dump")), now)
        wanted = configuration(self.told, peers, self.memory.current)
        if wanted != self.is_set:
            routes.said("wg", "syncconf", self.name, "/dev/stdin", given=wanted)
            self.is_set = wanted
        proven = [name for name in self.told["links"] if self.proven(name)]
        routes.lay(self.told, proven, active=active)
        self.say(now, peers, proven, active=active)

    def proven(self, link: str) -> bool:
        """Tell whether a link ever stood: until then packets go as they went before."""
        mark = FOLDER / "proven" / link
        if not mark.exists() and self.memory.shaken.get(link):
            write(mark, "")
        return mark.exists()

    def say(self, now: float, peers: Peers, proven: list[str], *, active: bool) -> None:
        """Write down how it stands."""
        links = {}
        for name in self.told["links"]:
            key = self.memory.current.get(name, "")
            links[name] = {
                "gateway": peers[key][1] if key in peers else None,
                "heard": self.memory.spoke.get(key, self.began),
                "handshake": self.memory.shaken.get(name, 0),
                "proven": name in proven,
            }
        write(STATE, json.dumps({"at": now, "active": active, "links": links}, indent=2) + "\n")

    def run(self) -> None:
        """Keep it until told to end, or until the program that carries it has ended."""
        proven = [name for name in self.told["links"] if self.proven(name)]
        # First, so that after a boot nothing leaves beside a link that does not come up.
        routes.lay(self.told, proven, active=routes.holds(self.told["shared"]), is_up=False)
        self.start()
        while self.carrier is None or self.carrier.poll() is None:
            self.round()
            time.sleep(ROUND)
        raise SystemExit("wireguard-go has ended")


def check(told: Told) -> None:
    """Refuse what the link could not run with, before it has to."""
    current = {name: key for key, (name, _) in known(told).items()}
    configuration(told, known(told), current)
    networks = [each for link in told["links"].values() for each in link["networks"]]
    routes.said("nft", "--check", "--file", "-", given=routes.guard(told, networks))


def main(words: list[str]) -> str:
    """Do what was asked, and return what is to be said."""
    match words:
        case ["run"]:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            Keeper().run()
        case ["public"]:
            return public(settings())
        case ["know", name, key]:
            return know(settings(), name, key)
        case ["status"]:
            return STATE.read_text().strip()
        case ["figures"]:
            return "\n".join(figures(json.loads(STATE.read_text()), time.time()))
        case ["check"]:
            check(settings())
        case ["clear"]:
            routes.clear(settings())
        case _:
            raise SystemExit(__doc__)
    return ""


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1:])}\n")
