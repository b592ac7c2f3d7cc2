"""One rotating file that only its owner can read, and no secret in it.

Nothing secret should be logged in the first place. The formatter is the last line of defence: it
works on the finished text, message, arguments, traceback and all.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from leadway_desktop.logs.redaction import hide_registered, redact

FILE_NAME = "leadway-desktop.log"
FILE_SIZE = 1024 * 1024
"""Bytes per log file; with the older ones about five megabytes in all."""
OLDER_FILES = 4
LONGEST_RECORD = 32 * 1024
"""Characters; a traceback has some five thousand. What a server sent may have millions."""

CHATTY_LOGGERS = ("httpx", "httpcore")
"""Libraries that log whole URLs, signatures included, and headers below WARNING."""


class RedactingFormatter(logging.Formatter):
    """A line per record, its time in UTC, a traceback below it, and no secret in either."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's finished text, redacted, without the middle of what is too long."""
        text = super().format(record)
        if len(text) > LONGEST_RECORD:
            text, half = hide_registered(text), LONGEST_RECORD // 2  # before one is cut in two
            text = f"{text[:half]} […] {text[-half:]}"
        return redact(text)


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
        self._failures: set[str] = set()

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
        """Tell of a failure to log by its kind alone: logging would print the arguments.

        Each kind once: where the disk is full, every record fails.
        """
        kind = sys.exc_info()[0]
        name = kind.__name__ if kind else "an unknown failure"
        if name not in self._failures:
            self._failures.add(name)
            tell_standard_error(f"A log record of {record.name} could not be written: {name}\n")

    def close(self) -> None:
        """End it; records that a full disk does not take are lost, and nothing else is."""
        with suppress(OSError):
            super().close()


def start_logging(folder: Path, *, file_name: str = FILE_NAME) -> LogFile:
    """Log this process to a file in a folder that exists; raises OSError.

    The caller may close what is returned to end it. HTTP libraries stay at WARNING.
    """
    handler = LogFile(folder / file_name)
    for name in CHATTY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


def log_nowhere() -> None:
    """Keep logging's last resort from writing, unredacted, to standard error."""
    logging.getLogger().addHandler(logging.NullHandler())


def tell_standard_error(text: str) -> None:
    """Write there, where there is one: a windowed program on Windows has none."""
    if sys.stderr is not None:
        sys.stderr.write(redact(text))


def _is_no_chatter(record: logging.LogRecord) -> bool:
    library = record.name.partition(".")[0]
    return library not in CHATTY_LOGGERS or record.levelno >= logging.WARNING
