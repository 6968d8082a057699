"""Whatever stands in a file, it is read or refused: in lines that name it, never by a traceback."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from topology.documents import Document, parse, read
from topology.flows import flows
from topology.problems import InvalidInputError, Problem
from topology.repository import ROOT, Repository

REAL = (
    "platforms/logx.yml",
    "platforms/shared/common.yml",
    "inventories/logx-dc.yml",
    "inventories/logx-dr.yml",
)
MARKS_OF_YAML = st.sampled_from([*"\n\n\n  --?::,,[]{}#&*!|>'\"%@`~<=\tab1.", "\r\n", "- ", ": "])
NASTY = (
    *("0", "-1", "2", "1-0", "3-5", "1.5", "1000000", "9" * 5000, "1e400", ".inf", "0 s", "0 USD"),
    *("null", "~", "true", "''", "[]", "{}", "[[]]", "{a: b}", "&a b", "*a", "!!int 3", "? [a]"),
    *("dc", "td", "medium", "single", "quorum", "sharded", "managed", "aws", "cluster", "none"),
    *("hosts", "admins", "witness", "node", "peer.db", "peer.peer", "logx-dr", "db", "base"),
    *(
        "0.0.0.0/0",
        "10.0.0.0/8",
        "10.16.0.0/31",
        "10.16.0.0",
        '"\\e[31m"',
        '"a\\nb"',
        "%",
        "|",
        ">",
    ),
)

Change = tuple[int, int, str]
"""Where, how, and with which word a line is changed."""


def judged(path: Path) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the document, or what is said of it; anything else that is raised is a fault."""
    try:
        return read(path), ()
    except InvalidInputError as error:
        return None, error.problems


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one path that every example of a property writes to."""
    return tmp_path_factory.mktemp("any") / "any.yml"


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidInputError):
        parse(Path("some.yml"), text)


@given(st.lists(MARKS_OF_YAML, max_size=60).map("".join))
def test_any_yaml_is_read_or_refused_in_single_lines(anywhere: Path, text: str) -> None:
    anywhere.write_text(text, encoding="utf-8", newline="")
    document, problems = judged(anywhere)
    assert (document is None) == bool(problems)
    assert not [problem for problem in problems if "\n" in str(problem)]


@given(st.binary())
def test_any_bytes_are_read_or_refused(anywhere: Path, content: bytes) -> None:
    anywhere.write_bytes(content)
    document, problems = judged(anywhere)
    assert (document is None) == bool(problems)


@pytest.fixture(scope="module")
def logx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the files of one real platform."""
    tree = tmp_path_factory.mktemp("logx")
    shutil.copytree(ROOT / "platforms" / "shared", tree / "platforms" / "shared")
    shutil.copy(ROOT / "platforms" / "logx.yml", tree / "platforms")
    (tree / "inventories").mkdir()
    for path in (ROOT / "inventories").glob("logx-*.yml"):
        shutil.copy(path, tree / "inventories")
    return tree


def changed(lines: list[str], changes: Sequence[Change]) -> list[str]:
    """Drop, repeat, move, indent or reword some lines."""
    lines = list(lines)
    for at, how, word in changes:
        index = at % len(lines)
        line = lines[index]
        ways = {
            0: [],
            1: [line, line],
            2: [lines[at * 7 % len(lines)]],
            3: [f"  {line}"],
            4: [line[: len(line) // 2]],
        }
        lines[index : index + 1] = ways.get(how, [reworded(line, how, word)])
    return lines


def reworded(line: str, which: int, word: str) -> str:
    """Put a word in the place of another."""
    words = line.split(" ")
    there = [index for index, each in enumerate(words) if each.strip("{}[],:#")]
    if there:
        old = words[there[which % len(there)]].strip("{}[],:")
        words[there[which % len(there)]] = words[there[which % len(there)]].replace(old, word, 1)
    return " ".join(words)


CHANGES = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 12), st.sampled_from(NASTY)),
    min_size=1,
    max_size=4,
)


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(changes=CHANGES)
def test_a_real_file_with_lines_changed_at_random_is_judged(
    logx: Path, name: str, changes: list[Change]
) -> None:
    """And what is found sound can be derived to the last firewall rule."""
    sound = (ROOT / name).read_text(encoding="utf-8")
    lines = changed(sound.splitlines(), changes)
    (logx / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        repository = Repository(logx)
        problems = repository.check()
        assert not [problem for problem in problems if "\n" in str(problem)]
        for each in () if problems else repository.names:
            assert flows(repository.load(each))
    finally:
        (logx / name).write_text(sound, encoding="utf-8")
