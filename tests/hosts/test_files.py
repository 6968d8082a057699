"""Shared files: whole, guarded by quorum, mounted where wanted, and the same everywhere."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import pytest

from tests.hosts.conftest import Facts, reach

pytestmark = pytest.mark.group("files")


def _kept(facts: Facts) -> list[str]:
    return [name for name, share in facts["files_shares"].items() if share["kept_here"]]


def _mounted(facts: Facts) -> list[str]:
    return [share["mount"] for share in facts["files_shares"].values() if share["mounted_here"]]


@pytest.fixture(scope="module")
def mounts(host: Any) -> dict[str, str]:
    """Return the options of the shares that are mounted, by where."""
    found = host.run("findmnt --noheadings --raw --output TARGET,OPTIONS --types fuse.glusterfs")
    return dict(line.split(maxsplit=1) for line in found.stdout.splitlines())


def test_every_copy_of_a_share_is_there_and_agrees(host: Any, facts: Facts) -> None:
    for name in _kept(facts):
        copies = len(facts["files_shares"][name]["servers"])
        status = host.run(f"gluster volume status {name} detail").stdout
        assert status.count("Online               : Y") == copies
        if copies > 1:
            heal = host.run(f"gluster volume heal {name} info summary").stdout
            assert heal.count("Total Number of entries: 0") == copies


def test_copies_can_never_disagree(host: Any, facts: Facts) -> None:
    for name in _kept(facts):
        if len(facts["files_shares"][name]["servers"]) > 2:
            options = host.run(f"gluster volume info {name}").stdout
            assert "cluster.quorum-type: auto" in options
            assert "cluster.server-quorum-type: server" in options


def test_copies_answer_on_the_ports_of_the_model_and_by_tls_alone(host: Any, facts: Facts) -> None:
    if not _kept(facts):
        pytest.skip("keeps none")
    ports = facts["files_services"]["glusterfs"]["ports"]
    first, last = map(int, ports["gluster-bricks"].split("-"))
    address = facts["ansible_host"]
    found = host.run("ss -Hltnp").stdout.splitlines()
    listening = [line.split()[3] for line in found if '"gluster' in line]
    allowed = {f"{address}:{port}" for port in (ports["gluster"], *range(first, last + 1))}
    assert listening
    assert set(listening) <= allowed
    for name in _kept(facts):
        assert "server.ssl: on" in host.run(f"gluster volume info {name}").stdout
    assert host.file("/var/lib/glusterd/secure-access").exists


def test_shares_are_mounted_with_their_options(facts: Facts, mounts: Mapping[str, str]) -> None:
    wanted = {"nodev", "nosuid", "noexec"}
    assert set(mounts) >= set(_mounted(facts))
    assert [at for at in _mounted(facts) if not wanted <= set(mounts[at].split(","))] == []


@pytest.mark.once
def test_what_one_client_writes_every_other_reads(
    facts: Facts, pytestconfig: pytest.Config
) -> None:
    for share in facts["files_shares"].values():
        names = list(dict.fromkeys(client["name"] for client in share["clients"]))
        text, path = secrets.token_hex(8), f"{share['mount']}/.verify-{secrets.token_hex(4)}"
        first = reach(names[0], pytestconfig)
        assert first.run(f"echo {text} > {path} && sync {path}").rc == 0
        read = {name: reach(name, pytestconfig).run(f"cat {path}").stdout.strip() for name in names}
        first.run(f"rm -f {path}")
        assert read == dict.fromkeys(names, text)
