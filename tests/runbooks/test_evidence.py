"""What a failover is said to lose: what the voters know of and the follower lacks."""

from __future__ import annotations

import json

from runbooks.evidence import loss, sentence

KEPT = json.dumps({"at": 100.0, "position": 0x5000100})


def test_what_the_follower_lacks_is_counted() -> None:
    found = loss(KEPT, "0/5000000", 2.4)
    assert (found.bytes, found.unknown, found.heard) == (0x100, 4.8, 100.0)
    assert sentence(found, "dc", "dr", 130.0).startswith("0.000 MB of changes that were there")
    assert "30 s ago" in sentence(found, "dc", "dr", 130.0)


def test_a_follower_that_has_more_than_the_voters_know_of_lacks_nothing_known() -> None:
    found = loss(KEPT, "0/6000000", 2.4)
    assert found.bytes == 0
    said = sentence(found, "dc", "dr", 130.0)
    assert said.startswith("none that is known")
    assert "4.8 s after that is not known" in said


def test_what_nobody_knows_is_not_called_nothing() -> None:
    for kept, received in ((None, "0/1"), (KEPT, ""), ("{}", "0/1")):
        found = loss(kept, received, 2.4)
        assert found.bytes is None
        assert sentence(found, "dc", "dr", 130.0).startswith("unknown")
