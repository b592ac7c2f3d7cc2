"""The practice account: its server, started and stopped in the errands thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import Settings
from leadway_desktop.workers.settings_desk import SettingsDesk
from leadway_desktop.workers.task_thread import TaskThread

if TYPE_CHECKING:
    from leadway_desktop.practice.server import PracticeServer


class PracticeAccount(QObject):
    """Has the server, while it runs."""

    ready = Signal(object, object)
    """Settings and Secret: work may begin with these."""
    told = Signal(str)
    """Something the agent should know."""
    _started = Signal(object)

    def __init__(self, desk: SettingsDesk, errands: TaskThread, parent: QObject | None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._errands = errands
        self._server: PracticeServer | None = None
        self._started.connect(self._take)

    def start(self) -> None:
        """Start the server; `ready` or `told` follows."""
        self._errands.submit(self._start)

    def stop(self) -> None:
        """Stop the server, if it runs."""
        self._errands.submit(self._stop)

    def _start(self) -> None:
        """Run in the errands thread."""
        from leadway_desktop.practice.server import PracticeServer  # the window is shown first

        try:
            self._server = PracticeServer().start()
        except OSError as error:
            self._started.emit(error)
        else:
            self._started.emit(self._server)

    def _stop(self) -> None:
        """Run in the errands thread, so after the start."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _take(self, started: PracticeServer | OSError) -> None:
        if isinstance(started, OSError):
            text = self.tr("The practice account cannot start: {reason}.")
            self.told.emit(text.format(reason=started.strerror))
        elif started is self._server:  # not stopped meanwhile
            token = Secret(started.account.token)
            self.ready.emit(_at_server(self._desk.loaded.settings, started), token)


def _at_server(settings: Settings, server: PracticeServer) -> Settings:
    account = server.account
    return replace(
        settings, base_url=account.base_url, location_id=account.location_id, proxy="none"
    )
