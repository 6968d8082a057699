"""What rounds of files decide: who speaks for a share, how long things stay, what is wrong."""

from __future__ import annotations

from tests.roles.loading import program

filing = program("restic/files/filing.py")
thinning = program("restic/files/thinning.py")
own = program("restic/filter_plugins/restic.py")


def test_one_keeper_has_nobody_to_ask() -> None:
    source = {"engine": None, "keepers": [{"name": "a", "address": "1"}]}
    assert filing.speaks({"sources": {"uploads": source}}, "uploads")


def test_a_host_has_what_it_keeps_and_what_is_everywhere() -> None:
    host = {"name": "a", "address": "192.0.2.1"}
    sources = {
        "configuration": {"keepers": []},
        "uploads": {"keepers": [host]},
        "cache": {"keepers": [{"name": "b", "address": "192.0.2.2"}]},
    }
    assert set(own.own(sources, host)) == {"configuration", "uploads"}


def test_backups_stay_as_long_as_the_policy_says() -> None:
    kept = thinning.kept({"keep_seconds": {"daily": 604800, "monthly": 31536000}})
    assert kept == ["--keep-within-daily=168h", "--keep-within-monthly=8760h", "--keep-last=1"]


def test_an_error_is_told_with_what_to_do() -> None:
    said = filing.explained("Fatal: wrong password or no key found\n")
    assert said.startswith("Fatal: wrong password")
    assert "the key does not fit" in said
    assert filing.explained("") == "it failed without a word"
