"""A log record of WARNING or above that a test did not announce fails the test."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest


class UnexpectedLogs:
    """Collects records where they are made, so neither handlers nor propagation can hide one."""

    def __init__(self) -> None:
        self._allowed: list[re.Pattern[str]] = []
        self._records: list[logging.LogRecord] = []

    def allow(self, *patterns: str) -> None:
        """Expect records whose message matches (re.search) one of `patterns`."""
        self._allowed += map(re.compile, patterns)

    def watch(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            self._records.append(record)

    def unexpected(self) -> list[str]:
        return [_line(record) for record in self._records if not self._is_allowed(record)]

    def _is_allowed(self, record: logging.LogRecord) -> bool:
        return any(pattern.search(record.getMessage()) for pattern in self._allowed)


def _line(record: logging.LogRecord) -> str:
    place = f"{record.pathname}:{record.lineno}"
    return f"{record.levelname} {record.name}: {record.getMessage()} ({place})"


@pytest.fixture(autouse=True)
def allowed_logs(
    request: pytest.FixtureRequest, no_leaked_thread: None
) -> Iterator[UnexpectedLogs]:
    """Let a test `allow` warnings it provokes; the marker `allow_logs` does the same."""
    logs = UnexpectedLogs()
    for marker in request.node.iter_markers("allow_logs"):
        logs.allow(*marker.args)
    make = logging.getLogRecordFactory()

    def watched(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        logs.watch(record)
        return record

    logging.setLogRecordFactory(watched)
    yield logs
    logging.setLogRecordFactory(make)
    if unexpected := logs.unexpected():
        pytest.fail("Unexpected log records:\n" + "\n".join(unexpected), pytrace=False)
