"""The program's exception hooks in the place of pytest's, for one test."""

import sys
import threading

import pytest

from leadway_desktop.logs import install_exception_hooks, uncaught


def put_hooks_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the hooks; they and all that they have counted are gone after the test."""
    for module, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(uncaught._failures, "_times", type(uncaught._failures._times)())
    install_exception_hooks()
