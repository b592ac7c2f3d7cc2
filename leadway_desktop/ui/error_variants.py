"""Errors whose facts change what there is to say: their sentences, and when they are said."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.errors import (
    CertificateRefused,
    ConnectionLost,
    FileTooLarge,
    FileTypeMismatch,
    InsecureAddress,
    LeadwayError,
    NoSecureConnection,
    PolicyBroken,
    ProxyFailed,
    RateLimited,
    RequestRefused,
    SettingInvalid,
    Stalled,
)
from leadway_desktop.ui.error_sentences import SENTENCES, Pair, pair
from leadway_desktop.ui.settings.setting_words import SETTING_RULES

_NO_ENDING = str(
    QT_TRANSLATE_NOOP("Errors", "Give it the extension of what it is, or ask for the right file.")
)
_LIMIT_UNKNOWN = pair(
    QT_TRANSLATE_NOOP("Errors", "The file is {size}: larger than Leadway takes."),
    QT_TRANSLATE_NOOP("Errors", "Make it smaller, or choose a channel that takes larger files."),
)
REFUSED_WITHOUT_WORDS = pair(
    QT_TRANSLATE_NOOP("Errors", "Leadway's address refused the request without saying why."),
    QT_TRANSLATE_NOOP(
        "Errors",
        "Check the address in Settings; if it is right, ask who runs your network, proxy or "
        "firewall.",
    ),
)
_REFUSED_BY_API_WITHOUT_WORDS = pair(
    QT_TRANSLATE_NOOP("Errors", "Leadway refused the request without saying why."),
    QT_TRANSLATE_NOOP("Errors", "Retry; if it is refused again, tell support."),
)
PROXY_WANTS_PASSWORD = pair(
    QT_TRANSLATE_NOOP("Errors", "The proxy wants a user name and a password."),
    QT_TRANSLATE_NOOP(
        "Errors",
        "Write them into its address in Settings (http://name:password@host:port), or ask who runs "
        "the proxy.",
    ),
)
PROXY_REFUSES = pair(
    QT_TRANSLATE_NOOP("Errors", "The proxy refused the connection."),
    QT_TRANSLATE_NOOP(
        "Errors", "Check the proxy in Settings, or ask who runs it to let Leadway through."
    ),
)
_STORAGE_NOT_SECURE = pair(
    QT_TRANSLATE_NOOP(
        "Errors", "The file storage ({host}) answers, but not with a secure connection."
    ),
    QT_TRANSLATE_NOOP(
        "Errors",
        "Ask who runs your network, proxy or firewall to let this computer reach {host} safely.",
    ),
)
_CERTIFICATES: dict[CertificateFlaw, Pair] = {
    CertificateFlaw.ISSUER: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Something on the way to {host} opens the connection: its certificate is none that "
            "this computer trusts.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Sign in to this network if it has a login page; else ask who runs the proxy or "
            "antivirus.",
        ),
    ),
    CertificateFlaw.TIME: pair(
        QT_TRANSLATE_NOOP(
            "Errors",
            "By this computer's clock the certificate of {host} has expired, or is not valid yet.",
        ),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Check this computer's date and time; if they are right, tell who runs your network, "
            "or support.",
        ),
    ),
    CertificateFlaw.NAME: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "What answers for {host} has the certificate of another server."
        ),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Sign in to this network if it has a login page; else check that {host} is the right "
            "address, or ask who runs the network.",
        ),
    ),
}
_CERTIFICATE_OF_OLD = pair(
    QT_TRANSLATE_NOOP("Errors", "This computer refused a server's certificate."),
    QT_TRANSLATE_NOOP("Errors", "Retry; if it goes on, ask who runs your network or proxy."),
)
"""Older versions kept neither whose it was nor why."""
_LINK_NOT_TOLD = pair(
    QT_TRANSLATE_NOOP("Errors", "The connection broke off before Leadway told the file's link."),
    QT_TRANSLATE_NOOP("Errors", "Retry; a file that has arrived is not sent again."),
)
_NOT_ANSWERED = pair(
    QT_TRANSLATE_NOOP("Errors", "Leadway's server got the request, and did not answer in time."),
    QT_TRANSLATE_NOOP("Errors", "Retry in a moment; if it goes on, tell support."),
)
_WAIT_UNKNOWN = pair(
    QT_TRANSLATE_NOOP("Errors", "Leadway is receiving too many requests from this location."),
    QT_TRANSLATE_NOOP("Errors", "Retry in a minute."),
)
_DAY_LIMIT = pair(
    QT_TRANSLATE_NOOP("Errors", "This location has used up its requests to Leadway for today."),
    QT_TRANSLATE_NOOP("Errors", "Retry tomorrow, or ask who else uses the same location."),
)


def sentences_of(error: LeadwayError) -> Pair:
    """Return what to say of an error, in English and with its facts still to be filled in."""
    match error:
        case RateLimited(is_daily=True):
            return _DAY_LIMIT
        case RateLimited(wait_seconds=None):
            return _WAIT_UNKNOWN
        case FileTooLarge(limit=None):
            return _LIMIT_UNKNOWN
        case NoSecureConnection() if error.host:
            return _STORAGE_NOT_SECURE
        case CertificateRefused(host=""):
            return _CERTIFICATE_OF_OLD
        case CertificateRefused() if error.flaw in _CERTIFICATES:
            return _CERTIFICATES[error.flaw]
        case ConnectionLost(is_sent=True):
            return _LINK_NOT_TOLD
        case Stalled(is_taken=True):
            return _NOT_ANSWERED
        case RequestRefused(detail="", is_from_api=True):
            return _REFUSED_BY_API_WITHOUT_WORDS
        case RequestRefused(detail=""):
            return REFUSED_WITHOUT_WORDS
        case ProxyFailed(status=407):
            return PROXY_WANTS_PASSWORD
        case ProxyFailed(is_refusal=True):
            return PROXY_REFUSES
        case FileTypeMismatch(right_ending=""):
            return SENTENCES[FileTypeMismatch][0], _NO_ENDING
        case SettingInvalid() if not isinstance(error, InsecureAddress | PolicyBroken):
            what, advice = SENTENCES[SettingInvalid]
            return what, SETTING_RULES.get(error.name, advice)
    return usual_sentences(type(error))


def usual_sentences(kind: type[LeadwayError]) -> Pair:
    """Return what is said of a kind of error where no fact changes it."""
    known = (SENTENCES[one] for one in kind.__mro__ if one in SENTENCES)
    return next(known)  # the root is among them
