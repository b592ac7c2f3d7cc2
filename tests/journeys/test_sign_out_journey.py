"""Sign out: the token leaves the keyring, or the agent is told that it did not."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import keyring.errors
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from leadway_desktop.app import Desktop
from leadway_desktop.app.frame import Frame
from leadway_desktop.app.open_account import OpenAccount
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import find_folders
from leadway_desktop.storage.token_vault import vault_for
from leadway_desktop.storage.upload_journal import UploadJournal
from leadway_desktop.transfer.messages.outbox import Outbox
from leadway_desktop.workers.upload_threads import UploadThreads
from tests.journeys.conftest import set_reply_timeout, started
from tests.journeys.files import Files
from tests.journeys.person import Person
from tests.storage.keyrings import MemoryKeyring, trust


class StubbornKeyring(MemoryKeyring):
    """Keeps what it has, as one that is locked meanwhile."""

    def delete_password(self, service: str, username: str) -> None:
        raise keyring.errors.KeyringLocked


class UnhurriedKeyring(MemoryKeyring):
    """Removes a token so slowly that one which is given meanwhile could overtake that."""

    def __init__(self) -> None:
        super().__init__()
        self.has_kept, self.has_removed = threading.Event(), threading.Event()

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        self.has_kept.set()

    def delete_password(self, service: str, username: str) -> None:
        self.has_kept.clear()
        self.has_kept.wait(1)
        super().delete_password(service, username)
        self.has_removed.set()


class BrokenKeyring(MemoryKeyring):
    """Answers nothing, as a Secret Service that has no session to ask in."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.InitError


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """Return the keyring of this computer."""
    keyring = MemoryKeyring()
    trust(monkeypatch, keyring)
    return keyring


def sign_in(person: Person, desktop: Desktop, server: PracticeServer) -> None:
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: desktop.window.work_page is not None)


def sign_in_and_out(person: Person, desktop: Desktop, server: PracticeServer) -> None:
    """Leave in the moment after the arrival, when the settings are hardly written."""
    sign_in(person, desktop, server)
    sign_out(desktop)
    person.wait_until(lambda: person.sees("sign_in_page"))


def sign_out(desktop: Desktop) -> None:
    action = desktop.window.findChild(QAction, "sign_out_action")
    assert action is not None
    action.trigger()


def test_the_token_leaves_the_keyring(
    kept: MemoryKeyring, person: Person, desktop: Desktop, server: PracticeServer
) -> None:
    sign_in_and_out(person, desktop, server)
    person.wait_until(lambda: not kept.kept)
    assert not person.sees("notice")


def test_the_token_leaves_the_keyring_where_the_settings_cannot_be_written(
    kept: MemoryKeyring,
    person: Person,
    desktop: Desktop,
    server: PracticeServer,
    isolated_home: Path,
) -> None:
    shutil.rmtree(isolated_home / "config")
    (isolated_home / "config").touch()
    sign_in(person, desktop, server)
    person.wait_until(lambda: kept.kept)
    sign_out(desktop)
    person.wait_until(lambda: not kept.kept)


@pytest.fixture
def slow_end(monkeypatch: pytest.MonkeyPatch, kept: MemoryKeyring) -> Iterator[threading.Event]:
    """Hold up the end of what an account does, as a message that is being sent does."""
    may_end, was_let = threading.Event(), list[bool]()
    close = Outbox.close

    def wait_and_close(outbox: Outbox) -> None:
        was_let.append(may_end.wait(30))
        close(outbox)

    monkeypatch.setattr(Outbox, "close", wait_and_close)
    yield may_end
    assert set(was_let) == {True}, "the window has waited for it"


def test_the_window_goes_on_while_what_the_account_did_ends(
    slow_end: threading.Event,
    person: Person,
    desktop: Desktop,
    server: PracticeServer,
    files: Files,
) -> None:
    sign_in_and_out(person, desktop, server)
    person.sign_in(server.account.token, server.account.location_id)
    person.choose_conversation("María Fernández")
    slow_end.set()
    photo = files.photo()
    person.drop([photo])
    person.wait_for_stage(photo, UploadStage.UPLOADED)


def test_practice_opens_while_what_the_account_did_ends_which_can_be_opened_again(
    slow_end: threading.Event, person: Person, desktop: Desktop, server: PracticeServer
) -> None:
    sign_in_and_out(person, desktop, server)
    person.press("practice_button")
    person.wait_until(lambda: desktop.window.work_page is not None)
    slow_end.set()
    sign_out(desktop)
    person.wait_until(lambda: person.sees("sign_in_page"))


def test_who_goes_back_waits_for_the_end_there_and_the_window_does_not(
    monkeypatch: pytest.MonkeyPatch,
    kept: MemoryKeyring,
    person: Person,
    desktop: Desktop,
    server: PracticeServer,
) -> None:
    may_end, was_let, close = [threading.Event(), threading.Event()], list[bool](), Outbox.close

    def wait_and_close(outbox: Outbox) -> None:
        number = len(was_let)
        was_let.append(False)
        was_let[number] = number > 1 or may_end[number].wait(10)
        close(outbox)

    monkeypatch.setattr(Outbox, "close", wait_and_close)
    sign_in(person, desktop, server)
    desktop.window.practice_wanted.emit()
    person.wait_until(lambda: desktop.window.work_page is not None)
    practice = desktop.window
    sign_out(desktop)
    assert desktop.window is practice
    assert not person.find(QWidget, "pages").isEnabled(), "it takes what nobody would see"
    assert practice.cursor().shape() is Qt.CursorShape.WaitCursor
    may_end[0].set()
    person.wait_until(lambda: desktop.window is not practice and desktop.window.work_page)
    may_end[1].set()
    person.wait_until(lambda: len(was_let) == 2)
    person.wait_until(lambda: all(was_let))


def test_the_window_that_is_left_stays_until_the_click_in_it_is_over(
    monkeypatch: pytest.MonkeyPatch, qapp: QApplication, person: Person, desktop: Desktop
) -> None:
    has_ended, leave = threading.Event(), OpenAccount.leave

    def leave_and_note(account: OpenAccount) -> None:
        leave(account)
        account._errands.submit(has_ended.set)

    def wait_for_paint(frame: Frame) -> None:
        """Process events for as long as the end takes, as for a screen that takes its time."""
        del frame
        assert has_ended.wait(10)
        qapp.processEvents()
        is_there.append(left.isVisible())

    left, is_there = desktop.window, list[bool]()
    person.wait_until(lambda: person.sees("sign_in_page"))
    monkeypatch.setattr(OpenAccount, "leave", leave_and_note)
    monkeypatch.setattr(Frame, "_wait_for_paint", wait_for_paint)
    person.press("practice_button")
    assert is_there == [True]
    person.wait_until(lambda: not shiboken6.isValid(left))


def test_a_list_that_was_read_for_the_account_before_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
    kept: MemoryKeyring,
    person: Person,
    desktop: Desktop,
    server: PracticeServer,
    files: Files,
) -> None:
    may_go, restored = threading.Event(), list[UploadThreads]()
    load, restore = UploadJournal.load, UploadThreads.restore

    def load_slowly(journal: UploadJournal) -> list[tuple[Upload, int]]:
        kept = load(journal)
        assert may_go.wait(30)
        return kept

    def restore_and_note(uploads: UploadThreads, kept: Sequence[tuple[Upload, int]]) -> None:
        restored.append(uploads)
        restore(uploads, kept)

    monkeypatch.setattr(UploadJournal, "load", load_slowly)
    monkeypatch.setattr(UploadThreads, "restore", restore_and_note)
    sign_in_and_out(person, desktop, server)
    sign_in(person, desktop, server)
    may_go.set()
    person.choose_conversation("María Fernández")
    photo = files.photo()
    person.drop([photo])
    person.wait_for_stage(photo, UploadStage.UPLOADED)
    person.wait_until(lambda: restored)
    assert len(restored) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_the_token_is_gone_before_what_the_account_did_ends_and_the_last_one_stays(
    slow_end: threading.Event,
    kept: MemoryKeyring,
    person: Person,
    desktop: Desktop,
    server: PracticeServer,
    times: int,
) -> None:
    for _ in range(times):
        sign_in_and_out(person, desktop, server)
        person.wait_until(lambda: not kept.kept)
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: kept.kept)
    slow_end.set()
    person.choose_conversation("María Fernández")
    assert list(kept.kept.values()) == [server.account.token]


def test_a_token_that_is_given_at_once_is_not_removed_with_the_one_before(
    monkeypatch: pytest.MonkeyPatch, person: Person, desktop: Desktop, server: PracticeServer
) -> None:
    kept = UnhurriedKeyring()
    trust(monkeypatch, kept)
    sign_in_and_out(person, desktop, server)
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: desktop.window.work_page is not None)
    person.wait_until(kept.has_removed.is_set)
    assert list(kept.kept.values()) == [server.account.token]


def test_nothing_is_taken_while_the_work_with_another_connection_has_not_begun(
    slow_end: threading.Event,
    qapp: QApplication,
    qtbot: QtBot,
    preset: dict[str, str],
    files: Files,
) -> None:
    photo = files.photo()
    with started(qapp, preset, qtbot) as (desktop, person):
        person.choose_conversation("María Fernández")
        set_reply_timeout(desktop, person, 25)
        person.wait_until(lambda: desktop.window.work_page is None)
        assert person.drop([photo]) is Qt.DropAction.IgnoreAction
        slow_end.set()
        person.wait_until(lambda: desktop.window.work_page is not None)
        person.choose_conversation("María Fernández")
        person.drop([photo])
        person.wait_for_stage(photo, UploadStage.UPLOADED)


@pytest.mark.allow_logs("was not removed from the keyring: KeyringLocked")
def test_a_token_that_stays_is_told(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    person: Person,
    desktop: Desktop,
    server: PracticeServer,
) -> None:
    kept = StubbornKeyring()
    trust(monkeypatch, kept)
    sign_in_and_out(person, desktop, server)
    person.wait_until(lambda: person.sees("notice"))
    assert "still in this computer's keyring" in person.words_of("notice")
    assert list(kept.kept.values()) == [server.account.token]
    assert server.account.token not in caplog.text

    sign_in(person, desktop, server)
    assert not person.sees("notice")


@pytest.mark.allow_logs("was not removed from the keyring: KeyringBroken")
def test_a_token_of_this_session_alone_is_not_looked_for(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    person: Person,
    desktop: Desktop,
    server: PracticeServer,
) -> None:
    trust(monkeypatch, BrokenKeyring())
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error_action"))
    person.press("sign_in_error_action")
    person.wait_until(lambda: desktop.window.work_page is not None)
    sign_out(desktop)
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.wait_until(lambda: "was not removed" in caplog.text)
    # A whole attempt later it would have been said.
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error_action"))
    assert not person.sees("notice")


@pytest.mark.allow_logs("was not removed from the keyring: KeyringLocked")
def test_a_token_that_was_found_and_stays_is_told(
    monkeypatch: pytest.MonkeyPatch,
    qapp: QApplication,
    qtbot: QtBot,
    environment: dict[str, str],
    server: PracticeServer,
    no_leaked_thread: None,
) -> None:
    trust(monkeypatch, StubbornKeyring())
    location = server.account.location_id
    preset = environment | {"LEADWAY_DESKTOP_LOCATION_ID": location}
    vault_for(find_folders(preset), location).store(Secret(server.account.token))
    with started(qapp, preset, qtbot) as (desktop, person):
        person.wait_until(lambda: desktop.window.work_page is not None)
        sign_out(desktop)
        person.wait_until(lambda: person.sees("notice"))
