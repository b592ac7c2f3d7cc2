"""A log file, hooks that are put back, and no secret registered."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadway_desktop.logs import redaction, start_logging
from leadway_desktop.logs.log_file import LogFile
from tests.logs.hooks import put_hooks_in_place


@pytest.fixture(autouse=True)
def no_registered_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_secrets", redaction._Secrets())


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[LogFile]:
    root = logging.getLogger()
    level = root.level
    handler = start_logging(tmp_path)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch, log_file: LogFile) -> LogFile:
    """Return the log file, with our hooks in place."""
    put_hooks_in_place(monkeypatch)
    return log_file
