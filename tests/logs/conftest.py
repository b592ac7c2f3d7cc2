"""A log file, hooks that are put back, and no secret registered."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadway_desktop.logs import install_exception_hooks, redaction, start_logging, uncaught
from leadway_desktop.logs.log_file import LogFile


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
    for module, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(uncaught, "_failures", uncaught._Failures())
    install_exception_hooks()
    return log_file
