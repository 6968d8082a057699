"""The benchmark of the lab's hosts: what is compared, and when a goal is missed."""

import json
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bench.lab import checks, pyinfra, stock
from bench.lab.bare import gained
from bench.lab.figures import Figure, Run
from bench.lab.run import PARTS
from bench.lab.site import BenchError
from bench.lab.telling import BAD_INPUT, measure_lab
from topology.repository import ROOT


@pytest.mark.parametrize(
    ("value", "peer", "most", "verdict"),
    [
        (10, 40, 0.25, "True"),
        (11, 40, 0.25, "False"),
        (11, 40, None, "None"),
        (11, None, 2, "None"),
    ],
)
def test_a_goal_is_a_share_of_the_peers(
    value: float, peer: float | None, most: float | None, verdict: str
) -> None:
    assert str(Figure("x", value, peer=peer, most=most).is_met) == verdict


def test_a_run_tells_what_it_missed_and_whether_it_was_alone() -> None:
    run = Run("logx-td", load=0.5, cores=2, figures=[Figure("x", 3, peer=1, most=2)])
    assert [each["ratio"] for each in run.as_dict()["figures"]] == [3]
    assert len(run.missed) == 1
    assert not run.is_busy
    assert Run("logx-td", load=1.5, cores=2).is_busy


def test_an_unknown_part_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert measure_lab("logx-td", "first,frist", as_json=False) == BAD_INPUT
    told = capsys.readouterr().err
    assert "frist" in told
    assert all(name in told for name in PARTS)


def test_bare_hosts_get_what_the_converge_brought_and_no_more() -> None:
    before = {"a": {"packages": ["ssh"], "services": ["ssh.service"]}}
    after = {"a": {"packages": ["nginx", "ssh"], "services": ["nginx.service", "ssh.service"]}}
    expected = {"packages": ["nginx"], "services": ["nginx.service"]}
    assert gained(before, after) == {"a": expected}


def test_stock_ansible_has_our_paths_and_no_setting_of_ours() -> None:
    with stock.playbooks() as (copies, settings):
        told = settings.read_text()
        assert f"roles_path = {ROOT / 'roles'}" in told
        assert "enable_plugins = tandem, yaml, ini" in told
        for ours in ("pipelining", "forks", "gathering", "interpreter_python", "strategy"):
            assert ours not in told
        assert "gather_subset" in (ROOT / "playbooks" / "hosts.yml").read_text()
        for path in copies.rglob("*.yml"):
            assert "gather_subset" not in path.read_text()
    assert not copies.exists()


def test_what_was_checked_is_told_apart_by_what_a_peer_has() -> None:
    lines: list[dict[str, object]] = [
        {"module": "ansible.builtin.template", "dest": "/etc/a"},
        {"module": "ansible.builtin.file", "path": "/etc/b/"},
        {"module": "place", "path": ["/etc/c", "/etc/d/"]},
        {"module": "ansible.builtin.systemd_service", "name": "a.service"},
        {"module": "ansible.builtin.systemd_service", "daemon_reload": True},
        {"module": "units", "name": ["b.service", "c.timer"]},
        {"module": "ansible.builtin.group", "name": "g"},
        {"module": "ansible.builtin.command"},
    ]
    found = checks.read(json.dumps({"host": "a", **each}) for each in lines)["a"]
    assert found.paths == {"/etc/a", "/etc/b", "/etc/c", "/etc/d"}
    assert (found.units, found.groups) == ({"a.service", "b.service", "c.timer"}, {"g"})
    assert sum(found.others.values()) == 2
    told = {"files": [1, 2], "services": [1], "sysctl": {}, "users": [], "groups": ["g"]}
    assert checks.count({"a": told}) == 5  # packages are one


def test_what_pyinfra_changed_is_read_from_its_last_total() -> None:
    total = "  Grand total │ 9 │ {} │ {} │ 7\n"
    assert pyinfra.changed(total.format(2, "-") + total.format("-", "-")) == 0
    assert pyinfra.changed(total.format(2, 1)) == 3
    with pytest.raises(BenchError, match="no total"):
        pyinfra.changed("it crashed")


def test_the_peer_is_pinned_by_hash() -> None:
    text = pyinfra.REQUIREMENTS.read_text()
    assert "\npyinfra==" in text
    packages = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(packages) > 10
    assert all("==" in each and "--hash=sha256:" in each for each in packages)


def test_the_relay_passes_bytes_both_ways(tmp_path: Path) -> None:
    source = pyinfra.RELAY.read_text()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        copy = tmp_path / "relay.py"
        copy.write_text(source.replace("(address, 22)", f"(address, {port})"))

        def answer() -> None:
            link, _ = server.accept()
            with link:
                link.sendall(link.recv(100).upper())

        heard = threading.Thread(target=answer)
        heard.start()
        ended = subprocess.run(
            (sys.executable, str(copy), "127.0.0.1"),
            input=b"hello",
            capture_output=True,
            check=True,
            timeout=10,
        )
        heard.join()
    assert ended.stdout == b"HELLO"
