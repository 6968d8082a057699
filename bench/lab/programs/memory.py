"""Tells the MB that a host's processes have; what several share is counted once."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

kilobytes = 0
for each in Path("/proc").iterdir():
    if each.name.isdigit() and int(each.name) != os.getpid():
        with suppress(OSError):  # it has ended
            text = (each / "smaps_rollup").read_text()
            kilobytes += sum(
                int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")
            )
print(json.dumps(kilobytes / 1024))  # noqa: T201 - who asked reads it
