"""What Graphviz leaves out of an SVG: words for those who do not see it, and where it is from."""

from __future__ import annotations

import re
from hashlib import sha256
from html import escape

from topology.picture.parts import Content

_NOT_PICTURE = re.compile(r"<!--.*?-->\n?|<!DOCTYPE.*?>\n?", re.DOTALL)


def drawing_id(text: str) -> str:
    """Return what tells one of Graphviz's texts from every other.

    An SVG carries it, so that it can be held against the model on a machine whose Graphviz, or
    whose fonts, are of another version.
    """
    return sha256(text.encode()).hexdigest()[:16]


def named(svg: str, content: Content, text: str) -> str:
    """Name and describe an SVG, and take out comments, which only name Graphviz's version."""
    bare = _NOT_PICTURE.sub("", svg)
    words = f"<title>{escape(content.title)}</title>\n<desc>{escape(content.described)}</desc>\n"
    said = f'<svg role="img" data-drawing="{drawing_id(text)}"'
    return re.sub(r"<svg([^>]*>\n?)", lambda tag: f"{said}{tag[1]}{words}", bare, count=1)
