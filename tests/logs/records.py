"""Secrets to look for, and records that hold them."""

import logging
from pathlib import Path

from leadway_desktop.logs.log_file import LogFile, RedactingFormatter

SIGNATURE = "3045022100f9a8b7c6d5e4f3a2b1c0"
SIGNED_URL = (
    "https://storage.example.com/bucket/media/foto.jpg?X-Goog-Algorithm=GOOG4-HMAC-SHA256"
    f"&X-Goog-Credential=GOOG1EABC%2F20261122&X-Goog-Signature={SIGNATURE}"
)


def text_of(handler: LogFile) -> str:
    return Path(handler.baseFilename).read_text(encoding="utf-8")


def formatted(message: str, *args: object, error: BaseException | None = None) -> str:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("test", logging.INFO, "file.py", 1, message, args, trace)
    return RedactingFormatter().format(record)


def throw(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        throw(error, cause)
    except Exception as caught:
        return caught
    raise AssertionError
