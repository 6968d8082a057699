"""The program that reads a host, on trees of files that stand for one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.roles.loading import program

BASELINE = program("baseline/files/baseline.py")
CONTENTS, NETWORK, MERGING = (
    program(f"baseline/files/{name}.py") for name in ("contents", "network", "merging")
)
SYSTEM = program("baseline/files/system.py")

RULES = """table inet tandem {
    set net_fencing {
        elements = { 10.0.0.0/8, 172.16.0.0/12,
                 192.168.0.0/16 }
    }

    chain input {
        type filter hook input priority filter; policy drop;
        tcp dport 22 accept
    }
}
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: str, mode: int = 0o644) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        path.chmod(mode)
        return path

    return written


def test_a_file_is_its_mode_its_owner_and_its_content(tmp_path: Path, write: Write) -> None:
    path = write("etc/x.conf", "a", 0o600)
    before = CONTENTS.files(tmp_path)["/etc/x.conf"]
    path.chmod(0o606)
    opened = CONTENTS.files(tmp_path)["/etc/x.conf"]
    path.write_text("b")
    assert len({before, opened, CONTENTS.files(tmp_path)["/etc/x.conf"]}) == 3


def test_a_secret_s_content_is_not_in_what_is_read(tmp_path: Path, write: Write) -> None:
    write("etc/secret", "treasure")
    assert "treasure" not in json.dumps(CONTENTS.files(tmp_path))


def test_a_file_that_a_package_updates_stays_as_its_package_has_it(
    tmp_path: Path, write: Write
) -> None:
    write("etc/p.conf", "new")
    digest = hashlib.md5(b"new", usedforsecurity=False).hexdigest()
    write("var/lib/dpkg/status", f"Package: p\nConffiles:\n /etc/p.conf {digest}\n")
    assert CONTENTS.files(tmp_path)["/etc/p.conf"].endswith("as its package has it")


def test_a_certificate_may_be_renewed(tmp_path: Path, write: Write) -> None:
    write("etc/tandem/tls/host.crt", "old")
    before = CONTENTS.files(tmp_path)
    write("etc/tandem/tls/host.crt", "new")
    assert CONTENTS.files(tmp_path) == before


def test_a_program_that_changed_since_its_package_came_is_named(
    tmp_path: Path, write: Write
) -> None:
    digest = hashlib.md5(b"real", usedforsecurity=False).hexdigest()
    write("var/lib/dpkg/info/p.md5sums", f"{digest}  usr/bin/p\n")
    write("usr/bin/p", "real")
    assert CONTENTS.packaged(tmp_path) == {}
    write("usr/bin/p", "false")
    assert list(CONTENTS.packaged(tmp_path)) == ["/usr/bin/p"]


def test_what_makes_its_caller_root_is_named(tmp_path: Path, write: Write) -> None:
    write("usr/bin/x", "", 0o4755)
    assert CONTENTS.privileged(tmp_path)["/usr/bin/x"].startswith("setuid")


def test_a_password_is_told_apart_and_not_told(tmp_path: Path, write: Write) -> None:
    write("etc/passwd", "a:x:1:1::/srv/a:/bin/sh\n")
    write("etc/shadow", "a:$6$treasure:1:0:9:7:::\n")
    before = SYSTEM.users(tmp_path)["a"]
    write("etc/shadow", "a:$6$other:1:0:9:7:::\n")
    assert "treasure" not in before
    assert SYSTEM.users(tmp_path)["a"] != before


def test_each_rule_has_its_place_and_a_set_of_many_lines_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(NETWORK, "ask", lambda *_: RULES)
    found = NETWORK.filters()
    assert "table inet tandem chain input: tcp dport 22 accept" in found
    assert any("192.168.0.0/16 }" in name for name in found)


def test_bans_come_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    banned = "table inet f2b-table {\nchain f2b-chain {\ntcp dport 22 reject\n}\n}\n"
    monkeypatch.setattr(NETWORK, "ask", lambda *_: banned)
    assert not [name for name in NETWORK.filters() if "reject" in name]


LEASED = """table inet tandem_lease {
set writes_open {
type inet_service
flags timeout
elements = { 5432 timeout 8s,
6432 timeout 8s }
}
chain writes_gate {
meta time < "2026-11-22 04:00:00" accept
}
chain writes_in {
tcp dport @writes_open jump writes_gate
}
}
"""


def test_what_the_lease_opens_comes_and_goes_and_its_rules_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(NETWORK, "ask", lambda *_: LEASED)
    found = NETWORK.filters()
    assert (
        "table inet tandem_lease chain writes_in: tcp dport @writes_open jump writes_gate" in found
    )
    assert not [name for name in found if "meta time" in name or "elements" in name]
    stranger = LEASED.replace("meta time", "ip saddr 192.0.2.1 meta time")
    monkeypatch.setattr(NETWORK, "ask", lambda *_: stranger)
    assert [name for name in NETWORK.filters() if "192.0.2.1" in name]


def test_what_a_converge_changed_is_known_and_what_was_there_before_is_not() -> None:
    known = {"users": {"root": "0"}, "redis": {"user app": "on"}}
    before = {"users": {"root": "0", "mallory": "1"}, "redis": {"user app": "on"}}
    now = {"users": {"root": "0", "mallory": "1", "haproxy": "2"}, "redis": {}}
    assert MERGING.merged(known, before, now) == {
        "users": {"root": "0", "haproxy": "2"},
        "redis": {},
    }


def test_what_does_not_answer_stays_as_it_was_known() -> None:
    known = {"redis": {"user app": "on"}}
    assert MERGING.merged(known, known, {"redis": None}) == known


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
    """A host with one subject, whose baseline lies in a folder of its own."""
    now = {"users": {"root": "0"}}
    monkeypatch.setattr(BASELINE, "FOLDER", tmp_path)
    monkeypatch.setattr(BASELINE, "load", lambda name: BASELINE.__dict__["_load"](name, tmp_path))
    monkeypatch.setattr(BASELINE, "read", lambda: {k: dict(v) for k, v in now.items()})
    return now


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load, keep = BASELINE.load, BASELINE.keep
    monkeypatch.setitem(BASELINE.__dict__, "_load", load)
    monkeypatch.setattr(BASELINE, "keep", lambda name, what: keep(name, what, tmp_path))


def test_the_first_converge_keeps_everything_and_an_unchanged_one_nothing(
    host: dict[str, dict[str, str]],
) -> None:
    del host["users"]["root"]
    host["users"]["admin"] = "1"
    BASELINE.start()
    assert BASELINE.record()
    BASELINE.start()
    assert not BASELINE.record()


def test_a_converge_that_was_interrupted_keeps_its_first_before(
    host: dict[str, dict[str, str]],
) -> None:
    BASELINE.record()
    BASELINE.start()
    host["users"]["haproxy"] = "made by the converge that was cut"
    BASELINE.start()
    BASELINE.record()
    assert "haproxy" in BASELINE.load("known.json")["users"]


def test_an_account_made_between_two_converges_is_never_taken_for_known(
    host: dict[str, dict[str, str]],
) -> None:
    BASELINE.record()
    host["users"]["mallory"] = "1"
    BASELINE.start()
    BASELINE.record()
    assert "mallory" not in BASELINE.load("known.json")["users"]
    BASELINE.accept()
    assert "mallory" in BASELINE.load("known.json")["users"]


def test_what_is_known_is_for_root_alone(tmp_path: Path, host: dict[str, dict[str, str]]) -> None:
    assert host
    BASELINE.record()
    assert (tmp_path / "known.json").stat().st_mode & 0o777 == 0o600
