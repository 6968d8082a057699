"""The work that is measured, in a process of its own.

``python -m bench.work CHECKOUT [ENVIRONMENT…]`` loads environments, all of them where none is
named, derives everything that an inventory holds, and writes it as JSON to nowhere. It prints the
seconds that this took without starting Python and importing the model, and the number of hosts.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from topology.inventory import inventory
from topology.repository import Repository


def work(checkout: Path, names: list[str]) -> dict[str, float]:
    """Do it, and return what it took."""
    start = time.process_time()
    files = Repository(checkout)
    hosts = 0
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        for name in names or files.names:
            found = inventory(files.load(name))
            nowhere.write(json.dumps(found))
            hosts += len(found["_meta"]["hostvars"])
    return {"inside": time.process_time() - start, "hosts": hosts}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(Path(sys.argv[1]), sys.argv[2:])))
