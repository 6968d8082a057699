"""Servers of the lab itself, which hosts reach over TLS and believe as one of their own."""

from __future__ import annotations

import ssl
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lab.expiring import signed


@contextmanager
def listening(
    server: ThreadingHTTPServer, authority: Mapping[str, str], address: str
) -> Iterator[None]:
    """Let a server answer over TLS while something lasts."""
    server.socket = context(authority, address).wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def context(authority: Mapping[str, str], address: str) -> ssl.SSLContext:
    """Return a side of TLS at an address: a certificate of the lab's authority for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(address))])
    asked = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(name)
        .add_extension(names, critical=False)
    )
    request = asked.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    ended = datetime.now(UTC) + timedelta(days=1)
    chain = signed(request, authority["certificate"], authority["key"], ended)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder) / "server.pem"
        both.touch(mode=0o600)
        both.write_bytes(private + chain.encode())
        context.load_cert_chain(both)
    return context
