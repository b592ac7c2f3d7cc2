"""Certificates for a test's own servers: an authority, and whom it vouches for."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_MAY_SIGN = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """A certificate authority that nobody knows; `file` is its certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = generate_private_key(SECP256R1())
        self._name = _name("A test's authority")
        certificate = self._sign(self._name, self._key, is_authority=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(Encoding.PEM))

    def server(
        self, *hosts: str, valid_days: int = 2, begins_in_days: int = -3, may_serve: bool = True
    ) -> ssl.SSLContext:
        """Return a server's context with a certificate for these names and addresses.

        One that does not say that it `may_serve` is for clients alone.
        """
        key = generate_private_key(SECP256R1())
        certificate = self._sign(
            _name(hosts[0]),
            key,
            hosts,
            valid_days=valid_days,
            begins_in_days=begins_in_days,
            may_serve=may_serve,
        )
        return self._context(key, certificate)

    def vouches_for_itself(self, *hosts: str) -> ssl.SSLContext:
        """Return a server's context with a certificate that is its own authority's."""
        return self._context(self._key, self._sign(self._name, self._key, hosts))

    def _context(
        self, key: EllipticCurvePrivateKey, certificate: x509.Certificate
    ) -> ssl.SSLContext:
        file = self._folder / f"server-{certificate.serial_number}.pem"
        file.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _sign(
        self,
        name: x509.Name,
        key: EllipticCurvePrivateKey,
        hosts: tuple[str, ...] = (),
        *,
        is_authority: bool = False,
        valid_days: int = 2,
        begins_in_days: int = -3,
        may_serve: bool = True,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + timedelta(days=begins_in_days))
            .not_valid_after(now + timedelta(days=valid_days))
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            # Python's own contexts ask for these, and for what it may sign, from 3.13 on.
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        if is_authority:
            builder = builder.add_extension(_MAY_SIGN, critical=True)
        if not may_serve:
            for_clients = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
            builder = builder.add_extension(for_clients, critical=True)
        if hosts:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_general_name(host) for host in hosts]), critical=False
            )
        return builder.sign(self._key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
