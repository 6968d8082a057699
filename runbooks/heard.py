"""Every command of a run and what it said, beside the run's journal, with secrets masked.

What a command is given on its standard input is not written down at all.
"""

from __future__ import annotations

import json
import re
import shlex
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

MOST = 2000
"""Letters of what a command said that are kept."""

_SECRETS = (
    re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END|\Z)", re.DOTALL),
    re.compile(r"((?:password|passwd|secret|token|PGPASSWORD)[\"']?\s*[=:]\s*[\"']?)[^\s\"',}]+"),
    re.compile(r"(://[^/\s:@]+:)[^@\s]+(?=@)"),
)


def masked(text: str) -> str:
    """Return a text without what looks like a secret.

    >>> masked("password=abc user=me postgres://me:abc@db/x")
    'password=*** user=me postgres://me:***@db/x'
    """
    for pattern in _SECRETS:
        text = pattern.sub(r"\1***", text)
    return text


@dataclass
class Heard:
    """The file; what is asked again and again, and says the same, is one line."""

    path: Path
    _last: dict[str, tuple[str, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, host: str, command: tuple[str, ...], said: str) -> None:
        """Write down a command and its answer."""
        line = masked(shlex.join(command))[:MOST]
        answer = masked(said.strip())[:MOST]
        with self._lock:
            if self._last.get(host) == (line, answer):
                return
            self._last[host] = (line, answer)
            entry = {"at": round(time.time(), 3), "host": host, "command": line, "said": answer}
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
            with self.path.open("a") as file:
                file.write(json.dumps(entry) + "\n")
