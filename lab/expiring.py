"""Putting a certificate that is over, or soon will be, in place of a lab host's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from lab import secrets
from lab.engine import Engine
from lab.shell import LabError
from topology.repository import ROOT, Repository
from topology.secrets import home

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


def expire(engine: Engine, host: str, days: float) -> None:
    """Let a host's certificate end in some days; below nothing, it has ended already."""
    name = engine.lab.own(host)
    site = next(each.site for each in engine.lab.plan.hosts if each.name == host)
    kept = secrets.vault(engine.lab).read(home(Repository(ROOT).load(site)))
    if kept is None:
        raise LabError(f"{site} has no authority yet: `tandem lab converge {site}` first")
    request = engine("exec", name, "cat", f"{FOLDER}/host.csr").encode()
    ended = datetime.now(UTC) + timedelta(days=days)
    authority = kept["authority"]
    chain = signed(request, authority["certificate"], authority["key"], ended)
    engine("exec", "--interactive", name, "sh", "-ec", PUT, "sh", FOLDER, given=chain)


def signed(request: bytes, certificate: str, key: str, ended: datetime) -> str:
    """Return a certificate with its chain, as the authority signs it, but for its end."""
    asked = x509.load_pem_x509_csr(request)
    authority = x509.load_pem_x509_certificate(certificate.encode())
    signer = serialization.load_pem_private_key(key.encode(), None)
    if not isinstance(signer, EllipticCurvePrivateKey | RSAPrivateKey):
        raise LabError("the authority's key signs nothing")
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
    pem = made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return pem.decode() + certificate
