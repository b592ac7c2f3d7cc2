"""Why a certificate was refused: the codes of OpenSSL, Windows and macOS in one table.

truststore asks the system, and hands its code over as `verify_code` of OpenSSL's exception; on
Linux that is OpenSSL's own. None of them means anything to another: OpenSSL's are small, those of
Windows begin at 0x80090000, those of macOS are negative.
"""

from __future__ import annotations

import ssl

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors import CertificateRefused

_FLAWS: dict[CertificateFlaw, frozenset[int]] = {
    CertificateFlaw.TIME: frozenset(
        {
            9,  # X509_V_ERR_CERT_NOT_YET_VALID (OpenSSL, x509_vfy.h)
            10,  # X509_V_ERR_CERT_HAS_EXPIRED
            0x800B0101,  # CERT_E_EXPIRED, and not valid yet (Windows, winerror.h)
            -67818,  # errSecCertificateExpired (macOS, SecBase.h)
            -67819,  # errSecCertificateNotValidYet
        }
    ),
    CertificateFlaw.NAME: frozenset(
        {
            62,  # X509_V_ERR_HOSTNAME_MISMATCH
            64,  # X509_V_ERR_IP_ADDRESS_MISMATCH
            0x800B010F,  # CERT_E_CN_NO_MATCH
            -67602,  # errSecHostNameMismatch
        }
    ),
    CertificateFlaw.ISSUER: frozenset(
        {
            2,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT
            18,  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
            19,  # X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN
            20,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
            21,  # X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE
            27,  # X509_V_ERR_CERT_UNTRUSTED
            0x800B0109,  # CERT_E_UNTRUSTEDROOT
            0x800B010A,  # CERT_E_CHAINING
            0x800B010D,  # CERT_E_UNTRUSTEDTESTROOT
            0x800B0112,  # CERT_E_UNTRUSTEDCA
            -67843,  # errSecNotTrusted
            -25318,  # errSecCreateChainFailed
        }
    ),
}
_LONGEST = 200
"""Letters that are kept of the system's words: macOS puts the certificate's own name in them."""
_FIRST_OF_WINDOWS = 0x80000000


def certificate_refused(error: ssl.SSLCertVerificationError, host: str) -> CertificateRefused:
    """Return the domain's error; `host` is what was asked for."""
    code: int | None = getattr(error, "verify_code", None)  # none where a server shows none at all
    words: str = getattr(error, "verify_message", "")
    return CertificateRefused(
        flaw=_flaw_of(code),
        host=host,
        code="" if code is None else _as_looked_up(code),
        detail=" ".join(words.split())[:_LONGEST].rstrip("."),
    )


def _flaw_of(code: int | None) -> CertificateFlaw:
    return next((flaw for flaw, codes in _FLAWS.items() if code in codes), CertificateFlaw.OTHER)


def _as_looked_up(code: int) -> str:
    """Return a code as whoever looks it up writes it."""
    return f"{code:#x}" if code >= _FIRST_OF_WINDOWS else str(code)
