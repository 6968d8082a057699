"""Run `tandem` inside the test, and see what its caller sees."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from commands.app import main


@dataclass(frozen=True)
class Outcome:
    """What a call of `tandem` left behind."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """Its errors as one line, without the box that is drawn around them."""
        return " ".join(self.err.replace("│", " ").split())

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command printed
        """Its standard output, read as JSON."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def tandem(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs one command line."""

    def run(*words: str) -> Outcome:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(words)
        out, err = capsys.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else 0, out, err)

    return run
