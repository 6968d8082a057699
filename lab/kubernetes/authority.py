"""The certificates of a rehearsed cluster: one authority, who answers, and who may do anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lab.processes import LOOPBACK
from lab.state import write
from vault.making import authority

DAYS = 30
"""A rehearsal is gone sooner."""
AUTHORITY, SERVER, ADMIN, ACCOUNTS = "authority", "server", "admin", "accounts"
MASTERS = "system:masters"
"""The group that an API server lets do anything."""
_PEM = serialization.Encoding.PEM


def make(home: Path) -> None:
    """Make all of them, where there are none."""
    if (home / f"{ACCOUNTS}.key").exists():
        return
    made = authority("Kubernetes on this machine")
    write(home / f"{AUTHORITY}.crt", made["certificate"])
    signer = serialization.load_pem_private_key(made["key"].encode(), None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("an authority signs with an elliptic curve")
    issuer = x509.load_pem_x509_certificate(made["certificate"].encode())
    for name, group in ((SERVER, "tandem"), (ADMIN, MASTERS)):
        _write_pair(home, name, group, issuer, signer)
    accounts = rsa.generate_private_key(65537, 2048)
    write(home / f"{ACCOUNTS}.key", _text(accounts))


def _write_pair(
    home: Path,
    name: str,
    group: str,
    issuer: x509.Certificate,
    signer: ec.EllipticCurvePrivateKey,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, group),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ]
    now = datetime.now(UTC)
    uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    names = [x509.IPAddress(ip_address(LOOPBACK)), x509.DNSName("localhost")]
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    write(home / f"{name}.crt", made.public_bytes(_PEM).decode())
    write(home / f"{name}.key", _text(key))


def _text(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    private = key.private_bytes(
        _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode()
