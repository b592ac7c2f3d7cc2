"""What Windows and macOS say of a certificate, as truststore hands it over."""

from __future__ import annotations

import ssl

import httpx
import pytest

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors import CertificateRefused
from leadway_desktop.network.error_mapping import error_of_exception

ISSUER, TIME, NAME, OTHER = CertificateFlaw


def refused(code: int | None = None, words: str = "") -> CertificateRefused:
    """Return what becomes of such an exception under httpx's."""
    cause = ssl.SSLCertVerificationError(words)
    if code is not None:
        cause.verify_code, cause.verify_message = code, words
    request = httpx.Request("PUT", "https://bücher.example:8443/secret/o?X-Goog-Signature=secret")
    error = httpx.ConnectError("while at https://secret", request=request)
    error.__cause__ = cause
    mapped = error_of_exception(error)
    assert isinstance(mapped, CertificateRefused)
    return mapped


@pytest.mark.parametrize(
    ("code", "flaw", "told"),
    [
        (0x800B0101, TIME, "0x800b0101"),  # CERT_E_EXPIRED
        (0x800B0109, ISSUER, "0x800b0109"),  # CERT_E_UNTRUSTEDROOT
        (0x800B010A, ISSUER, "0x800b010a"),  # CERT_E_CHAINING
        (0x800B010F, NAME, "0x800b010f"),  # CERT_E_CN_NO_MATCH
        (0x800B010C, OTHER, "0x800b010c"),  # CERT_E_REVOKED
        (-67818, TIME, "-67818"),  # errSecCertificateExpired
        (-67819, TIME, "-67819"),  # errSecCertificateNotValidYet
        (-67843, ISSUER, "-67843"),  # errSecNotTrusted
        (-67602, NAME, "-67602"),  # errSecHostNameMismatch
        (-67820, OTHER, "-67820"),  # errSecCertificateRevoked
        (62, NAME, "62"),  # X509_V_ERR_HOSTNAME_MISMATCH
    ],
)
def test_the_codes_of_each_system(code: int, flaw: CertificateFlaw, told: str) -> None:
    error = refused(code, "Not\nthis one.")
    assert (error.flaw, error.code, error.detail) == (flaw, told, "Not this one")
    assert error.host == "xn--bcher-kva.example"
    assert str(error) == f"CertificateRefused ({flaw.value}, code {told}, {error.host})"


def test_a_server_that_shows_no_certificate_has_no_code() -> None:
    error = refused(words="Peer sent no certificates to verify")
    assert (error.flaw, error.code) == (OTHER, "")
    assert error.host == "xn--bcher-kva.example"


def test_a_certificate_cannot_fill_the_journal_with_its_name() -> None:
    error = refused(-67818, "“" + "x" * 10_000 + "” certificate is expired")
    assert len(error.detail) == 200
