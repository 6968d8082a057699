"""`make cloud`: get the Pulumi engine."""

from __future__ import annotations

import sys

from cloud.engine import EngineError, engine


def tell(line: str) -> None:
    """Say what is under way."""
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    try:
        found = engine(tell)
    except EngineError as error:
        sys.exit(str(error))
    tell(f"Pulumi {found.version} is here: {found.command}")
