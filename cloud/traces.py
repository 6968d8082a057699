"""Which files a finding stands on: what was found of others says nothing."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

FOLDERS = (
    *("topology", "platforms", "inventories", "components", "stacks", "cloud"),
    *("lab/aws", "lab/kubernetes"),
)
ENDINGS = (".py", ".yml")


def fingerprint(root: Path) -> str:
    """Return a hash over all that decides what a stack is and how it is rehearsed."""
    made = sha256()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in ENDINGS:
                made.update(str(path.relative_to(root)).encode())
                made.update(path.read_bytes())
    return made.hexdigest()[:16]
