"""Errors in a few words, for what goes on by itself."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from leadway_desktop.domain import errors
from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors import CertificateRefused, LeadwayError, RateLimited, Stalled
from leadway_desktop.ui.error_texts import error_text

_IN_SHORT: dict[type[LeadwayError], str] = {
    errors.NoConnection: str(QT_TRANSLATE_NOOP("Errors", "No connection.")),
    errors.StorageUnreachable: str(
        QT_TRANSLATE_NOOP("Errors", "The file storage cannot be reached.")
    ),
    errors.ConnectionLost: str(QT_TRANSLATE_NOOP("Errors", "The connection broke.")),
    errors.ReplyLost: str(QT_TRANSLATE_NOOP("Errors", "The server's answer was lost.")),
    errors.Stalled: str(QT_TRANSLATE_NOOP("Errors", "Nothing moves on the network.")),
    errors.CertificateRefused: str(
        QT_TRANSLATE_NOOP("Errors", "This computer refuses the certificate.")
    ),
    errors.Intercepted: str(
        QT_TRANSLATE_NOOP("Errors", "The connection is intercepted: a page of the network's.")
    ),
    errors.TokenInvalid: str(QT_TRANSLATE_NOOP("Errors", "Leadway no longer accepts the token.")),
    errors.RateLimited: str(QT_TRANSLATE_NOOP("Errors", "Leadway asks for a pause.")),
    errors.LinkExpired: str(QT_TRANSLATE_NOOP("Errors", "The permission to upload ran out.")),
}
"""What happened, where the same is tried again by itself; the others have one sentence only."""

_CERTIFICATES: dict[CertificateFlaw, str] = {
    CertificateFlaw.ISSUER: str(
        QT_TRANSLATE_NOOP("Errors", "The connection is intercepted: its certificate is refused.")
    ),
    CertificateFlaw.TIME: str(
        QT_TRANSLATE_NOOP("Errors", "By this computer's clock the certificate is not valid.")
    ),
    CertificateFlaw.NAME: str(QT_TRANSLATE_NOOP("Errors", "The certificate is another server's.")),
}
"""Likewise, of a certificate that is refused for one of these."""


_DAY_LIMIT = str(QT_TRANSLATE_NOOP("Errors", "Today's requests to Leadway are used up."))


def in_short(error: LeadwayError) -> str:
    """Return what happened in a few words."""
    if isinstance(error, RateLimited) and error.is_daily:
        return QCoreApplication.translate("Errors", _DAY_LIMIT)
    if isinstance(error, CertificateRefused) and error.flaw in _CERTIFICATES:
        return QCoreApplication.translate("Errors", _CERTIFICATES[error.flaw])
    if type(error) in _IN_SHORT and not _has_a_sentence_of_its_own(error):
        return QCoreApplication.translate("Errors", _IN_SHORT[type(error)])
    return error_text(error).what


def _has_a_sentence_of_its_own(error: LeadwayError) -> bool:
    """Whether its facts change what happened."""
    return isinstance(error, Stalled) and error.is_taken
