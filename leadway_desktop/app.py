"""The window's composition root: the only file that knows every layer; it builds and wires."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication, QObject, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from leadway_desktop import __version__
from leadway_desktop.assembly import Engine, build_engine, check_credentials
from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.errors import LeadwayError, SettingInvalid, SetupError
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.logs import forget_in_logs, install_exception_hooks, start_logging
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.session_token import token_in
from leadway_desktop.storage.settings import load_settings
from leadway_desktop.storage.settings_writer import save_settings
from leadway_desktop.storage.token_vault import vault_for
from leadway_desktop.storage.window_state import load_window_state, save_window_state
from leadway_desktop.ui.error_texts import error_text
from leadway_desktop.ui.language import speak
from leadway_desktop.ui.main_window import MainWindow
from leadway_desktop.ui.theme import Theme
from leadway_desktop.workers.conversation_feed import ConversationFeed
from leadway_desktop.workers.garbage import GarbageCollector
from leadway_desktop.workers.process_events import CtrlC, log_qt_message
from leadway_desktop.workers.settings_desk import SettingsDesk
from leadway_desktop.workers.sign_in import SignIn
from leadway_desktop.workers.task_thread import TaskThread
from leadway_desktop.workers.upload_threads import UploadThreads

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


def run_window(*, is_practice: bool) -> int:
    """Open the window and run until it is closed; returns the exit status."""
    QCoreApplication.setApplicationName("Leadway Desktop")
    QCoreApplication.setApplicationVersion(__version__)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    install_exception_hooks()
    qInstallMessageHandler(log_qt_message)
    desktop = Desktop(app, os.environ)
    desktop.closed.connect(app.quit)
    with CtrlC(desktop.quit):
        desktop.open(is_practice=is_practice)
        return app.exec()


class Desktop(QObject):
    """The program with a window: one account at a time, the real one or practice.

    Practice has folders, settings and a window of its own, so that nothing of it can reach the
    real account's.
    """

    closed = Signal()
    """The window is closed and every thread has ended."""
    _token_found = Signal(object, object)
    _practice_started = Signal(object)

    def __init__(self, app: QApplication, environment: Mapping[str, str]) -> None:
        super().__init__()
        self._app = app
        self._garbage = GarbageCollector(self)
        self._environment = dict(environment)
        # The keyring and the practice server may take their time.
        self._errands = TaskThread("errands", self)
        self._log = _Log()
        self._work: _Work | None = None
        self._sign_in: SignIn | None = None
        self._server: PracticeServer | None = None
        self._theme = Theme(parent=self)
        self._theme.apply(app)
        self._token_found.connect(self._take_token)
        self._practice_started.connect(self._take_practice)

    @property
    def window(self) -> MainWindow:
        """The window that is open."""
        return self._window

    def open(self, *, is_practice: bool) -> None:
        """Open a window on the real account or on practice."""
        folders = find_folders(self._environment)
        self._folders = folders.for_practice() if is_practice else folders
        trouble = self._log.start(self._folders)
        loaded = load_settings(self._folders, self._environment)
        self._open_window(loaded)
        stories = [text for text in (trouble, *self._stories(loaded)) if text]
        if stories:
            self._window.show_notice("\n".join(stories))
        self._errands.submit(self._start_practice if is_practice else self._look_for_token)

    def quit(self) -> None:
        """End the program whatever is under way."""
        self._window.closing.disconnect(self._close)
        self._close()

    # -- the window -------------------------------------------------------------------------------

    def _open_window(self, loaded: LoadedSettings) -> None:
        self._theme.set_preference(loaded.settings.theme)
        speak(self._app, loaded.settings.language)
        self._desk = SettingsDesk(loaded, _SettingsFile(loaded, self._environment), self)
        self._desk.changed.connect(self._take_settings)
        self._window = MainWindow(self._desk, self._theme)
        self._window.practice_wanted.connect(lambda: self._switch(is_practice=True))
        self._window.sign_out_wanted.connect(self._sign_out)
        self._window.closing.connect(self._close)
        self._window.restore_layout(load_window_state(self._folders))
        self._window.show()

    def _stories(self, loaded: LoadedSettings) -> list[str]:
        """Return what the agent should know of the settings file."""
        stories = [error_text(problem).text for problem in loaded.problems]
        if loaded.set_aside is not None:
            text = self.tr("The settings file could not be read. It is now {file}.")
            stories.insert(0, text.format(file=loaded.set_aside))
        return stories

    def _take_settings(self, settings: Settings) -> None:
        self._theme.set_preference(settings.theme)
        if self._work is None or self._folders.is_practice:
            return
        self._work.uploads.set_parallel(settings.parallel_uploads)
        if not _same_connection(settings, self._work.settings):
            self._reopen()

    def _reopen(self) -> None:
        """Use the new connection settings, now or when no upload would be lost by it."""
        page = self._window.work_page
        if page is not None and page.unfinished:
            self._window.show_notice(
                self.tr("Uploads are under way. The new settings count from the next start.")
            )
            return
        self._end_pages()
        self._errands.submit(self._look_for_token)

    def _switch(self, *, is_practice: bool) -> None:
        old = self._window
        old.closing.disconnect(self._close)
        self._leave()
        self.open(is_practice=is_practice)
        old.hide()
        old.deleteLater()

    def _leave(self) -> None:
        """Stop everything that belongs to the account, and keep the window's place."""
        save_window_state(self._folders, self._window.layout_state)
        self._end_pages()
        self._desk.shut_down()
        self._errands.submit(self._stop_practice)

    def _end_pages(self) -> None:
        if self._sign_in is not None:
            self._sign_in.shut_down()
            self._sign_in = None
        if self._work is not None:
            self._work.shut_down()
            self._work = None

    def _close(self) -> None:
        self._window.hide()
        self._leave()
        self._errands.finish()
        self._window.deleteLater()
        self._garbage.stop()
        self._log.stop()
        self.closed.emit()

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
            self._window.show_notice(error_text(found).text)
        self._show_sign_in()

    def _misleading(self) -> SettingInvalid | None:
        problems = self._desk.loaded.problems
        return next((one for one in problems if one.name in _WHERE_THINGS_GO), None)

    def _show_sign_in(self) -> None:
        self._sign_in = SignIn(self._check, _Keyring(self._folders), self)
        self._sign_in.accepted.connect(self._take_sign_in)
        self._window.show_sign_in(self._sign_in, self._desk.loaded.settings.location_id)

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
            self._window.show_notice(text.format(reason=started.strerror))
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
        self._work = _Work.begin(settings, token, self._folders, self)
        is_practice = self._folders.is_practice
        self._window.show_work(self._work.feed, self._work.uploads, label, is_practice)


@dataclass(frozen=True, slots=True)
class _Work:
    """What runs while an account is open."""

    settings: Settings
    engine: Engine
    feed: ConversationFeed
    uploads: UploadThreads

    @classmethod
    def begin(cls, settings: Settings, token: Secret, folders: Folders, parent: QObject) -> _Work:
        engine = build_engine(settings, token)
        feed = ConversationFeed(engine.crm, parent)
        parallel = settings.parallel_uploads
        uploads = UploadThreads(engine.job, engine.clock, parallel, folders.spool, parent)
        return cls(settings, engine, feed, uploads)

    def shut_down(self) -> None:
        self.feed.shut_down()
        self.uploads.shut_down()
        self.engine.close()
        self.feed.deleteLater()
        self.uploads.deleteLater()


class _Log:
    """The log file of whichever account is open."""

    def __init__(self) -> None:
        self._handler: logging.Handler | None = None

    def start(self, folders: Folders) -> str:
        """Make the folders and log there; returns what went wrong, in words, or nothing."""
        self.stop()
        try:
            folders.create()
            self._handler = start_logging(folders.logs)
        except OSError as error:
            text = QCoreApplication.translate("Desktop", "{folder} cannot be written: {reason}.")
            return text.format(folder=error.filename, reason=error.strerror)
        return ""

    def stop(self) -> None:
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
            self._handler = None


class _SettingsFile:
    """Satisfies `transfer.ports.SettingsKeeper`."""

    def __init__(self, loaded: LoadedSettings, environment: Mapping[str, str]) -> None:
        self._loaded = loaded
        self._environment = environment

    def save(self, settings: Settings) -> LoadedSettings:
        self._loaded = save_settings(settings, self._loaded, self._environment)
        return self._loaded


class _Keyring:
    """Satisfies `transfer.ports.TokenKeeper`."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def store(self, token: Secret, location_id: str) -> None:
        vault_for(self._folders, location_id).store(token)


def _same_connection(one: Settings, other: Settings) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _CONNECTION)
