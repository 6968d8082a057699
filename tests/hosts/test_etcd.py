"""etcd: who is a member, whether it agrees, and to whom it speaks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("etcd")


def asked(host: Any, *words: str) -> Any:
    """Return what etcdctl says."""
    return json.loads(host.check_output(f"tandem-etcdctl {' '.join(words)} -w json"))


def test_the_members_are_those_of_the_model(host: Any, facts: Facts) -> None:
    found = asked(host, "member", "list")["members"]
    port = facts["etcd_services"]["etcd"]["ports"]["etcd-peer"]
    assert {each["name"]: each["peerURLs"] for each in found} == {
        each["name"]: [f"https://{each['address']}:{port}"] for each in facts["etcd_members"]
    }


def test_a_majority_takes_what_this_member_is_told(host: Any) -> None:
    assert [each["health"] for each in asked(host, "endpoint", "health")] == [True]


def test_it_starts_with_the_host(host: Any, facts: Facts) -> None:
    assert host.service(facts["etcd_services"]["etcd"]["unit"]).is_enabled


def test_whoever_shows_no_certificate_is_refused(host: Any, facts: Facts) -> None:
    port = facts["etcd_services"]["etcd"]["ports"]["etcd-client"]
    place = f"https://{facts['ansible_host']}:{port}/v3/cluster/member/list"
    tried = host.run(f"curl -s --cacert {facts['host_tls']['authority']} -d '{{}}' {place}")
    assert tried.rc in (55, 56)  # refused right after the handshake: sending or receiving


def test_nobody_else_reads_its_data(host: Any, facts: Facts) -> None:
    etcd = facts["etcd_services"]["etcd"]
    data = host.file(f"{etcd['data']}/{facts['etcd_cluster']}")
    assert (data.user, data.mode) == (etcd["user"], 0o700)
