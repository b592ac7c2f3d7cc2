"""A newer version is told of in the window; putting it off lasts; practice asks nobody."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest
from nacl.signing import SigningKey
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.network.update_news import PURPOSE
from leadway_desktop.workers import update_desk
from tests.journeys.conftest import close, started
from tests.network.peer import Line, Peer

KEY = SigningKey(bytes(32))
FRAGMENT = base64.urlsafe_b64encode(bytes(KEY.verify_key)).decode().rstrip("=")


def answer() -> bytes:
    said = {"version": "99.0", "link": "https://x.example/", "notes": {"en": "Better."}}
    text = json.dumps(said)
    signature = base64.b64encode(KEY.sign(PURPOSE + text.encode()).signature).decode()
    return json.dumps({"signed": text, "signature": signature}).encode()


@pytest.fixture
def news_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    def script(line: Line) -> None:
        line.request()
        line.answer(200, answer())

    monkeypatch.setattr(update_desk, "FIRST_AFTER", 1)
    with Peer(script) as peer:
        yield peer


@pytest.fixture
def asks(environment: dict[str, str], news_server: Peer) -> dict[str, str]:
    url = f"{news_server.url}/news.json#{FRAGMENT}"
    return environment | {"LEADWAY_DESKTOP_UPDATE_URL": url, "LEADWAY_DESKTOP_PROXY": "none"}


def test_a_newer_version_is_told_until_it_is_put_off(
    qapp: QApplication, qtbot: QtBot, asks: dict[str, str], news_server: Peer
) -> None:
    with started(qapp, asks, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("update_notice"))
        assert "99.0" in person.words_of("update_notice")
        assert "Better." in person.words_of("update_notice")
    with started(qapp, asks, qtbot) as (_, person):
        person.wait_until(lambda: person.sees("update_notice"))
        person.press("update_notice_button")
        assert not person.sees("update_notice")
    assert len(news_server.lines) == 1, "asked twice in a day"
    with started(qapp, asks, qtbot) as (desktop, person):
        account = desktop._account
        with qtbot.waitSignal(account._updates.found):
            account._updates.look()
        assert not person.sees("update_notice")


def test_practice_asks_nobody(
    qapp: QApplication, qtbot: QtBot, asks: dict[str, str], news_server: Peer
) -> None:
    program = Desktop(qapp, asks)
    assert program.open(is_practice=True)
    try:
        window = program.window
        qtbot.waitUntil(lambda: window.work_page is not None)
        with qtbot.waitSignal(program._account._desk.changed):
            program._account._desk.save(program._account._desk.loaded.settings)
        assert not program._account._updates._timer.isActive()
    finally:
        close(program)
    assert news_server.lines == []
