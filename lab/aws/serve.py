"""The provider's process: `python -m lab.aws.serve HOME ENDPOINT PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.aws.calls import Api
from lab.aws.ledger import Ledger
from lab.aws.provider import Provider
from lab.aws.rehearsal import LEDGER
from lab.protocol import serve

if __name__ == "__main__":
    home, endpoint, port = sys.argv[1:]
    serve(Provider(Api(endpoint), Ledger(Path(home) / LEDGER)), int(port))
