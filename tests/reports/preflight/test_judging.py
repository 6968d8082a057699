"""What preflight says of a host that is as it should be: nothing. And of each fault: one line."""

from copy import deepcopy
from typing import Any

import pytest

from reports.preflight.asking import doors, question
from reports.preflight.finding import Finding, is_ready, table
from reports.preflight.known import Known, known
from reports.preflight.site import judge
from topology.repository import ROOT

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


@pytest.mark.parametrize(
    ("answer", "subject", "what"),
    [
        ({"unreachable": True, "msg": "timed out"}, "reach", "cannot be reached: timed out"),
        ({"msg": "Missing sudo password"}, "privilege", "Missing sudo password"),
        (
            {"msg": "MODULE FAILURE", "module_stderr": "/usr/bin/python3: not found"},
            "python",
            "not found",
        ),
        ({"msg": "odd"}, "host", "odd"),
    ],
)
def test_a_host_that_cannot_answer_stops_no_other(
    answer: dict[str, Any], subject: str, what: str
) -> None:
    told = {"a-db-1": TOLD, "a-db-2": TOLD}
    small = {**SOUND, "cores": 1}
    findings = judge(told, {"a-db-1": answer, "a-db-2": {"survey": small}}, KNOWN)
    first = next(each for each in findings if each.host == "a-db-1")
    assert (first.subject, what in first.what) == (subject, True)
    assert any(each.host == "a-db-2" for each in findings)


def both(first: dict[str, Any], second: dict[str, Any]) -> list[Finding]:
    surveys = {}
    for number, each in ((1, first), (2, second)):
        own = {"identity": str(number), "board": str(number), "names": {"own": f"a-db-{number}"}}
        surveys[f"a-db-{number}"] = {"survey": {**SOUND, **own, **each}}
        surveys[f"a-db-{number}"]["survey"]["names"]["wrong"] = []
    return judge(dict.fromkeys(surveys, TOLD), surveys, KNOWN)


def test_one_machine_under_two_names_is_found() -> None:
    findings = both({"identity": "x"}, {"identity": "x"})
    assert [each.what for each in findings] == ["a-db-1, a-db-2 have one machine-id"]


def test_clocks_that_differ_are_found_and_slow_answers_are_no_difference() -> None:
    apart = {"offset": {"seconds": 8.0, "unsure": 0.1}}
    assert {each.subject for each in both({}, apart) if each.weight == "wrong"} == {"time"}
    assert both({}, {"offset": {"seconds": 0.9, "unsure": 0.6}}) == []


def test_data_of_two_clusters_are_found() -> None:
    def data(number: str) -> dict[str, Any]:
        one = {"path": "/p", "version": "15", "system": number}
        return {"data": [folder(postgresql=[one])]}

    findings = [each for each in both(data("7"), data("8")) if each.weight == "wrong"]
    assert [each.what for each in findings] == [
        "data of 2 clusters of PostgreSQL (7: a-db-1; 8: a-db-2)"
    ]


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


def test_what_is_known_is_what_the_roles_know() -> None:
    found = known(ROOT)
    assert ("debian", "12") in found.tried
    assert ("rhel", "9") in found.untried
    assert found.postgresql["13"] == "17"


def test_the_table_has_what_is_wrong_first_and_counts() -> None:
    note = Finding("a", "names", "note", "is called b", "call it a")
    wrong = Finding("b", "size", "wrong", "2 cores", "give it more")
    lines = table([note, wrong], 2).splitlines()
    assert lines[0] == "wrong  b  size   2 cores; give it more"
    assert lines[2] == "2 hosts asked: NOT ready: 1 to mend, 1 notes"
    assert table([], 3) == "3 hosts asked: ready, 0 notes"
