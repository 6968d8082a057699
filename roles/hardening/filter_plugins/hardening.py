"""Files of words and values, such as login.defs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping


def hardening_set_words(text: str, settings: Mapping[str, str]) -> str:
    r"""Return a file of words and values with some of them set; what it lacks comes last.

    >>> hardening_set_words("#A\t1\nB 2\nB 3\n", {"B": "4", "C": "5"})
    '#A\t1\nB 4\nC 5\n'
    """
    lines: list[str] = []
    left = dict(settings)
    for line in text.splitlines():
        found = re.match(r"(\w+)\s", line)
        word = found[1] if found else ""
        if word in left:
            lines.append(f"{word} {left.pop(word)}")
        elif word not in settings:
            lines.append(line)
    lines.extend(f"{word} {value}" for word, value in left.items())
    return "\n".join(lines) + "\n"


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {"hardening_set_words": hardening_set_words}
