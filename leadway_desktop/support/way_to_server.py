"""What `doctor` finds on the way to the server."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from leadway_desktop.assembly import build_engine
from leadway_desktop.domain.conversation import ConversationQuery
from leadway_desktop.domain.errors import (
    CertificateRefused,
    CredentialsError,
    LeadwayError,
    NetworkError,
    RequestRefused,
    SettingInvalid,
)
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings, is_loopback, without_password
from leadway_desktop.logs import forget_in_logs
from leadway_desktop.network.shown_certificate import ShownCertificate, shown_certificate
from leadway_desktop.network.transport import proxy_for
from leadway_desktop.support.findings import Section
from leadway_desktop.support.patience import Runner
from leadway_desktop.surroundings import Surroundings, misleading_problem
from leadway_desktop.ui.error_texts import error_fields, error_text
from leadway_desktop.ui.plain_text import one_line

NO_TOKEN = Secret("none")
"""Sent where there is no token: the server's refusal proves that it is reached."""

translate = QCoreApplication.translate


def proxy(surroundings: Surroundings) -> Section:
    """Return by which proxy the server is reached, if by any."""
    settings = surroundings.loaded.settings
    parts = urlsplit(settings.base_url)
    address = without_password(proxy_for(parts.scheme, parts.hostname or "", settings.proxy))
    fields = {"setting": without_password(settings.proxy), "used": address or None}
    line = address or translate("CommandLine", "None: the straight way.")
    return Section("proxy", translate("CommandLine", "Proxy"), fields, (line,))


def reachability(surroundings: Surroundings, token: Secret | None, runner: Runner) -> Section:
    """Return whether the server answers one call, how fast, and what it says of the token."""
    title = translate("CommandLine", "Server")
    loaded = surroundings.loaded
    if misleading_problem(loaded) is not None:
        line = translate("CommandLine", "Not asked: a setting above is wrong.")
        return Section("server", title, {"reached": None}, (line,))
    host = urlsplit(loaded.settings.base_url).hostname or ""
    if surroundings.folders.is_practice and not is_loopback(host):
        line = translate("CommandLine", "Not asked: the practice account is not open.")
        return Section("server", title, {"reached": None}, (line,))
    if token is not None:
        forget_in_logs(token.reveal())
    seconds, error = _call(loaded.settings, token or NO_TOKEN, runner)
    reached = not isinstance(error, NetworkError | SettingInvalid)
    fields = {
        "base_url": loaded.settings.base_url,
        "reached": reached,
        "seconds": round(seconds, 3),
        "accepts_token": None if token is None or not reached else error is None,
        "error": None if error is None else error_fields(error),
    }
    lines = [loaded.settings.base_url]
    if isinstance(error, CertificateRefused):
        shown = _shown_certificate(loaded.settings, runner)
        fields["certificate"] = None if shown is None else _certificate_fields(shown)
        lines += [] if shown is None else [certificate_line(shown)]
    if reached:
        answered = translate("CommandLine", "It answers, after {milliseconds} ms.")
        lines.append(answered.format(milliseconds=round(seconds * 1000)))
    if error is None:
        lines.append(translate("CommandLine", "It accepts the token and the location id."))
        return Section("server", title, fields, tuple(lines))
    if _is_expected(error, loaded.settings, token):
        return Section("server", title, fields, tuple(lines))
    return Section("server", title, fields, tuple(lines), (error_text(error).text,))


def _call(settings: Settings, token: Secret, runner: Runner) -> tuple[float, LeadwayError | None]:
    """Make the smallest call that there is, by the road that uploads take."""
    query = ConversationQuery(page_size=1)
    with closing(build_engine(settings, token)) as engine:
        start = time.monotonic()
        try:
            runner.run(lambda cancel: engine.crm.search(query, None, cancel))
        except LeadwayError as error:
            return time.monotonic() - start, error
        return time.monotonic() - start, None


def _shown_certificate(settings: Settings, runner: Runner) -> ShownCertificate | None:
    with suppress(LeadwayError):
        return runner.run(lambda cancel: shown_certificate(settings, cancel))
    return None


def _certificate_fields(shown: ShownCertificate) -> dict[str, object]:
    return {
        "subject": shown.subject,
        "issuer": shown.issuer,
        "begins_at": shown.begins_at.isoformat(),
        "ends_at": shown.ends_at.isoformat(),
        "now": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def certificate_line(shown: ShownCertificate) -> str:
    """Return whose it is, by whom, and when, beside what this computer's clock says."""
    pattern = translate(
        "CommandLine",
        "Its certificate is for {subject}, by {issuer}, from {begin} to {end}; this computer's "
        "clock says {now}.",
    )
    moments = {"begin": shown.begins_at, "end": shown.ends_at, "now": datetime.now(UTC)}
    nobody = translate("CommandLine", "(no name)")
    return pattern.format(
        subject=one_line(shown.subject) or nobody,
        issuer=one_line(shown.issuer) or nobody,
        **{name: _local(moment) for name, moment in moments.items()},
    )


def _local(moment: datetime) -> str:
    """Return it in this computer's time zone, which has no place for the first and last of times.

    A certificate that never ends has 9999-12-31 23:59:59 for its end (RFC 5280, 4.1.2.5).
    """
    with suppress(OverflowError, OSError, ValueError):
        moment = moment.astimezone()
    return moment.isoformat(" ", "minutes")


def _is_expected(error: LeadwayError, settings: Settings, token: Secret | None) -> bool:
    """Whether the refusal only says that the token or the location id is not set yet."""
    if token is None:
        return isinstance(error, CredentialsError)
    return not settings.location_id and isinstance(error, CredentialsError | RequestRefused)
