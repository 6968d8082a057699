"""`tandem diagram`: a picture of an environment, for a document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, AtSize, InForm, Name, OnTarget, environment
from topology.picture.words import Shown

if TYPE_CHECKING:
    from topology.picture.layout import Layout
    from topology.picture.parts import Content
    from topology.words import Form, Size, Target

ENDINGS = (".svg", ".png", ".pdf", ".dot")
DOTS_PER_INCH = 144
STDOUT = Path("-")


def diagram(
    name: Name,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="Where to write it; .svg, .png, .pdf or .dot says as what, - prints SVG.",
        ),
    ] = STDOUT,
    shown: Annotated[
        Shown,
        typer.Option(
            "--flows",
            help="Draw the platform's own flows, all of them, or none but copies of data.",
        ),
    ] = "platform",
    from_plan: Annotated[
        bool,
        typer.Option(
            "--from-plan", help="Let the boxes say what a preview in AWS would make, not the model."
        ),
    ] = False,
    size: AtSize = None,
    form: InForm = None,
    target: OnTarget = None,
    as_json: AsJson = False,
) -> None:
    """Draw its site, zones, tiers, flows, copies of data and the peer site."""
    from commands import output
    from topology.picture.content import content
    from topology.picture.layout import layout

    _refuse_what_nobody_reads(name, out, as_json=as_json)
    drawn = content(environment(name, size, form, target), shown)
    picture = layout(_planned(drawn, size, form, target) if from_plan else drawn)
    painted = _painted(picture, out.suffix.lower() if out != STDOUT else ".svg")
    if out == STDOUT:
        sys.stdout.write(painted.decode())
        return
    try:
        out.write_bytes(painted)
    except OSError as error:
        raise typer.BadParameter(f"cannot write {out}: {error.strerror}") from None
    counts = {"boxes": len(picture.cards), "lines": len(picture.courses)}
    if as_json:
        output.print_json({"path": str(out), "bytes": len(painted), **counts})
    else:
        output.show(f"{out}: {counts['boxes']} boxes, {counts['lines']} lines")


def _planned(
    drawn: Content, size: Size | None, form: Form | None, target: Target | None
) -> Content:
    """Preview its stack, and let the picture say what was found."""
    from cloud.picture import as_planned
    from commands.cloud_stack import opened

    with opened(drawn.name, target, form, quiet=True, size=size) as stack:
        return as_planned(drawn, stack.preview().planned)


def _refuse_what_nobody_reads(name: str, out: Path, *, as_json: bool) -> None:
    if out == STDOUT:
        if as_json or sys.stdout.isatty():
            raise typer.BadParameter(f"say where to write it: tandem diagram {name} -o {name}.svg")
    elif out.suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise typer.BadParameter(f"'{out.name}' ends in none of {known}: it says what to write")


def _painted(picture: Layout, ending: str) -> bytes:
    """Let Graphviz paint it; its own text needs nobody."""
    from topology.picture.paint import paint
    from topology.picture.svg import named

    if ending == ".png":
        return _graphviz("png", paint(picture, DOTS_PER_INCH))
    text = paint(picture)
    if ending == ".dot":
        return text.encode()
    painted = _graphviz(ending[1:], text)
    return named(painted.decode(), picture.content, text).encode() if ending == ".svg" else painted


def _graphviz(kind: str, text: str) -> bytes:
    import graphviz

    from commands import output

    try:
        painted: bytes = graphviz.pipe("dot", kind, text.encode(), quiet=True)
    except graphviz.ExecutableNotFound:
        output.console(error=True).print(
            "Graphviz paints the picture and is not installed: apt-get install graphviz. "
            "Or write its text, which needs nothing: -o FILE.dot"
        )
    except graphviz.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        output.console(error=True).print(f"Graphviz failed: {said}", markup=False)
    else:
        return painted
    raise typer.Exit(1)
