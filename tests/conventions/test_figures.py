"""Every figure of a platform says where it comes from.

A figure is a value with a digit in it, under one of `SECTIONS`; text for people (`PROSE`) and
numbers that only name something (`NAMES`) are none. Its origin is a seed with the section, such as
`000 Small Institution` or `004 §6.04`, or the word `decided`. It stands in a comment, or in a
`why`: on the figure's own line, directly above that line, or in these two places of a block that
the figure is in. A whole section, size or tier is too large a block for one origin.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from tests.conventions.tree import expect_none, files, text

SECTIONS = {"sizes": 1, "tiers": 1, "retention": 0, "backup": 0, "capacity": 0, "limits": 0}
"""How many levels below the section are too large for one origin: sizes and tiers."""
PROSE = {"title", "what", "duty", "why", "remedy"}
NAMES = {"slot", "law"}
FIGURE = re.compile(r"(?<![a-z])\d")  # the 3 of `k3s` and `s3` is none
ORIGIN = re.compile(r"\bdecided\b|\b00[0-4] (?=[A-Z§])")
SAID = re.compile(r"(?:^|\s)#\s.*|\bwhy: .*")


@dataclass(frozen=True)
class Figure:
    """A value with a digit: its path, and the lines where it and each of its blocks begin."""

    path: tuple[str, ...]
    lines: tuple[int, ...]


def figures(node: yaml.Node, path: tuple[str, ...], lines: tuple[int, ...]) -> Iterator[Figure]:
    """Yield every figure below a node; lines count from 0."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value not in PROSE | NAMES:
                yield from figures(value, (*path, key.value), (*lines, key.start_mark.line))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from figures(value, (*path, str(index)), (*lines, value.start_mark.line))
    elif FIGURE.search(str(node.value)):
        yield Figure(path, lines)


def has_origin(source: list[str], line: int) -> bool:
    """Tell whether a line, or the comment directly above it, names an origin."""
    first = line
    while first and source[first - 1].lstrip().startswith("#"):
        first -= 1
    said = (match[0] for each in source[first : line + 1] for match in SAID.finditer(each))
    return any(map(ORIGIN.search, said))


def without_origin(source: str) -> Iterator[str]:
    """Yield each line with figures that no origin speaks for, and their paths."""
    lines, bare = source.splitlines(), dict[int, list[str]]()
    root = yaml.compose(source, yaml.SafeLoader)
    for section, node in root.value if root else ():
        if section.value in SECTIONS:
            for figure in figures(node, (section.value,), ()):
                near = figure.lines[SECTIONS[section.value] :]
                if not any(has_origin(lines, line) for line in near):
                    bare.setdefault(figure.lines[-1] + 1, []).append(".".join(figure.path))
    yield from (f"{line}: {', '.join(paths)}" for line, paths in bare.items())


def test_every_figure_has_its_origin_beside_it() -> None:
    expect_none(
        f"{path}:{found}"
        for path in files("platforms/*.yml", "platforms/shared/common.yml")
        for found in without_origin(text(path))
    )


def test_a_figure_without_an_origin_is_named_with_its_line() -> None:
    source = "sizes:\n  small:\n    users: 1-1000\n"
    assert list(without_origin(source)) == ["3: sizes.small.users"]


def test_an_origin_speaks_from_the_line_from_above_it_or_from_the_block() -> None:
    source = (
        "sizes:\n  small:\n    users: 1-1000 # 000 Small Institution\n"
        "    # decided: a tenth\n    # of medium\n    concurrent: 100\n"
        "    targets: # 002 Recovery Procedures\n      rto: 4 h\n      rpo: 1 h\n"
        "retention:\n  logs: {keep: 3 days, why: decided}\n"
    )
    assert not list(without_origin(source))


def test_neither_another_line_nor_a_whole_tier_or_section_speaks_for_a_figure() -> None:
    source = (
        "tiers: # decided\n  edge: # decided\n    services: [s3, k3s]\n    sizes:\n"
        "      small: {count: 1} # decided\n      medium: {count: 2}\n"
    )
    assert list(without_origin(source)) == ["6: tiers.edge.sizes.medium.count"]


def test_a_seed_without_a_section_is_no_origin() -> None:
    assert list(without_origin("limits:\n  - at: 5 # 001 and 002 say so\n")) == ["2: limits.0.at"]
