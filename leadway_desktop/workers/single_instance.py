"""At most one program works on a data folder's journal; others ask it, over a local socket."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.workers.instance_lock import InstanceLock, addresses
from leadway_desktop.workers.instance_messages import (
    Accepted,
    GoOn,
    HandedFiles,
    LeaveWanted,
    Received,
    Refusal,
    Refused,
    Reply,
    Request,
    Role,
    RoleTold,
    RoleWanted,
    Shown,
    ShowWanted,
    Taken,
    Told,
    Yielding,
)
from leadway_desktop.workers.instance_wire import LONGEST_LINE, BadMessage, encode, read_request

logger = logging.getLogger(__name__)

ACTIVATION_VARIABLE = "XDG_ACTIVATION_TOKEN"
"""Where Qt looks for a desktop's permission to raise a window, and where a start finds it."""

_PATIENCE = 10_000
"""Milliseconds for a request to arrive whole."""
_MOST_CALLERS = 32
"""At once; one more is sent away."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Files from another program, and the way to answer; any thread may, once."""

    files: HandedFiles
    _answer: Callable[[Reply, Callable[[], None]], None] = field(repr=False)

    def accept(self, taken: Taken) -> None:
        """Tell that the files are on the list, in the order of `files.paths`."""
        self._answer(Accepted.of(taken, self.files.given_at), taken.on_told)

    def refuse(self, reason: Refusal, error: LeadwayError | None = None) -> None:
        """Tell why no file was taken."""
        self._answer(Refused(reason, error), lambda: None)


class SingleInstance(QObject):
    """This program's claim on a data folder, and its ear for the others'.

    Lives in the thread that made it, whose event loop has to run for the others to be heard.
    """

    show_wanted = Signal()
    """Come to the front (a window), or leave the journal to the one who asks (a command)."""
    files_offered = Signal(object)
    """Paths, as a tuple, that another start of the window was given."""
    leave_wanted = Signal()
    """End at once (a window): an installer, or the person by a command, asks for it."""
    files_handed = Signal(object)
    """HandOver: a window answers it; a command is never asked."""
    _answered = Signal(object, object, object)

    def __init__(
        self,
        folder: Path,
        role: Role,
        parent: QObject | None = None,
        *,
        lock: InstanceLock | None = None,
    ) -> None:
        """Take the data folder, which must exist by the time of `acquire`.

        Who holds its `lock` already hands it over, and calls `listen` instead.
        """
        super().__init__(parent)
        self.folder = folder
        self._role = role
        self._lock = lock or InstanceLock(folder)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take_callers)
        self._callers: set[_Caller] = set()
        self._telling: set[_Caller] = set()
        """Those that know what became of their files, and have the last word."""
        self._answered.connect(self._pass_on)

    def acquire(self) -> bool:
        """Claim the folder and listen; False if another program has it.

        Raises OSError where the folder takes no lock: it is not there, or not writable.
        """
        if self._lock.is_ours:
            return True
        if not self._lock.acquire():
            return False
        self.listen()
        return True

    def listen(self) -> None:
        """Listen where it is possible; without an ear, the lock alone still keeps others out."""
        for address in addresses(self.folder):
            # What a killed program left behind: the lock says that nobody listens there.
            QLocalServer.removeServer(address)
            if self._server.listen(address):
                return
        logger.warning("Other programs cannot reach this one: %s", self._server.errorString())

    def stop_answering(self) -> None:
        """Hear nobody any more, as this program is about to end; the folder stays claimed.

        Who asks from now on waits for the folder to be free.
        """
        self._server.close()
        for caller in (*self._callers, *self._telling):
            caller.hang_up()

    def release(self) -> None:
        """Give the folder up; after the journal was closed."""
        self.stop_answering()
        self._lock.release()

    def _take_callers(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            if len(self._callers) >= _MOST_CALLERS:
                socket.abort()
                socket.deleteLater()
                continue
            caller = _Caller(socket, self._take_request, self)
            self._callers.add(caller)
            caller.left.connect(self._callers.discard)
            caller.left.connect(self._telling.discard)
            caller.listen()

    def _take_request(self, caller: _Caller, request: Request) -> None:
        if isinstance(request, RoleWanted):
            caller.answer(RoleTold(self._role))
        elif isinstance(request, ShowWanted):
            self._show(caller, request)
        elif isinstance(request, LeaveWanted):
            self._leave(caller)
        elif isinstance(request, GoOn):
            self._go_on(caller)
        elif isinstance(request, Told):
            caller.end_told()
        elif self._role is Role.COMMAND:
            caller.answer(Refused(Refusal.COMMAND))
        else:
            caller.hold(request)

    def _pass_on(self, caller: _Caller, reply: Reply, on_told: Callable[[], None]) -> None:
        """Run in the thread that listens."""
        if caller.answer(reply) and isinstance(reply, Accepted):
            # They may take their time, and keep nobody else out.
            self._callers.discard(caller)
            self._telling.add(caller)
            caller.wait_until_told(on_told)

    def _show(self, caller: _Caller, request: ShowWanted) -> None:
        if request.activation_token:
            os.environ[ACTIVATION_VARIABLE] = request.activation_token
        caller.answer(Shown() if self._role is Role.WINDOW else Yielding())
        self.show_wanted.emit()
        if self._role is Role.WINDOW and request.paths:
            self.files_offered.emit(request.paths)

    def _go_on(self, caller: _Caller) -> None:
        if caller.held is None:
            caller.answer(Refused(Refusal.NOT_UNDERSTOOD))
            return
        # By a signal of ours: the answer may come from any thread.
        hand_over = HandOver(caller.held, partial(self._answered.emit, caller))
        self.files_handed.emit(hand_over)

    def _leave(self, caller: _Caller) -> None:
        caller.answer(Yielding())
        wanted = self.leave_wanted if self._role is Role.WINDOW else self.show_wanted
        wanted.emit()


class _Caller(QObject):
    """One connection: a request comes in, and its answer goes out; files take two of each.

    Who was told that files are accepted says a last word, once the person has been told it.
    """

    left = Signal(object)

    def __init__(
        self,
        socket: QLocalSocket,
        take: Callable[[_Caller, Request], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._socket = socket
        self._take = take
        self.held: HandedFiles | None = None
        """Files that are not taken before the caller says "go on"."""
        self._on_told: Callable[[], None] | None = None
        self._is_heard = False
        self._is_gone = False
        socket.setParent(self)
        socket.setReadBufferSize(LONGEST_LINE + 1)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._hear_the_rest)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hang_up)

    def listen(self) -> None:
        """Take what is there already, and what comes."""
        self._timer.start(_PATIENCE)
        self._read()

    def hold(self, files: HandedFiles) -> None:
        """Tell that they are received, and hear one more request."""
        self.held = files
        self._is_heard = False
        self.answer(Received())
        self.listen()

    def answer(self, reply: Reply) -> bool:
        """Send a reply; the last one ends the connection. False where the caller has gone."""
        if self._is_gone:
            return False
        self._socket.write(QByteArray(encode(reply)))
        self._socket.flush()
        if self._is_gone:  # which the writing has told
            return False
        if not isinstance(reply, Received | Accepted):
            self._socket.disconnectFromServer()
        return True

    def wait_until_told(self, on_told: Callable[[], None]) -> None:
        """Hear that the person has been told, however long that takes; or that the caller left."""
        self._on_told = on_told
        self._is_heard = False
        self._read()

    def end_told(self) -> None:
        """End the connection: the caller has said all."""
        on_told, self._on_told = self._on_told, None
        if on_told is not None:
            on_told()
        self._socket.disconnectFromServer()

    def hang_up(self) -> None:
        """End the connection, answered or not."""
        self._socket.abort()
        self._leave()

    def _read(self) -> None:
        if self._is_heard or self._is_gone:
            return
        if self._socket.canReadLine():
            self._is_heard = True
            self._timer.stop()
            self._hear(bytes(self._socket.readLine(LONGEST_LINE + 1).data()))
        elif self._socket.bytesAvailable() > LONGEST_LINE:
            self._misunderstand(BadMessage("is too long"))

    def _hear(self, line: bytes) -> None:
        try:
            request = read_request(line)
        except BadMessage as error:
            self._misunderstand(error)
        else:
            self._take(self, request)

    def _hear_the_rest(self) -> None:
        """Hear the last word of a caller that left right behind it; no other counts any more."""
        if self._on_told is not None:
            self._read()
        self._leave()

    def _misunderstand(self, error: BadMessage) -> None:
        self._is_heard = True
        self._timer.stop()
        logger.info("What another program sent %s", error)
        self.answer(Refused(Refusal.NOT_UNDERSTOOD))

    def _leave(self) -> None:
        if not self._is_gone:
            self._is_gone = True
            self._timer.stop()
            self.left.emit(self)
            self.deleteLater()
