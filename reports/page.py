"""How every page looks: one template for all, one file without scripts or outside parts."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(".reports")
"""Where pages go unless the command line says otherwise: not kept in git."""


def render(template: str, **facts: Any) -> str:  # noqa: ANN401 - what a template shows, it types
    """Return a page made from ``reports/templates/<template>.html.j2``."""
    page: str = _templates().get_template(f"{template}.html.j2").render(**facts)
    return page


def place(environment: str, kind: str, folder: Path | None = None) -> Path:
    """Return where a run's files go, without an ending, and make the folder."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = (folder or FOLDER) / environment / f"{kind}-{stamp}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
