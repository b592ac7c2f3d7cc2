"""Logs: one rotating file that only its owner can read, and no secret in it.

Nothing secret should be logged in the first place. The formatter here is the last line of
defence: it works on the finished text, message, arguments, traceback and all.
"""

from __future__ import annotations

import html
import json
import logging
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from functools import cache
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, quote_plus

FILE_NAME = "leadway-desktop.log"
FILE_SIZE = 1024 * 1024
"""Bytes per log file; with the older ones about five megabytes in all."""
OLDER_FILES = 4
SHORTEST_SECRET = 4
"""Characters; a shorter registered value would make holes in every other word."""
REDACTED = "[redacted]"

CHATTY_LOGGERS = ("httpx", "httpcore")
"""Libraries that log whole URLs, signatures included, and headers below WARNING."""

_logger = logging.getLogger(__name__)

_AS_HIDDEN = rf"\1{REDACTED}"
_NOT_HIDDEN = r"(?!\[redacted\])"
_PATTERNS = (
    # user:password@ in an address
    (r"(://)[^\s/@'\"<>]+@", rf"{_AS_HIDDEN}@"),
    # the whole query of an address or of a request target
    (r"(\?)[\w.~%+$-]*(?:=|%3D)[^\s'\"<>]*", _AS_HIDDEN),
    (rf"(https?://[^\s'\"<>?]*\?){_NOT_HIDDEN}[^\s'\"<>]+", _AS_HIDDEN),
    # what signs an address, cut out of it
    (
        r"((?:Signature|Policy|GoogleAccessId|X-Goog-Credential|X-Amz-[\w-]+)"
        rf"['\"]?\s*(?:[=:,]|%(?:25)*3D)\s*b?['\"]?){_NOT_HIDDEN}[^\s'\"<>&,;)}}\]]+",
        _AS_HIDDEN,
    ),
    # a header, as it is sent and as it stands in a dict or a tuple
    (
        r"(authorization['\"]?\s*[:=,]\s*b?['\"]?(?:(?:bearer|basic|digest)\s+)?)"
        rf"(?!bearer|basic|digest){_NOT_HIDDEN}[^'\"\r\n]+",
        _AS_HIDDEN,
    ),
    (rf"(bearer(?:\s|%20|\+)+){_NOT_HIDDEN}[^\s'\",)}}\]]+", _AS_HIDDEN),
    # private integration tokens, and JSON web tokens
    (r"pit-[\w-]{4,}", REDACTED),
    (r"eyJ[\w-]{4,}\.[\w-]+(?:\.[\w-]*)*", REDACTED),
)


@cache
def _compiled() -> Sequence[tuple[re.Pattern[str], str]]:
    """Compile when the first record is written: a run that logs nothing need not wait for it."""
    return [(re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in _PATTERNS]


class _Secrets:
    """The registered values, and one expression that finds them however they are escaped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spellings: set[str] = set()
        self._expression: re.Pattern[str] | None = None

    def add(self, value: str) -> None:
        if len(value) < SHORTEST_SECRET:
            return
        with self._lock:
            self._spellings |= _spellings(value)
            # The longest first, so that a secret inside another leaves no rest of it.
            ordered = sorted(self._spellings, key=len, reverse=True)
            self._expression = re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE)

    def hide(self, text: str) -> str:
        return self._expression.sub(REDACTED, text) if self._expression else text


def _spellings(value: str) -> set[str]:
    """Return the value as Python, JSON, HTML and URLs write it."""
    escaped = {value, repr(value)[1:-1], ascii(value)[1:-1], json.dumps(value)[1:-1]}
    escaped |= {text.replace("'", r"\'") for text in escaped}
    escaped |= {text.replace('"', r"\"") for text in escaped if r"\"" not in text}
    encoded = value.encode("utf-8", "surrogatepass")
    quoted = {quote(encoded), quote(encoded, safe=""), quote_plus(encoded)}
    return escaped | quoted | {html.escape(value), repr(encoded)[2:-1]}


_secrets = _Secrets()


def forget_in_logs(value: str) -> None:
    """Have a secret replaced in everything that is logged from now on, however it is escaped.

    Meant for the few that live long, such as the token; signed URLs are known by their look.
    Values under four characters cannot be told from ordinary text and are left alone.
    """
    _secrets.add(value)


def redact(text: str) -> str:
    """Return the text without registered secrets and without what looks like one."""
    text = _secrets.hide(text)
    for pattern, replacement in _compiled():
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """A line per record, its time in UTC, a traceback below it, and no secret in either."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's finished text, redacted."""
        return redact(super().format(record))


class LogFile(RotatingFileHandler):
    """The log file: mode 0600, redacted, deaf to the chatter of HTTP libraries."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            file,
            maxBytes=FILE_SIZE,
            backupCount=OLDER_FILES,
            encoding="utf-8",
            errors="backslashreplace",
        )
        self.setFormatter(RedactingFormatter())
        self.addFilter(_is_no_chatter)

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        descriptor = os.open(self.baseFilename, flags, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors=self.errors)

    def doRollover(self) -> None:  # noqa: N802 - logging's own name
        """Start a new file; where another process holds this one, go on with it."""
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Tell of a failure to log by its kind alone: logging would print the arguments."""
        kind = sys.exc_info()[0]
        name = kind.__name__ if kind else "an unknown failure"
        _tell(f"A log record of {record.name} could not be written: {name}\n")


def start_logging(
    folder: Path, *, file_name: str = FILE_NAME, level: int = logging.INFO
) -> LogFile:
    """Log this process to a file in a folder that exists; raises OSError.

    The caller may close what is returned to end it. HTTP libraries stay at WARNING at any level.
    """
    handler = LogFile(folder / file_name)
    for name in CHATTY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


def log_nowhere() -> None:
    """Keep logging's last resort from writing, unredacted, to standard error."""
    logging.getLogger().addHandler(logging.NullHandler())


def install_exception_hooks() -> None:
    """Log what nobody caught, in any thread, and tell standard error without secrets."""
    sys.excepthook = _on_uncaught
    threading.excepthook = _on_uncaught_in_thread
    sys.unraisablehook = _on_unraisable


def _on_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _logger.critical("Nobody caught this", exc_info=(kind, error, trace))
    _tell(redact("".join(traceback.format_exception(kind, error, trace))))


def _on_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None or issubclass(args.exc_type, SystemExit):
        return
    _on_uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _on_unraisable(args: sys.UnraisableHookArgs) -> None:
    # The object's repr is not told: it may be a request, with its URL.
    where = type(args.object).__name__
    if args.exc_value is not None:
        trace = (type(args.exc_value), args.exc_value, args.exc_traceback)
        _logger.error("Ignored in %s: %s", where, args.err_msg or "", exc_info=trace)


def _is_no_chatter(record: logging.LogRecord) -> bool:
    library = record.name.partition(".")[0]
    return library not in CHATTY_LOGGERS or record.levelno >= logging.WARNING


def _tell(text: str) -> None:
    # A windowed program on Windows has no standard error.
    if sys.stderr is not None:
        sys.stderr.write(text)
