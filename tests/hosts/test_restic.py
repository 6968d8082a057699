"""Files and configuration: backed up by those who cannot take it back, and fetched back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.hosts.conftest import Facts

pytestmark = pytest.mark.group("all")

PROGRAM = "/usr/local/lib/tandem/restic/filing.py"
STATE = "/var/lib/tandem/restic"
KNOWN = "/etc/tandem/restic/tandem.json"
FETCHED = "/var/lib/tandem/restic/cache/fetched"
SMALL = 2_000_000_000
"""Bytes of a folder that may be copied to break it."""


@pytest.fixture(autouse=True)
def kept(facts: Facts, everyone: Mapping[str, Facts]) -> None:
    """Ask nothing where the hosts that keep backups are not there."""
    members = facts["restic_repository"]["members"]
    if not any(each["name"] in everyone for each in members):
        pytest.skip("nobody keeps backups here")


def keeps(facts: Facts) -> bool:
    """Tell whether a host keeps the repository."""
    return facts["name"] in {each["name"] for each in facts["restic_repository"]["members"]}


def mine(facts: Facts) -> list[str]:
    """Return what a host backs up itself."""
    return [
        name
        for name, source in facts["restic_sources"].items()
        if not source["keepers"] or facts["name"] in {each["name"] for each in source["keepers"]}
    ]


def known(host: Any) -> dict[str, Any]:
    """Return what the programs of a host were told."""
    return dict(json.loads(host.file(KNOWN).content_string))


def test_every_round_has_its_timer(host: Any, facts: Facts) -> None:
    said = host.check_output("systemctl list-timers --all --no-legend 'restic-*'").split()
    wanted = {f"restic-backup-{name}.timer" for name in mine(facts)}
    assert wanted | ({"restic-thinning.timer"} if keeps(facts) else set()) <= set(said)


def test_configuration_is_fetched_back_as_it_was(host: Any) -> None:
    host.check_output("systemctl start restic-backup@configuration.service")
    state = json.loads(host.file(f"{STATE}/configuration.json").content_string)
    assert (state["failed"], state["verified"]) == (False, True), state["why"]
    try:
        done = host.run(f"rm -rf {FETCHED}; python3 {PROGRAM} configuration restore {FETCHED}")
        assert done.rc == 0, done.stderr
        assert host.run(f"diff -r /etc/ssh {FETCHED}/etc/ssh").rc == 0
    finally:
        host.check_output(f"rm -rf {FETCHED}")


def test_nobody_takes_back_what_he_added(host: Any) -> None:
    """A forced command lets a host add; what it asks to be forgotten stays."""
    program = """
import json, filing
def ask(*words): return filing.restic(filing.known(), *words)
def count(): return len(json.loads(ask("snapshots", "--json").stdout))
ask("backup", "--tag=configuration", "/etc/hostname")
before = count()
done = ask("forget", "--tag=configuration", "--keep-last=1", "--group-by=tags", "--prune")
print(before, count(), done.returncode)
"""
    folder = PROGRAM.rpartition("/")[0]
    said = host.check_output(f"cd {folder} && python3 - <<'E'\n{program}\nE")
    before, after, code = said.split()
    assert before == after
    assert code != "0"


@pytest.fixture
def copy(host: Any, facts: Facts) -> Iterator[str]:
    """Copy the repository's own folder, with facts of its own, to break it."""
    if not keeps(facts):
        pytest.skip("keeps no repository")
    folder = f"{known(host)['root']}/{facts['name']}"
    if int(host.check_output(f"du -sb {folder}").split()[0]) > SMALL:
        pytest.skip("too large to copy")
    place = f"{STATE}/cache/broken"
    host.check_output(f"rm -rf {place} && mkdir -p {place}/cache && cp -a {folder} {place}/copy")
    told = {**known(host), "path": f"{place}/copy", "state": place, "percent": 100}
    host.check_output(f"echo '{json.dumps(told)}' > {place}/known.json")
    host.check_output(f"cp {STATE}/configuration.json {place}/")
    yield place
    host.check_output(f"rm -rf {place}")


BREAKS = {
    "nothing": ("true", "good, and checked"),
    "data that are damaged": (
        (
            "f=$(find copy/data -type f | head -n 1) && chmod u+w $f && "
            "printf xxxx | dd of=$f bs=1 seek=99 conv=notrunc"
        ),
        "are damaged",
    ),
    "data that are missing": ("rm -f $(find copy/data -type f | head -n 1)", "not sound"),
    "another key": ("echo another > password", "the key does not fit"),
    "a repository that is gone": ("rm -rf copy/*", "the repository is gone"),
}
"""By what is broken: how, and words that must be said of it."""


@pytest.mark.damage
@pytest.mark.parametrize("what", BREAKS)
def test_damage_is_found_before_it_is_needed(host: Any, copy: str, what: str) -> None:
    how, words = BREAKS[what]
    if what == "another key":
        told = {**json.loads(host.file(f"{copy}/known.json").content_string)}
        told["password"] = f"{copy}/password"
        host.check_output(f"echo '{json.dumps(told)}' > {copy}/known.json")
    assert host.run(f"cd {copy} && {how}").rc == 0
    done = host.run(f"TANDEM_RESTIC={copy}/known.json python3 {PROGRAM} configuration")
    assert words in done.stderr
    assert (done.rc == 0) == (what == "nothing")
