"""One run of the program with a window: which account is open, and what it is made of."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QMessageBox

from leadway_desktop.app.keepers import Keyring, LogFile, NoJournal, SettingsFile
from leadway_desktop.app.work import Kept, Work, forget, is_old, to_show
from leadway_desktop.assembly import check_credentials
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import LeadwayError, SettingInvalid, SetupError
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.logs import forget_in_logs, redact
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.session_token import token_in
from leadway_desktop.storage.settings import load_settings
from leadway_desktop.storage.token_vault import vault_for
from leadway_desktop.storage.upload_journal import OpenedJournal, UploadJournal, open_journal
from leadway_desktop.storage.window_state import load_window_state, save_window_state
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.language import speak
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.theme import Theme
from leadway_desktop.workers.garbage import GarbageCollector
from leadway_desktop.workers.instance_client import Start, begin
from leadway_desktop.workers.instance_messages import Refusal, Role
from leadway_desktop.workers.settings_desk import SettingsDesk
from leadway_desktop.workers.sign_in import SignIn
from leadway_desktop.workers.single_instance import HandOver, SingleInstance
from leadway_desktop.workers.task_thread import TaskThread

logger = logging.getLogger(__name__)

_CONNECTION = (
    "base_url",
    "api_version",
    "location_id",
    "proxy",
    "connect_timeout",
    "reply_timeout",
    "stall_timeout",
)
"""Settings that the engine is built from."""
_WHERE_THINGS_GO = {"base_url", "location_id", "proxy"}
"""Settings for which no default may take a wrong value's place: the token would follow it."""


class Desktop(QObject):
    """The program with a window: one account at a time, the real one or practice.

    Practice has folders, settings, a journal and a window of its own, so that nothing of it can
    reach the real account's.
    """

    closed = Signal()
    """The window is closed and every thread has ended."""
    _journal_opened = Signal(object)
    _token_found = Signal(object, object)
    _practice_started = Signal(object)
    _uploads_loaded = Signal(object, object)

    def __init__(self, app: QApplication, environment: Mapping[str, str]) -> None:
        super().__init__()
        self._app = app
        self._garbage = GarbageCollector(self)
        self._environment = dict(environment)
        # The journal, the keyring and the practice server may take their time.
        self._errands = TaskThread("errands", self)
        self._log = LogFile()
        self._journal: UploadJournal | NoJournal = NoJournal()
        self._work: Work | None = None
        self._sign_in: SignIn | None = None
        self._server: PracticeServer | None = None
        self._theme = Theme(parent=self)
        self._theme.apply(app)
        self._journal_opened.connect(self._take_journal)
        self._token_found.connect(self._take_token)
        self._practice_started.connect(self._take_practice)
        self._uploads_loaded.connect(self._take_uploads)

    @property
    def window(self) -> MainWindow:
        """The window that is open."""
        return self._window

    def open(self, *, is_practice: bool) -> bool:
        """Open a window on the real account or on practice.

        Returns False where another window has it: that one comes to the front.
        """
        folders = self._folders_of(is_practice=is_practice)
        trouble = self._log.start(folders)
        instance = self._claim(folders)
        if instance is None:
            self._log.stop()
            self._garbage.stop()
            return False
        self._begin(folders, instance, trouble)
        return True

    def _folders_of(self, *, is_practice: bool) -> Folders:
        folders = find_folders(self._environment)
        return folders.for_practice() if is_practice else folders

    def _begin(self, folders: Folders, instance: SingleInstance, trouble: str) -> None:
        """Open the window on an account whose folder has been claimed."""
        self._folders, self._instance = folders, instance
        loaded = load_settings(folders, self._environment)
        self._open_window(loaded)
        self._tell([trouble, *self._stories(loaded)])
        self._errands.submit(self._open_journal)
        is_practice = folders.is_practice
        self._errands.submit(self._start_practice if is_practice else self._look_for_token)

    def quit(self) -> None:
        """End the program whatever is under way; the journal keeps it."""
        self._window.closing.disconnect(self._close)
        self._close()

    # -- the window -------------------------------------------------------------------------------

    def _claim(self, folders: Folders) -> SingleInstance | None:
        """Claim the account's folder; None where another program has it."""
        instance = SingleInstance(folders.data, Role.WINDOW, self)
        try:
            start = begin(instance)
        except OSError as error:
            logger.warning("The folder takes no lock: %s", type(error).__name__)
            start = Start.OURS  # its owner has been told that it cannot be written
        if start is Start.OURS:
            instance.show_wanted.connect(lambda: self._window.bring_to_front())
            instance.files_handed.connect(self._take_handed)
            return instance
        if start is Start.SILENT:
            text = self.tr(
                "Another program works on the uploads and does not answer. End it, then try again."
            )
            QMessageBox.warning(None, "Leadway Desktop", text)
        instance.deleteLater()
        return None

    def _open_window(self, loaded: LoadedSettings) -> None:
        self._theme.set_preference(loaded.settings.theme)
        speak(self._app, loaded.settings.language)
        self._desk = SettingsDesk(loaded, SettingsFile(loaded, self._environment), self)
        self._desk.changed.connect(self._take_settings)
        self._window = MainWindow(self._desk, self._theme)
        self._window.practice_wanted.connect(lambda: self._switch(is_practice=True))
        self._window.sign_out_wanted.connect(self._sign_out)
        self._window.sign_in_again_wanted.connect(self._sign_in_again)
        self._window.sign_in_again_ended.connect(self._end_sign_in)
        self._window.closing.connect(self._close)
        self._window.restore_layout(load_window_state(self._folders))
        self._window.show()

    def _tell(self, stories: list[str]) -> None:
        for story in filter(None, stories):
            self._window.show_notice(story)

    def _stories(self, loaded: LoadedSettings) -> list[str]:
        """Return what the agent should know of the settings file."""
        stories = [error_text(problem).text for problem in loaded.problems]
        if loaded.set_aside is not None:
            text = self.tr("The settings file could not be read. It is now {file}.")
            why = f" ({loaded.why_set_aside})" if loaded.why_set_aside else ""
            stories.insert(0, text.format(file=loaded.set_aside) + why)
        return stories

    def _take_settings(self, settings: Settings) -> None:
        self._theme.set_preference(settings.theme)
        if self._work is None:
            return
        self._work.uploads.set_parallel(settings.parallel_uploads)
        if not self._folders.is_practice and not _same_connection(settings, self._work.settings):
            self._reopen()

    def _reopen(self) -> None:
        """Use the new connection settings; what is under way goes on by itself afterwards."""
        self._end_pages()
        self._errands.submit(self._look_for_token)

    def _switch(self, *, is_practice: bool) -> None:
        """Go to the other account; stay where another window has that one."""
        folders = self._folders_of(is_practice=is_practice)
        with suppress(OSError):
            folders.create()
        instance = self._claim(folders)
        if instance is None:
            return
        old_window, old_instance = self._window, self._instance
        old_window.closing.disconnect(self._close)
        self._leave()
        self._begin(folders, instance, self._log.start(folders))
        old_instance.deleteLater()
        old_window.hide()
        old_window.deleteLater()

    def _leave(self) -> None:
        """Stop everything that belongs to the account; its uploads are in the journal."""
        self._instance.stop_answering()
        save_window_state(self._folders, self._window.layout_state)
        self._end_pages()
        self._desk.shut_down()
        self._errands.submit(self._stop_practice)
        self._errands.submit(self._close_journal)
        self._errands.finish()
        self._instance.release()

    def _end_pages(self) -> None:
        self._end_sign_in()
        if self._work is not None:
            self._work.shut_down()
            self._work = None

    def _end_sign_in(self) -> None:
        if self._sign_in is not None:
            self._sign_in.shut_down()
            self._sign_in.deleteLater()
            self._sign_in = None

    def _close(self) -> None:
        self._window.hide()
        self._leave()
        self._window.deleteLater()
        self._garbage.stop()
        self._log.stop()
        self.closed.emit()

    def _take_handed(self, hand_over: HandOver) -> None:
        if self._work is None:
            hand_over.refuse(Refusal.NOT_SIGNED_IN)
        else:
            self._work.handed.take(hand_over)

    # -- the journal ------------------------------------------------------------------------------

    def _open_journal(self) -> None:
        """Run in the errands thread."""
        try:
            opened = open_journal(self._folders, redact)
        except LeadwayError as error:
            self._journal = NoJournal()
            self._journal_opened.emit(error)
            return
        self._journal = opened.journal
        self._journal_opened.emit(opened)

    def _take_journal(self, opened: OpenedJournal | LeadwayError) -> None:
        if isinstance(opened, LeadwayError):
            self._window.show_journal_trouble(opened)
        elif opened.set_aside is not None:
            text = self.tr(
                "The list of uploads was damaged. It is now {file}; %n upload(s) were recovered.",
                "",
                opened.recovered,
            )
            self._tell([text.format(file=opened.set_aside)])

    def _close_journal(self) -> None:
        """Run in the errands thread, after all that uses it has ended."""
        journal, self._journal = self._journal, NoJournal()
        try:
            journal.close()
        except LeadwayError as error:
            logger.warning("The list of uploads was not written to its end: %s", error)

    def _load_uploads(self) -> None:
        """Run in the errands thread; practice begins with an empty list: its server is new."""
        try:
            kept = self._journal.load()
            now = SystemClock().now()
            gone = [one for one, _ in kept if self._folders.is_practice or is_old(one, now)]
            forget(self._journal, gone)
        except LeadwayError as error:
            logger.warning("The list of uploads was not read: %s", error)
            kept = []
        self._uploads_loaded.emit(self._folders, [] if self._folders.is_practice else kept)

    def _take_uploads(self, folders: Folders, kept: Kept) -> None:
        if self._work is not None and folders is self._folders:
            shown = to_show(kept, self._work.settings.location_id, SystemClock().now())
            self._work.uploads.restore(shown)

    # -- the real account -------------------------------------------------------------------------

    def _look_for_token(self) -> None:
        """Run in the errands thread: the keyring may ask the user something, and block."""
        folders, location_id = self._folders, self._desk.loaded.settings.location_id
        found: Secret | LeadwayError | None
        try:
            found = token_in(self._environment) or vault_for(folders, location_id).load()
        except LeadwayError as error:
            found = error
        self._token_found.emit(folders, found)

    def _take_token(self, folders: Folders, found: Secret | LeadwayError | None) -> None:
        if folders is not self._folders:
            return  # the agent has gone elsewhere meanwhile
        settings = self._desk.loaded.settings
        if isinstance(found, Secret) and settings.location_id and not self._misleading():
            self._show_work(settings, found, settings.location_id)
            return
        if isinstance(found, LeadwayError) and not isinstance(found, SetupError):
            self._tell([error_text(found).text])
        self._show_sign_in()

    def _misleading(self) -> SettingInvalid | None:
        problems = self._desk.loaded.problems
        return next((one for one in problems if one.name in _WHERE_THINGS_GO), None)

    def _make_sign_in(self) -> SignIn:
        self._end_sign_in()
        self._sign_in = SignIn(self._check, Keyring(self._folders), self)
        return self._sign_in

    def _show_sign_in(self) -> None:
        sign_in = self._make_sign_in()
        sign_in.accepted.connect(self._take_sign_in)
        self._window.show_sign_in(sign_in, self._desk.loaded.settings.location_id)

    def _check(self, token: Secret, location_id: str, cancel: CancelToken) -> None:
        """Run in the sign-in's thread."""
        problem = self._misleading()
        if problem is not None:
            raise problem
        check_credentials(self._desk.loaded.settings, token, location_id, cancel)

    def _take_sign_in(self) -> None:
        assert self._sign_in is not None
        token, location_id = self._sign_in.token, self._sign_in.location_id
        settings = replace(self._desk.loaded.settings, location_id=location_id)
        if settings != self._desk.loaded.settings:
            self._desk.save(settings)
        self._end_pages()
        self._show_work(settings, token, location_id)

    def _sign_in_again(self) -> None:
        """Ask for another token of the same location; uploads keep their places meanwhile."""
        if self._work is not None:
            sign_in = self._make_sign_in()
            sign_in.accepted.connect(self._take_sign_in_again)
            self._window.ask_for_token(sign_in, self._work.settings.location_id)

    def _take_sign_in_again(self) -> None:
        if self._work is not None and self._sign_in is not None:
            forget_in_logs(self._sign_in.token.reveal())
            self._work.engine.token.replace(self._sign_in.token)
            self._work.uploads.signed_in()
            self._work.feed.refresh()

    def _sign_out(self) -> None:
        if self._folders.is_practice:
            self._switch(is_practice=False)
            return
        self._end_pages()
        self._errands.submit(self._forget_token)
        self._show_sign_in()

    def _forget_token(self) -> None:
        """Run in the errands thread."""
        try:
            vault_for(self._folders, self._desk.loaded.settings.location_id).clear()
        except LeadwayError as error:
            logger.warning("The token was not removed from the keyring: %s", error)

    # -- practice ---------------------------------------------------------------------------------

    def _start_practice(self) -> None:
        """Run in the errands thread."""
        try:
            self._server = PracticeServer().start()
        except OSError as error:
            self._practice_started.emit(error)
        else:
            self._practice_started.emit(self._server)

    def _stop_practice(self) -> None:
        """Run in the errands thread, so after the start."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _take_practice(self, started: PracticeServer | OSError) -> None:
        if isinstance(started, OSError):
            text = self.tr("The practice account cannot start: {reason}.")
            self._tell([text.format(reason=started.strerror)])
        elif started is self._server and self._folders.is_practice:
            account = started.account
            settings = replace(
                self._desk.loaded.settings,
                base_url=account.base_url,
                location_id=account.location_id,
                proxy="none",
            )
            self._show_work(settings, Secret(account.token), self.tr("Practice account"))

    # -- at work ----------------------------------------------------------------------------------

    def _show_work(self, settings: Settings, token: Secret, label: str) -> None:
        forget_in_logs(token.reveal())
        self._work = Work.begin(settings, token, self._folders, self._journal, self)
        is_practice = self._folders.is_practice
        self._window.show_work(self._work.feed, self._work.uploads, label, is_practice)
        self._errands.submit(self._load_uploads)


def _same_connection(one: Settings, other: Settings) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _CONNECTION)
