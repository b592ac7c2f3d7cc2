"""What to do next on the command line, where that is not what the window says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from leadway_desktop.cli.error_words import error_fields, error_text
from leadway_desktop.domain import errors
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.practice.account import Account
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.ui.error_texts import error_text as in_window
from tests.cli.conftest import Command
from tests.domain.error_tree import KINDS
from tests.ui.conftest import Speak, compiled_translations, speak
from tests.ui.test_error_texts import made

__all__ = ["compiled_translations", "speak"]


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_told_to_attach_a_file_to_a_command(
    speak: Speak, kind: type[LeadwayError]
) -> None:
    for locale, words in (("en_US", r"\battach|\bdrop"), ("es_ES", r"adjunt|arrastr|suelt")):
        speak(locale)
        text = error_text(made(kind))
        assert not re.search(words, text.text, re.IGNORECASE)
        assert not set("{}") & set(text.text)
        assert error_fields(made(kind))["next_step"] == text.next_step


def test_what_a_fact_makes_the_window_say_is_said_here_too(speak: Speak) -> None:
    speak("en_US")
    for error in (
        errors.SettingInvalid(name="base_url", detail="is no address"),
        errors.NoSecureConnection(host="storage.example.com"),
    ):
        assert error_text(error) == in_window(error)


def test_an_ending_that_nobody_knows_is_not_named(speak: Speak) -> None:
    speak("en_US")
    unknown = errors.FileTypeMismatch(by_name="image/png", by_content="text/plain")
    assert "ends in ." not in error_text(unknown).next_step
    known = errors.FileTypeMismatch(by_name="image/png", by_content="application/pdf")
    assert "ends in .pdf, and give the command again" in error_text(known).next_step


@pytest.mark.parametrize(
    "error",
    [
        *map(made, KINDS),
        made(errors.RequestRefused, status=403),
        made(errors.ProxyFailed, status=407),
        made(errors.ProxyFailed, status=403),
    ],
    ids=lambda error: type(error).__name__,
)
def test_nobody_is_sent_to_the_windows_settings_by_a_command(
    speak: Speak, error: LeadwayError
) -> None:
    for locale, words in (
        ("en_US", r"in Settings|this session"),
        ("es_ES", r"Ajustes|esta sesión"),
    ):
        speak(locale)
        assert not re.search(words, error_text(error).next_step)


@pytest.mark.parametrize(("status", "helps"), [(503, True), (400, False)])
def test_what_may_be_otherwise_another_time_is_said_to_be_tried_by_resume(
    command: Command, account: Account, server: PracticeServer, pdf: Path, status: int, helps: bool
) -> None:
    server.faults.add(
        Fault("initiate", "status", None, status=status, headers={"Retry-After": "0"})
    )
    done = command("upload", "--conversation", account.conversation_id, pdf)
    assert done.status == 1
    assert ("resume --failed" in done.err) is helps
