"""`tandem lab kubernetes` says what there is, also where there is nothing."""

from pathlib import Path

import pytest

from tests.commands.conftest import Run


@pytest.fixture(autouse=True)
def _nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_where_nothing_is_up_it_says_what_starts_it(tandem: Run) -> None:
    found = tandem("lab", "kubernetes", "status")
    assert (found.code, found.out.strip()) == (
        0,
        "no Kubernetes is up; `tandem lab kubernetes up` starts it",
    )
    assert tandem("lab", "kubernetes", "status", "--json").json == {"up": False, "clusters": {}}


def test_to_end_what_is_not_there_is_no_fault(tandem: Run) -> None:
    assert tandem("lab", "kubernetes", "down").code == 0
