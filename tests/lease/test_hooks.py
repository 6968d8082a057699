"""Programs that hear what the entry does: each once, new ones too, and until they took it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lease.guard import Guard
from lease.keeper import Timers
from lease.keeping import Keeping
from lease.record import Answer, Record, View
from lease.settings import Settings
from lease.voters import Tls

HOOK = "#!/bin/sh\nset -eu\necho $1 >>{said}\n{more}\n"


class OneVoter:
    """Voters that always agree that dc leads."""

    def perform(self, ask: Any, _host: str, _position: str) -> Answer:  # noqa: ANN401 - any request
        """Renew."""
        view = View(Record("dc", is_open=True, by="begin"), 1)
        return Answer(ask.revision == 1, view)


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    """Return a host's keeper whose programs lie in a folder."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    timers = Timers(ttl=12.0, renew=2.4, deadline=8.0)
    told = Settings("dc-1", "dc", timers, (), Tls("", "", ""), (), hooks)
    return Keeping(told, OneVoter(), Guard([]))  # type: ignore[arg-type]  # stands in


def put(folder: Path, name: str, more: str = "") -> Path:
    said = folder / f"{name}.said"
    hook = folder / "hooks" / name
    hook.write_text(HOOK.format(said=said, more=more))
    hook.chmod(0o755)
    return said


def test_a_program_hears_it_once(keeping: Keeping, tmp_path: Path) -> None:
    said = put(tmp_path, "entry")
    for _ in range(3):
        keeping.renew()
    assert said.read_text() == "open\n"


def test_a_program_that_comes_later_hears_it_too(keeping: Keeping, tmp_path: Path) -> None:
    keeping.renew()
    said = put(tmp_path, "entry")
    keeping.renew()
    assert said.read_text() == "open\n"


def test_a_program_that_did_not_take_it_hears_it_again(keeping: Keeping, tmp_path: Path) -> None:
    said = put(tmp_path, "entry", f"test -e {tmp_path}/well")
    keeping.renew()
    (tmp_path / "well").touch()
    for _ in range(3):
        keeping.renew()
    assert said.read_text() == "open\nopen\n"
