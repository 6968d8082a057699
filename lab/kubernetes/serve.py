"""The provider's process: `python -m lab.kubernetes.serve HOME PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.kubernetes.cluster import Clusters, Home
from lab.kubernetes.provider import Provider
from lab.protocol import serve

if __name__ == "__main__":
    home, port = sys.argv[1:]
    serve(Provider(Clusters(Home(Path(home)))), int(port))
