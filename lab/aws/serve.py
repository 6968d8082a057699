"""The provider's process: `python -m lab.aws.serve HOME ENDPOINT PORT`."""

from __future__ import annotations

import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from lab.aws.calls import Api
from lab.aws.ledger import Ledger
from lab.aws.provider import Provider
from lab.aws.rehearsal import LEDGER, LOOPBACK

WORKERS = 16
LARGEST = 400 * 1024 * 1024
"""Bytes of a message; Pulumi's own limit."""


def serve(home: Path, endpoint: str, port: int) -> grpc.Server:
    """Start answering."""
    options = [("grpc.max_receive_message_length", LARGEST), ("grpc.so_reuseport", 0)]
    server = grpc.server(ThreadPoolExecutor(WORKERS), options=options)
    provider = Provider(Api(endpoint), Ledger(home / LEDGER))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    server.add_insecure_port(f"{LOOPBACK}:{port}")
    server.start()
    return server


if __name__ == "__main__":
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    answering = serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    ended.wait()
    answering.stop(grace=1)
