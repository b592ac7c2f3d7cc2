"""A newer version is told calmly, and what was put off stays put off."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.update import Release
from leadway_desktop.ui.update_notice import UpdateNotice
from tests.ui.conftest import Speak

RELEASE = Release(
    "0.2.0", "https://x.example/0.2.0", {"en": "Faster <b>{lists}", "es": "Listas más rápidas"}
)


@pytest.fixture
def notice(qtbot: QtBot) -> UpdateNotice:
    made = UpdateNotice()
    qtbot.addWidget(made)
    return made


def button(notice: UpdateNotice, name: str) -> QPushButton:
    found = notice.findChild(QPushButton, name)
    assert found is not None
    return found


def words(notice: UpdateNotice) -> str:
    found = notice.findChild(QLabel, "update_notice_text")
    assert found is not None
    return found.text()


def test_it_tells_version_and_notes_as_they_are(notice: UpdateNotice) -> None:
    assert notice.isHidden()
    notice.tell_of(RELEASE)
    assert not notice.isHidden()
    assert words(notice) == "Version 0.2.0 of Leadway Desktop is available. Faster <b>{lists}"


def test_it_speaks_the_agent_s_language(speak: Speak, qtbot: QtBot) -> None:
    speak("es_ES")
    notice = UpdateNotice()
    qtbot.addWidget(notice)
    notice.tell_of(RELEASE)
    assert "versión 0.2.0" in words(notice).lower()
    assert words(notice).endswith("Listas más rápidas")


def test_nothing_is_opened_but_the_page_and_only_when_asked_for(
    notice: UpdateNotice, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    notice.tell_of(RELEASE)
    assert opened == []
    button(notice, "update_page_button").click()
    assert opened == [RELEASE.link]


def test_what_was_put_off_is_not_told_again_but_a_newer_one_is(
    notice: UpdateNotice, qtbot: QtBot
) -> None:
    notice.tell_of(RELEASE)
    assert notice.state == {}, "closing the window puts nothing off"
    button(notice, "update_notice_button").click()
    assert notice.isHidden()
    notice.tell_of(RELEASE)
    assert notice.isHidden()

    next_session = UpdateNotice()
    qtbot.addWidget(next_session)
    next_session.restore(notice.state)
    next_session.tell_of(RELEASE)
    assert next_session.isHidden()
    next_session.tell_of(Release("0.3.0", RELEASE.link, {}))
    assert not next_session.isHidden()
