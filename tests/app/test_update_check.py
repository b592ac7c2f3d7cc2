"""Asking for a newer version: at most once a day, verified each time, and never in the way."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from leadway_desktop import __version__
from leadway_desktop.app.update_check import UpdateCheck
from leadway_desktop.domain.cancel import Cancelled, CancelToken
from leadway_desktop.domain.settings import Settings
from leadway_desktop.domain.update import ASKED_EVERY
from leadway_desktop.network.update_news import PURPOSE
from leadway_desktop.storage.paths import Folders, find_folders
from tests.network.peer import Line, Peer

DAY = ASKED_EVERY.total_seconds()
KEY = SigningKey(bytes(32))
FRAGMENT = base64.urlsafe_b64encode(bytes(KEY.verify_key)).decode().rstrip("=")


def news(version: str, key: SigningKey = KEY) -> bytes:
    text = json.dumps({"version": version, "link": "https://x.example/", "notes": {}})
    signature = base64.b64encode(key.sign(PURPOSE + text.encode()).signature).decode()
    return json.dumps({"signed": text, "signature": signature}).encode()


class Office:
    """A check with a clock of its own, and a server that counts who asks."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.time = 1_700_000_000.0
        self.answer = news("99.0")
        self.peer = Peer(self._serve)
        self.cancel = CancelToken()

    def settings(self, fragment: str = FRAGMENT) -> Settings:
        return Settings(update_url=f"{self.peer.url}/n.json#{fragment}", proxy="none")

    def look(self, settings: Settings | None = None) -> str | None:
        check = UpdateCheck(self.folders, lambda: self.time)
        release = check(settings or self.settings(), self.cancel)
        return release.version if release else None

    @property
    def asked(self) -> int:
        return len(self.peer.lines)

    def _serve(self, line: Line) -> None:
        line.request()
        line.answer(200, self.answer)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path / "home")})
    folders.create()
    office = Office(folders)
    with office.peer:
        yield office


def test_it_asks_once_a_day_and_remembers_meanwhile(office: Office) -> None:
    for hours in (0, 1, 23):
        office.time = 1_700_000_000.0 + hours * 3600
        assert office.look() == "99.0"
    assert office.asked == 1
    office.answer = news("99.1")
    office.time = 1_700_000_000.0 + DAY
    assert office.look() == "99.1"
    assert office.asked == 2


def test_without_an_address_nobody_is_asked(office: Office) -> None:
    assert office.look(Settings()) is None
    assert office.asked == 0
    assert list(office.folders.cache.iterdir()) == []


@pytest.mark.parametrize("version", [__version__, "0.0.1"])
def test_what_is_not_newer_is_no_news(office: Office, version: str) -> None:
    office.answer = news(version)
    assert office.look() is None


def test_another_address_or_key_is_asked_at_once(office: Office) -> None:
    assert office.look() == "99.0"
    other = SigningKey.generate()
    fragment = base64.urlsafe_b64encode(bytes(other.verify_key)).decode().rstrip("=")
    office.answer = news("99.5", other)
    assert office.look(office.settings(fragment)) == "99.5"
    assert office.asked == 2


@pytest.mark.allow_logs("The news of versions are of no use")
def test_what_is_not_signed_is_not_shown_and_asked_for_again_tomorrow(office: Office) -> None:
    office.answer = news("99.0", SigningKey.generate())
    assert office.look() is None
    assert office.look() is None
    assert office.asked == 1
    office.answer = news("99.0")
    office.time += DAY
    assert office.look() == "99.0"


@pytest.mark.allow_logs("The news of versions are of no use")
def test_a_bad_answer_does_not_undo_a_good_one(office: Office) -> None:
    assert office.look() == "99.0"
    office.time += DAY
    office.answer = b"<html>"
    assert office.look() == "99.0"


def test_what_is_kept_is_verified_anew(office: Office) -> None:
    assert office.look() == "99.0"
    file = office.folders.cache / "update.json"
    file.write_text(file.read_text().replace("99.0", "98.0"))
    assert office.look() is None
    assert office.asked == 1


def test_a_clock_that_was_put_back_does_not_silence_it(office: Office) -> None:
    office.look()
    office.time -= 30 * DAY
    office.look()
    assert office.asked == 2


def test_without_a_network_it_is_tried_again_before_a_day_is_over(office: Office) -> None:
    closed = Settings(update_url=f"http://127.0.0.1:9/n#{FRAGMENT}", proxy="none")
    assert office.look(closed) is None
    kept = json.loads((office.folders.cache / "update.json").read_text())
    assert kept["asked_at"] == 0


def test_where_nothing_can_be_noted_down_nobody_is_asked(office: Office) -> None:
    (office.folders.cache / "update.json").mkdir()
    assert office.look() is None
    assert office.asked == 0


def test_it_can_be_cancelled(office: Office) -> None:
    office.cancel.cancel()
    with pytest.raises(Cancelled):
        office.look()
