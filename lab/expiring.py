"""Putting a certificate that is over, or soon will be, in place of a lab host's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lab import secrets
from lab.engine import Engine
from lab.shell import LabError

FOLDER = "/etc/tandem/tls"

PUT = """
cd "$1"
test -e .host.crt.before || cp -p host.crt .host.crt.before
cat > host.crt
cat host.crt host.key > host.pem
tandem-certificates-reload
systemctl start tandem-certificates.service
"""
"""Puts what is given in the certificate's place, and lets every service read it."""

BACK = """
cd /etc/tandem/tls
test -e .host.crt.before || exit 0
if tandem-certificates-check >/dev/null; then rm .host.crt.before; exit 0; fi
mv .host.crt.before host.crt
cat host.crt host.key > host.pem
tandem-certificates-reload
systemctl start tandem-certificates.service
"""
"""Brings the old one back, unless a sound one took its place meanwhile."""

PUT_AUTHORITY = """
cd "$1"
test -e .ca.crt.before || cp -p ca.crt .ca.crt.before
cat > ca.crt
systemctl start --no-block tandem-figures.service
"""
"""Puts an authority in the place of the one that a host believes: the same key, another end."""

AUTHORITY_BACK = """
cd /etc/tandem/tls
test -e .ca.crt.before && mv .ca.crt.before ca.crt
systemctl start --no-block tandem-figures.service
"""


def expire(engine: Engine, host: str, days: float) -> None:
    """Let a host's certificate end in some days; below nothing, it has ended already."""
    name, authority = engine.lab.own(host), _authority(engine, host)
    request = engine("exec", name, "cat", f"{FOLDER}/host.csr").encode()
    ended = datetime.now(UTC) + timedelta(days=days)
    chain = signed(request, authority["certificate"], authority["key"], ended)
    engine("exec", "--interactive", name, "sh", "-ec", PUT, "sh", FOLDER, given=chain)


def expire_authority(engine: Engine, host: str, days: float) -> None:
    """Let the authority that a host believes end in some days: all that it signed stays valid."""
    name, authority = engine.lab.own(host), _authority(engine, host)
    ended = datetime.now(UTC) + timedelta(days=days)
    made = ended_sooner(authority["certificate"], authority["key"], ended)
    engine("exec", "--interactive", name, "sh", "-ec", PUT_AUTHORITY, "sh", FOLDER, given=made)


def _authority(engine: Engine, host: str) -> Mapping[str, str]:
    site = next(each.site for each in engine.lab.plan.hosts if each.name == host)
    return secrets.authority(engine.lab, site)


def ended_sooner(certificate: str, key: str, ended: datetime) -> str:
    """Return an authority as it is, with its own key, but for its end."""
    old = x509.load_pem_x509_certificate(certificate.encode())
    made = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.subject)
        .public_key(old.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(ended)
    )
    for extension in old.extensions:
        made = made.add_extension(extension.value, extension.critical)
    pem = made.sign(_signer(key), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return pem.decode()


def _signer(key: str) -> EllipticCurvePrivateKey | RSAPrivateKey:
    signer = serialization.load_pem_private_key(key.encode(), None)
    if not isinstance(signer, EllipticCurvePrivateKey | RSAPrivateKey):
        raise LabError("the authority's key signs nothing")
    return signer


def signed(request: bytes, certificate: str, key: str, ended: datetime) -> str:
    """Return a certificate with its chain, as the authority signs it, but for its end."""
    asked = x509.load_pem_x509_csr(request)
    authority = x509.load_pem_x509_certificate(certificate.encode())
    made = (
        x509.CertificateBuilder()
        .subject_name(asked.subject)
        .issuer_name(authority.subject)
        .public_key(asked.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(ended, datetime.now(UTC)) - timedelta(days=2))
        .not_valid_after(ended)
    )
    for extension in asked.extensions:
        made = made.add_extension(extension.value, extension.critical)
    pem = made.sign(_signer(key), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return pem.decode() + certificate
