"""`make cloud`: get the Pulumi engine. `--quick` builds none, which takes many minutes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cloud.engine import EngineError, engine


def tell(line: str) -> None:
    """Say what is under way."""
    sys.stderr.write(f"{line}\n")


def main(words: Sequence[str]) -> int:
    """Get it, or say what was tried."""
    parser = argparse.ArgumentParser(prog="python -m cloud", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="what takes a minute: build none")
    asked = parser.parse_args(words)
    try:
        found = engine(tell, build=not asked.quick)
    except EngineError as error:
        tell(str(error))
        return 1
    tell(f"Pulumi {found.version} is here: {found.command}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
