"""What is written for Graphviz: the same every time, harmless, and painted without complaint."""

import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tests.topology.every import FILES, everywhere, load
from topology.picture.content import content
from topology.picture.layout import layout
from topology.picture.paint import paint
from topology.picture.svg import drawing_id, named
from topology.words import Form, Size

SVG = "{http://www.w3.org/2000/svg}"
PAINTED: tuple[tuple[str, Size, Form], ...] = (
    ("logx-dc", "small", "servers"),
    ("logx-td", "large", "servers"),
    ("logx-dr", "medium", "managed"),
    ("logmaster-dc", "enterprise", "servers"),
    ("logmaster-uat", "medium", "servers"),
    ("securityai-dc", "enterprise", "managed"),
    ("securityai-td", "small", "managed"),
    ("qps-dr", "large", "servers"),
    ("qps-uat", "medium", "managed"),
)
"""Every platform, size, place and form at least once."""


def graphviz(text: str, kind: str = "svg") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["dot", f"-T{kind}"], input=text, capture_output=True, text=True, check=True
    )


def text_of(chosen: tuple[str, Size, Form]) -> str:
    return paint(layout(content(load(*chosen))))


@everywhere
def test_every_environment_can_be_painted(chosen: tuple[str, Size, Form]) -> None:
    assert text_of(chosen).endswith("}\n")


@pytest.mark.parametrize("chosen", PAINTED, ids="-".join)
def test_graphviz_has_nothing_to_complain_of(chosen: tuple[str, Size, Form]) -> None:
    """It warns of every text that is larger than its place."""
    assert graphviz(text_of(chosen)).stderr == ""


def test_the_sample_covers_all_words() -> None:
    names, sizes, forms = zip(*PAINTED, strict=True)
    assert {name.split("-")[0] for name in names} == set(FILES.platform_names)
    assert {name.split("-")[1] for name in names} == {"dc", "dr", "td", "uat"}
    assert len(set(sizes)) == 4
    assert len(set(forms)) == 2


@pytest.mark.slow
def test_it_is_the_same_in_every_process() -> None:
    program = (
        "from tests.topology.picture.test_paint import PAINTED, text_of\n"
        "for chosen in PAINTED: print(text_of(chosen))"
    )
    once, again = (
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            cwd=FILES.root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert once == again


def test_no_text_means_anything_to_graphviz() -> None:
    logx = load("logx-dc")
    hostile = '<B>"x"</B> & \\N \\l {a|b} </TABLE> \x07'
    facts = logx.facts.model_copy(update={"site": hostile})
    platform = logx.platform.model_copy(update={"title": hostile, "what": hostile})
    found = content(replace(logx, facts=facts, platform=platform))
    root = ET.fromstring(graphviz(paint(layout(found))).stdout)  # noqa: S314 - our own text
    texts = "".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
    assert texts.count('<B>"x"</B> & \\N \\l {a|b} </TABLE>') == 3


@pytest.fixture(scope="module")
def svg() -> ET.Element:
    found = content(load("logx-dc"))
    text = paint(layout(found))
    return ET.fromstring(named(graphviz(text).stdout, found, text))  # noqa: S314 - our own text


def test_an_svg_says_what_it_shows(svg: ET.Element) -> None:
    title, description = svg[0], svg[1]
    assert (svg.get("role"), title.tag, title.text) == ("img", f"{SVG}title", "LogX: logx-dc")
    assert description.tag == f"{SVG}desc"
    assert "edge to web: nginx 8443." in (description.text or "")


def test_the_text_of_an_svg_can_be_searched(svg: ET.Element) -> None:
    texts = {"".join(each.itertext()) for each in svg.iter(f"{SVG}text")}
    assert {*load("logx-dc").tiers, "clients", "witness"} <= texts


def test_an_svg_needs_no_other_file(svg: ET.Element) -> None:
    assert not [
        (each.tag, key)
        for each in svg.iter()
        for key in each.attrib
        if key.endswith(("href", "src")) or each.tag in (f"{SVG}image", f"{SVG}style")
    ]


def test_an_svg_carries_what_it_was_painted_from(svg: ET.Element) -> None:
    assert svg.get("data-drawing") == drawing_id(text_of(("logx-dc", "medium", "servers")))


def stale() -> list[str]:
    """Return the pictures of `docs/` that are not as they would be painted now."""
    found = []
    for path in sorted((FILES.root / "docs" / "pictures").glob("*.svg")):
        name = path.stem
        text = paint(layout(content(load(name))))
        if f'data-drawing="{drawing_id(text)}"' not in path.read_text(encoding="utf-8"):
            found.append(f"tandem diagram {name} -o docs/pictures/{path.name}")
    return found


def test_the_pictures_in_docs_are_current() -> None:
    assert stale() == []


def test_the_pictures_in_docs_are_small() -> None:
    sizes = [path.stat().st_size for path in (FILES.root / "docs" / "pictures").glob("*.svg")]
    assert sizes
    assert max(sizes) < 150_000
