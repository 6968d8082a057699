"""`python3 -m tandem_fencing observe|watch CONFIGURATION`."""

from __future__ import annotations

import logging
import sys

from tandem_fencing.given import read
from tandem_fencing.observing import observe
from tandem_fencing.watching import watch

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(levelname)s %(message)s")
    {"observe": observe, "watch": watch}[sys.argv[1]](read(sys.argv[2]))
