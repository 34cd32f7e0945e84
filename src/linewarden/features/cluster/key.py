"""The key of a cluster: one file, the same on all its hosts, by which both ends of every connection know each other.

A private key with the certificate that it signed for itself. TLS 1.3 with certificates both ways does the rest: who does not hold the
key is neither answered nor believed, and nobody between reads or changes what passes.
"""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from linewarden.errors import ConfigError
from linewarden.store.durable import private_file

VALID_DAYS = 3650
_NAME = "linewarden cluster"


def made_key(path: Path, *, at: datetime | None = None) -> datetime:
    """Makes a key in a new file that only its owner reads; when it ends, UTC. Raises ConfigError when the file exists or cannot be written."""
    begins = at or datetime.now(UTC)
    ends = begins + timedelta(days=VALID_DAYS)
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins - timedelta(days=1))  # the clocks of hosts differ
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(secret, SHA256())
    )
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with private_file(path) as file:
            file.write(pem + certificate.public_bytes(Encoding.PEM))
    except FileExistsError as err:
        raise ConfigError(
            f"{path} exists; hosts that use it would be locked out: name another file, or remove it first"
        ) from err
    except OSError as err:
        raise ConfigError(f"{path} cannot be written: {err.strerror}") from err
    return ends


def serving(path: Path) -> ssl.SSLContext:
    """What a host answers with. Raises ConfigError when the key cannot be used."""
    return _context(path, ssl.PROTOCOL_TLS_SERVER)


def asking(path: Path) -> ssl.SSLContext:
    """What the platform connects with. Raises ConfigError when the key cannot be used."""
    return _context(path, ssl.PROTOCOL_TLS_CLIENT)


def _context(path: Path, side: int) -> ssl.SSLContext:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"{path} can be read by others; chmod 600 {path}")
        context = ssl.SSLContext(side)
        context.check_hostname = False  # the key is the identity; there is one for all hosts
        context.verify_mode = ssl.CERT_REQUIRED
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(path)
        context.load_verify_locations(path)
    except OSError as err:  # ssl.SSLError too
        raise ConfigError(
            f"cluster key {path} cannot be used: {err.strerror or err}; make one with `linewarden shard key FILE` and copy it to all hosts"
        ) from err
    if side == ssl.PROTOCOL_TLS_SERVER:
        context.num_tickets = 0  # nobody resumes; an idle connection that can be read has ended
    return context
