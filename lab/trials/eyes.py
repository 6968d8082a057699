"""What the site itself says of itself, asked live of each service on its own host."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lab.engine import Engine
from lab.shell import CommandError
from topology.environment import Environment
from topology.inventory import Inventory, inventory
from topology.inventory.parties import word

_REDIS = (
    "REDISCLI_AUTH=$(cat /etc/redis/administrator) timeout 3 redis-cli --no-auth-warning"
    " --user redis-admin --tls --cacert /etc/tandem/tls/ca.crt -h {address} -p {port} {said}"
)
_SHOWN = """timeout 3 python3 -c '
import socket
asked = socket.socket(socket.AF_UNIX)
asked.connect("{socket}")
asked.sendall(b"show stat\\n")
while part := asked.recv(65536):
    print(part.decode(), end="")
'"""
ENTRY_SOCKET = "/run/haproxy/admin.sock"
DATA_SOCKET = "/run/haproxy-data/admin.sock"
LEADS = ("leader", "primary", "master")


@dataclass(frozen=True)
class Eyes:
    """Asks the hosts of one environment of the lab, past every firewall of the site's own."""

    environment: Environment
    engine: Engine

    @cached_property
    def inventory(self) -> Inventory:
        """What the hosts were told."""
        return inventory(self.environment)

    def hosts(self, service: str) -> list[str]:
        """Return the hosts that run a service; none, where the site has no such service."""
        found: list[str] = self.inventory.get(word(service), {}).get("hosts", [])
        return found

    def told(self, service: str) -> Mapping[str, Any]:
        """Return what the hosts of a service were told, but for what each has alone."""
        tier = word(next(h.tier for h in self.environment.hosts if h.name in self.hosts(service)))
        found: Mapping[str, Any] = self.inventory[f"tier_{tier}"]["vars"]
        return found

    def address(self, host: str) -> str:
        """Return a host's own address."""
        return str(next(each.address for each in self.environment.hosts if each.name == host))

    def say(self, host: str, script: str) -> str:
        """Return what a host's shell answers; nothing, where it failed or the host is silent."""
        try:
            return self.engine("exec", self.engine.lab.own(host), "sh", "-c", script)
        except CommandError:
            return ""

    def silent(self) -> list[str]:
        """Return the hosts that do not run."""
        there = self.engine.containers()
        names = [host.name for host in self.environment.hosts]
        return [
            n for n in names if (there.get(n) or {}).get("State", {}).get("Status") != "running"
        ]

    def databases(self) -> list[Mapping[str, Any]]:
        """Return the members of PostgreSQL's cluster, as whichever Patroni answers sees them."""
        port = self.told("postgresql")["postgresql_services"]["postgresql"]["ports"]["patroni"]
        for host in self.hosts("postgresql"):
            url = f"https://{self.address(host)}:{port}/cluster"
            said = self.say(host, f"curl -s --max-time 3 --cacert /etc/tandem/tls/ca.crt {url}")
            if said:
                found: list[Mapping[str, Any]] = json.loads(said)["members"]
                return found
        return []

    def leader(self) -> str:
        """Return which host's PostgreSQL leads; nothing, where none does."""
        leading = (each["name"] for each in self.databases() if each["role"] in LEADS)
        return next(leading, "")

    def voters(self) -> Mapping[str, bool]:
        """Return the members of etcd that are in its majority, and which of them leads."""
        found = {}
        for host in self.hosts("etcd"):
            said = self.say(host, "tandem-etcdctl --command-timeout=3s endpoint status -w json")
            if said and (status := json.loads(said)[0]["Status"]).get("leader"):
                found[host] = status["leader"] == status["header"]["member_id"]
        return found

    def caches(self) -> Mapping[str, list[str]]:
        """Return what each Redis says of its role: the word, then whom it follows or leads."""
        found = {}
        for host in self.hosts("redis"):
            port = self.told("redis")["redis_services"]["redis"]["ports"]["redis"]
            said = self.say(host, _REDIS.format(address=self.address(host), port=port, said="ROLE"))
            if said:
                found[host] = said.splitlines()
        return found

    def cache_leader(self) -> str:
        """Return which host's Redis leads, and is followed."""
        roles = self.caches().items()
        leading = [(len(role), host) for host, role in roles if role[0] == "master"]
        return max(leading, default=(0, ""))[1]

    def watched(self, host: str) -> Mapping[str, str]:
        """Return what the watcher of a host says of Redis' master."""
        told = self.told("redis")
        port = told["redis_sentinels"]["ports"]["sentinel"]
        said = f"SENTINEL MASTER {told['redis_cluster']['name']}"
        flat = self.say(host, _REDIS.format(address=self.address(host), port=port, said=said))
        lines = flat.splitlines()
        return dict(zip(lines[::2], lines[1::2], strict=False))

    def holders(self) -> list[str]:
        """Return the hosts that carry the entry's shared address."""
        asked = f"ip -4 -o address show to {self.entry}"
        return [host for host in self.hosts("haproxy") if self.say(host, asked)]

    @property
    def entry(self) -> str:
        """The address that users are sent to."""
        return str(self.told("haproxy")["haproxy_address"])

    def shown(self, host: str, socket: str) -> list[Mapping[str, str]]:
        """Return what an HAProxy says of each server behind it."""
        said = self.say(host, _SHOWN.format(socket=socket)).lstrip("# ")
        rows = csv.DictReader(io.StringIO(said))
        return [row for row in rows if row["svname"] not in ("FRONTEND", "BACKEND")]
