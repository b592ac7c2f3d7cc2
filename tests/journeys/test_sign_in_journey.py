"""From the first start to the list of conversations; and every way a token can be wrong."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.practice.server import PracticeServer
from tests.journeys.conftest import set_reply_timeout, started
from tests.journeys.person import Person


def test_without_a_keyring_the_token_serves_this_session_only(
    person: Person, server: PracticeServer, isolated_home: Path
) -> None:
    account = server.account
    person.sign_in(account.token, account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error_action"))
    assert "keyring" in person.words_of("sign_in_error")

    person.press("sign_in_error_action")
    person.wait_until(lambda: len(person.rows("conversation_list")) >= 20)

    written = [path for path in isolated_home.rglob("*") if path.is_file()]
    assert not any(account.token.encode() in path.read_bytes() for path in written)
    for path in written:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_token_for_this_session_only_serves_another_connection_too(
    agent: Person, desktop: Desktop
) -> None:
    page = desktop.window.work_page
    set_reply_timeout(desktop, agent, 25)
    agent.wait_until(lambda: desktop.window.work_page is not page)
    agent.wait_until(lambda: desktop.window.work_page is not None or agent.sees("sign_in_page"))
    assert not agent.sees("sign_in_page")


@pytest.mark.parametrize(
    ("token_name", "advice"),
    [
        ("token_revoked", "token"),
        ("token_wrong_scope", "scope"),
        ("token_wrong_location", "location"),
    ],
)
def test_each_wrong_token_is_told_apart(
    person: Person, server: PracticeServer, token_name: str, advice: str
) -> None:
    person.sign_in(getattr(server.account, token_name), server.account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error"))
    assert advice in person.words_of("sign_in_error").lower()
    assert not person.sees("conversation_list")
    # What was typed is still there to be mended.
    assert person.find(QLineEdit, "location_field").text() == server.account.location_id


def test_a_server_that_is_away_is_said_and_can_be_tried_again(
    person: Person, server: PracticeServer
) -> None:
    server.go_offline()
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error"))
    said = person.words_of("sign_in_error").lower()
    assert "connection" in said or "reach" in said

    server.go_online()
    person.press("connect_button")
    person.wait_until(lambda: person.sees("sign_in_error_action"))


def test_the_practice_account_is_one_press_away_and_leaves_no_trace(
    person: Person, desktop: Desktop, isolated_home: Path
) -> None:
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.press("practice_button")
    person.wait_until(lambda: desktop.window.work_page is not None)
    person.wait_until(lambda: len(person.rows("conversation_list")) >= 20)
    assert person.sees("practice_banner")

    person.press("practice_banner_button")
    person.wait_until(lambda: person.sees("sign_in_page"))
    assert not (isolated_home / "config" / "settings.toml").exists()


def test_a_token_from_the_environment_opens_the_window_at_once(
    qapp: QApplication, qtbot: QtBot, preset: dict[str, str]
) -> None:
    with started(qapp, preset, qtbot) as (desktop, person):
        person.wait_until(lambda: desktop.window.work_page is not None)
        person.wait_until(lambda: len(person.rows("conversation_list")) >= 20)


def test_a_broken_settings_file_is_set_aside_and_named(
    qapp: QApplication,
    qtbot: QtBot,
    environment: dict[str, str],
    isolated_home: Path,
    no_leaked_thread: None,
) -> None:
    settings = isolated_home / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("this is = = not toml")
    with started(qapp, environment, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("sign_in_page"))
        assert "settings.toml.broken-" in person.words_of("notice")
        assert "line 1" in person.words_of("notice")
        kept = list(settings.parent.glob("settings.toml.broken-*"))
        assert [path.read_text() for path in kept] == ["this is = = not toml"]
