"""What is said of the road to Leadway."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import network as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.NoConnection: pair(
        QT_TRANSLATE_NOOP("Errors", "There is no connection to Leadway."),
        QT_TRANSLATE_NOOP("Errors", "Check this computer's network, then retry."),
    ),
    errors.StorageUnreachable: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "Leadway answered, but its file storage ({host}) could not be reached."
        ),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Check that the firewall or proxy lets this computer reach {host}, or ask who runs the "
            "network; then retry.",
        ),
    ),
    errors.ConnectionLost: pair(
        QT_TRANSLATE_NOOP("Errors", "The connection broke off half-way."),
        QT_TRANSLATE_NOOP("Errors", "Retry; what broke off starts again from the beginning."),
    ),
    errors.ReplyLost: pair(
        QT_TRANSLATE_NOOP("Errors", "The file was sent, and the answer to it was lost."),
        QT_TRANSLATE_NOOP("Errors", "Retry; Leadway is asked first whether it has arrived."),
    ),
    errors.Stalled: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "Nothing moved on the network for a while, and no answer came."
        ),
        QT_TRANSLATE_NOOP("Errors", "Retry, if need be on another network."),
    ),
    errors.CertificateRefused: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer refuses the certificate of {host}."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Ask who runs your network, proxy or antivirus; the technical detail tells why.",
        ),
    ),
    errors.NoSecureConnection: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway's address answers, but not with a secure connection."),
        QT_TRANSLATE_NOOP(
            "Errors",
            "Check the address and its port in Settings; if they are right, ask who runs your "
            "network, proxy or firewall.",
        ),
    ),
    errors.Intercepted: pair(
        QT_TRANSLATE_NOOP("Errors", "This network answers with a page of its own, not Leadway."),
        QT_TRANSLATE_NOOP(
            "Errors", "Sign in to the network in the browser, or ask who runs the proxy."
        ),
    ),
    errors.ProxyFailed: pair(
        QT_TRANSLATE_NOOP("Errors", "The proxy could not be used or refused the connection."),
        QT_TRANSLATE_NOOP("Errors", "Check the proxy in Settings."),
    ),
    errors.NetworkError: pair(
        QT_TRANSLATE_NOOP("Errors", "Leadway could not be reached."),
        QT_TRANSLATE_NOOP("Errors", "Check this computer's network, then retry."),
    ),
}
