"""A host that is as it should be: what it was told, and what is found on it."""

from copy import deepcopy
from typing import Any

from reports.preflight.finding import Finding
from reports.preflight.known import Known
from reports.preflight.site import judge

KNOWN = Known(
    frozenset({("debian", "12"), ("debian", "13")}),
    frozenset({("rocky", "9")}),
    {"12": "15", "13": "17"},
)

TOLD: dict[str, Any] = {
    "ansible_host": "10.0.0.5",
    "base_hosts": {"a-db-1": "10.0.0.5", "a-db-2": "10.0.0.6"},
    "etcd_cluster": "a",
    "etcd_services": {
        "etcd": {"data": "/var/lib/etcd", "unit": "etcd", "user": "etcd", "ports": {"c": 2379}}
    },
    "firewall_outbound": [
        {"set": "db", "protocol": "tcp", "ports": 5432, "why": ""},
        {"set": "time", "protocol": "udp", "ports": 123, "why": ""},
        {"set": "packages", "protocol": "tcp", "ports": 443, "why": ""},
        {"set": "files", "protocol": "tcp", "ports": "49152-49251", "why": ""},
        {"set": "peer_db", "protocol": "tcp", "ports": 5432, "why": ""},
    ],
    "firewall_sets": {
        "db": ["10.0.0.5/32", "10.0.0.6/32", "10.0.0.9/32"],
        "time": ["0.0.0.0/0"],
        "packages": ["203.0.113.7/32"],
        "files": ["10.0.0.6/32"],
        "peer_db": ["10.1.0.5/32"],
    },
    "host_cores": 4,
    "host_memory_gb": 8,
    "host_disks": [{"count": 1, "size_gb": 100, "kind": "SSD"}],
    "host_iops": 3000,
    "host_interface": "ens3",
    "host_tls": {"certificate": "/t/host.crt", "key": "/t/host.key", "authority": "/t/ca.crt"},
}

SOUND: dict[str, Any] = {
    "system": {
        "id": "debian",
        "version": "12",
        "name": "Debian 12",
        "python": "3.11.2",
        "machine": "x86_64",
        "container": "",
    },
    "is_root": True,
    "cores": 4,
    "memory_mb": 7900,
    "disks": [{"name": "vda", "size_gb": 100, "kind": "SSD", "is_system": True}],
    "mounts": [
        {
            "mount": "/",
            "kind": "ext4",
            "readonly": False,
            "free_mb": 50_000,
            "used": 0.2,
            "inodes_used": 0.1,
        }
    ],
    "interfaces": [{"name": "ens3", "mac": "02:00:00:00:00:05", "addresses": ["10.0.0.5"]}],
    "clock": {"synchronised": True, "services": ["chrony"]},
    "names": {"own": "a-db-1", "wrong": []},
    "identity": "one",
    "board": "one",
    "is_ours": False,
    "listeners": [{"protocol": "tcp", "port": 22, "user": "root", "program": "sshd"}],
    "data": [],
    "certificate": None,
    "doors": [["10.0.0.6", 5432, "refused"], ["10.0.0.6", 49152, "open"]],
    "packages": {"asked": 3, "silent": []},
    "speed": [],
    "offset": {"seconds": 0.0, "unsure": 0.01},
}


def found(**otherwise: Any) -> list[Finding]:  # noqa: ANN401 - whatever a survey holds
    survey = {**deepcopy(SOUND), **otherwise}
    return judge({"a-db-1": TOLD}, {"a-db-1": {"survey": survey}}, KNOWN)


def folder(**otherwise: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    none: dict[str, Any] = {"postgresql": [], "etcd": [], "redis": []}
    return {"path": "/var/lib/x", "is_empty": False, **none, **otherwise}


def system(**otherwise: str) -> dict[str, str]:
    return {**SOUND["system"], **otherwise}


def mount(**otherwise: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - as above
    return [{**SOUND["mounts"][0], **otherwise}]
