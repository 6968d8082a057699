"""How wide text is, without a font at hand: never narrower than in DejaVu Sans or Verdana."""

from __future__ import annotations

from collections.abc import Iterator

FONT = "DejaVu Sans,Verdana,sans-serif"

TIE = "\u00a0"
"""A space at which no line is broken."""
CUT = "…"

_WIDTHS = {
    0.30: "ijl'",
    0.37: " \u00a0,.·|",
    0.46: "-:;/\\()[]frtI!",
    0.55: "cszJ*_?▸`",
    0.62: 'LFPTYkvxyaeoçş"',
    0.64: "0123456789$Ebdghnpquğöü{}",
    0.70: "SABCKRVXZŞÇ",
    0.79: "DGHNOQUÖÜĞ&",
    0.84: "w#+<=>~^",
}
"""Characters by their width, in parts of the size; each class has the width of its widest."""
_WIDEST = 1.01
BOLD = 1.2
"""How much wider bold text is, at most."""
_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how many points a text takes, at most."""
    total = sum(_OF.get(character, _WIDEST) for character in text) * size
    return total * BOLD if bold else total


def wrap(text: str, size: float, room: float) -> tuple[str, ...]:
    """Break a text into lines that fit, never at a `TIE`; a word that fits on no line is cut."""
    lines = [""]
    for word in _words(text, size, room):
        longer = f"{lines[-1]} {word}".lstrip()
        if width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(line.replace(TIE, " ") for line in lines if line)


def shorten(text: str, size: float, room: float) -> str:
    """Cut a text that does not fit, and show that it was cut."""
    lines = wrap(text, size, room)
    if len(lines) < 2:
        return "".join(lines)
    return f"{wrap(text, size, room - width(CUT, size))[0]}{CUT}"


def _words(text: str, size: float, room: float) -> Iterator[str]:
    plain = "".join(each if each.isprintable() or each == TIE else " " for each in text)
    for word in filter(None, plain.split(" ")):
        part = ""
        for character in word:
            if part and width(part + character, size) > room:
                yield part
                part = ""
            part += character
        yield part
