"""What preflight says of a host that is as it should be: nothing. And of each fault: one line."""

from typing import Any

import pytest

from reports.preflight.asking import doors, question
from reports.preflight.finding import is_ready
from tests.reports.preflight.samples import TOLD, folder, found, mount, system


def test_a_sound_host_has_nothing_said_of_it() -> None:
    assert found() == []
    assert is_ready(found())


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"system": system(id="ubuntu", version="24.04", name="Ubuntu 24")}, "Ubuntu 24 is not"),
        ({"system": system(version="11", name="Debian 11")}, "Debian 11 is not supported"),
        ({"is_root": False}, "is not root"),
        ({"cores": 2}, "2 cores, the model says 4"),
        ({"memory_mb": 4096}, "4.0 GB of memory, the model says 8"),
        ({"disks": []}, "0 GB of disks, the model says 100"),
        ({"disks": [{"size_gb": 200, "kind": "HDD"}]}, "its disks spin, the model says SSD"),
        ({"mounts": mount(readonly=True)}, "/ is read-only"),
        ({"mounts": mount(kind="nfs4")}, "/ is nfs4"),
        ({"mounts": mount(used=1.0, free_mb=0)}, "/ has 0.0 GB free (100% used)"),
        ({"mounts": mount(inodes_used=0.99)}, "99% of its inodes"),
        ({"clock": {"synchronised": False, "services": []}}, "the clock is not kept right"),
        ({"names": {"own": "a-db-1", "wrong": ["a-db-2 is 9.9.9.9, not 10.0.0.6"]}}, "9.9.9.9"),
        ({"interfaces": []}, "has none, not 10.0.0.5"),
        (
            {"listeners": [{"port": 2379, "user": "root", "program": "nc", "unit": "other"}]},
            "port 2379, which is etcd's, is taken by nc (other)",
        ),
        ({"doors": [["10.0.0.6", 5432, "silent"]]}, "does not reach a-db-2 on 5432"),
        ({"packages": {"asked": 1, "silent": ["http://m/: 404"]}}, "http://m/: 404"),
        (
            {"data": [folder(postgresql=[{"path": "/p/13/main", "version": "13", "system": "7"}])]},
            "/p/13/main has data of PostgreSQL 13, and 15 runs here",
        ),
        ({"data": [folder(redis=["/r/dump.rdb"])]}, "data of another Redis"),
        ({"speed": [{"path": "/var", "iops": 200, "why": ""}]}, "does 200 random operations"),
    ],
)
def test_each_fault_is_wrong_and_has_a_remedy(otherwise: dict[str, Any], what: str) -> None:
    findings = found(**otherwise)
    assert [each.weight for each in findings] == ["wrong"]
    assert what in findings[0].what
    assert findings[0].remedy


@pytest.mark.parametrize(
    ("otherwise", "what"),
    [
        ({"system": system(id="rocky", version="9.4", name="Rocky 9")}, "nobody has tried Rocky 9"),
        ({"system": system(container="podman"), "cores": 1}, "its machine's"),
        ({"mounts": mount(used=0.9)}, "90% used"),
        ({"mounts": mount(kind="btrfs")}, "/ is btrfs"),
        ({"names": {"own": "localhost", "wrong": []}}, "is called localhost"),
        ({"doors": [["10.1.0.5", 5432, "silent"]]}, "does not reach 10.1.0.5"),
        ({"data": [folder(etcd=["/var/lib/etcd/default"])]}, "another etcd"),
        ({"data": [folder()]}, "/var/lib/x is not empty"),
        ({"speed": [{"path": "/var", "iops": None, "why": "fio is not installed"}]}, "fio is not"),
        ({"offset": {"seconds": 9.0, "unsure": 0.1}}, "+9.0 s off the machine that asks"),
    ],
)
def test_what_somebody_should_only_know_is_a_note(otherwise: dict[str, Any], what: str) -> None:
    findings = found(**otherwise)
    assert [each.weight for each in findings] == ["note"]
    assert what in findings[0].what


def certificate(**otherwise: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    sound = {"file": "/t/host.crt", "key": "/t/host.key", "has_key": True, "fits": True, "days": 90}
    return {**sound, **otherwise}


@pytest.mark.parametrize(
    ("told", "weight", "what"),
    [
        (certificate(has_key=False, fits=False), "wrong", "its key /t/host.key is not"),
        (certificate(fits=False), "wrong", "/t/host.key is another's key"),
        (certificate(days=-3.0), "wrong", "expired 3 days ago"),
        (certificate(days=12.0), "note", "lasts 12 days more"),
        (certificate(days=None), "wrong", "cannot be read"),
    ],
)
def test_certificates(told: dict[str, Any], weight: str, what: str) -> None:
    [finding] = found(certificate=told)
    assert (finding.weight, what in finding.what) == (weight, True)


def test_our_own_services_on_their_ports_are_no_strangers() -> None:
    ours = [{"port": 2379, "user": "etcd", "program": "etcd", "unit": "etcd"}]
    assert found(listeners=ours, is_ours=True) == []
    assert found(listeners=ours) != []  # one that was there before us


def test_doors_lead_to_hosts_alone_and_not_to_shared_addresses_or_the_world() -> None:
    assert doors(TOLD) == {
        ("10.0.0.6", 5432): "here",
        ("10.0.0.6", 49152): "here",
        ("10.1.0.5", 5432): "there",
    }


def test_a_host_is_asked_about_its_own_data() -> None:
    asked = question(TOLD, fio=False)
    assert asked["data"] == ["/var/lib/etcd"]
    assert asked["tls"] == {"certificate": "/t/host.crt", "key": "/t/host.key"}
