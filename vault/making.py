"""How a secret is made."""

from __future__ import annotations

import secrets
import string
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

LENGTH = 32
"""Of a password: 190 bits out of letters and digits, which no configuration file has to quote."""
AUTHORITY_YEARS = 10

_LETTERS = string.ascii_letters + string.digits
_PEM = serialization.Encoding.PEM
_OPEN = serialization.NoEncryption()


def password() -> str:
    """Return a new password."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def ssh_pair(comment: str) -> dict[str, str]:
    """Return a new SSH key pair."""
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(_PEM, serialization.PrivateFormat.OpenSSH, _OPEN)
    public = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    return {"private": private.decode(), "public": f"{public.decode()} {comment}\n"}


def authority(name: str) -> dict[str, str]:
    """Return a new authority, which signs the certificates of hosts and of nobody else.

    It is trusted only where a service of ours names it. Its names are not constrained: X.509
    knows domains, and hosts call one another by bare names.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, _OPEN)
    return {
        "certificate": _certificate(name, key).public_bytes(_PEM).decode(),
        "key": private.decode(),
    }


def _certificate(name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        # A host whose clock is a little behind believes it from the first minute.
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * AUTHORITY_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_signs_certificates(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _signs_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
