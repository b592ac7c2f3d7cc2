"""Asking the program that works on a data folder: for a second start, and the command line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QByteArray
from PySide6.QtNetwork import QLocalSocket

from leadway_desktop.workers.instance_errors import NobodyAnswers, Stopped, Unanswered
from leadway_desktop.workers.instance_lock import InstanceLock, addresses, is_ours
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
    Told,
)
from leadway_desktop.workers.instance_wire import (
    LONGEST_LINE,
    BadMessage,
    OtherVersion,
    encode,
    read_reply,
)
from leadway_desktop.workers.single_instance import ACTIVATION_VARIABLE

QUICK = 5.0
"""Seconds for the first answer: a window's thread never waits, so this is plenty."""
LOOKING = 120.0
"""Seconds for a window to look the conversation up; each of its calls is bounded as well."""

_STEP = 0.05
"""Seconds between two looks, and of patience for each."""
_ASFW_ANY = 0xFFFFFFFF

IsStopped: TypeAlias = Callable[[], bool]


class Start(Enum):
    """How a start of the window went."""

    OURS = "ours"
    """The data folder is this program's."""
    SHOWN = "shown"
    """A window was open already; it comes to the front, and this program has to end."""
    SILENT = "silent"
    """Another program has the folder and does not answer."""


def begin(lock: InstanceLock, patience: float = QUICK, files: Sequence[Path] = ()) -> Start:
    """Take a folder's lock for a window, or bring the window that has it to the front.

    That one offers the `files`, absolute paths. A command that has the folder leaves its uploads to
    the window. Blocks for at most some seconds, in the rare case; raises OSError as `acquire` does.
    """
    end = time.monotonic() + patience
    while not lock.acquire():
        try:
            reply = ask_to_show(lock.folder, _STEP, files)
        except NobodyAnswers:
            reply = None  # between its start and its first answer, or at its end
        if isinstance(reply, Shown):
            return Start.SHOWN
        if time.monotonic() > end:
            return Start.SILENT
        time.sleep(_STEP)
    return Start.OURS


def ask_role(folder: Path, patience: float = QUICK) -> Role:
    """Return what sort of program works on a data folder; raises NobodyAnswers."""
    with _Call(folder, patience, _never) as call:
        call.send(RoleWanted())
        reply = call.reply(QUICK)
    if isinstance(reply, RoleTold):
        return reply.role
    # Another version: be it what it may, its window can be asked for nothing.
    raise NobodyAnswers


def ask_to_show(folder: Path, patience: float = QUICK, files: Sequence[Path] = ()) -> Reply:
    """Have the window that works on a data folder come to the front, and offer the files.

    Raises NobodyAnswers.

    The reply is Shown, or Yielding from a command. `patience` in seconds is for the connection.
    """
    _allow_to_come_forward()
    request = ShowWanted(os.environ.get(ACTIVATION_VARIABLE, ""), tuple(files))
    with _Call(folder, patience, _never) as call:
        call.send(request)
        return call.reply(QUICK)


def ask_to_leave(folder: Path) -> Reply:
    """Have the program that works on a data folder end; raises NobodyAnswers.

    The reply is Yielding, and the folder is free soon; Refused from one that knows no such request.
    """
    with _Call(folder, QUICK, _never) as call:
        call.send(LeaveWanted())
        return call.reply(QUICK)


def hand_over(
    folder: Path,
    files: HandedFiles,
    do_last: Callable[[Callable[[], None]], None],
    is_stopped: IsStopped = lambda: False,
) -> Accepted | Refused:
    """Give files to the window that works on a data folder.

    Accepted means that they are on its list, and tells whether on the disk; what `do_last` is given
    then tells the window that the person knows, and is to be done last of all. Raises
    NobodyAnswers, where it has not taken them unless it has ended just then; Unanswered; and
    Stopped soon after `is_stopped` says so.
    """
    with ExitStack() as unless_accepted:
        call = unless_accepted.enter_context(_Call(folder, QUICK, is_stopped))
        call.send(files)
        reply = call.reply(QUICK)
        if isinstance(reply, Received):
            call.send(GoOn())
            reply = _last_word(call)
        if isinstance(reply, Accepted):
            do_last(call.send_told)
            unless_accepted.pop_all()
    if isinstance(reply, Accepted | Refused):
        return reply
    raise NobodyAnswers


def _last_word(call: _Call) -> Reply:
    try:
        return call.reply(LOOKING)
    except NobodyAnswers:
        if call.is_connected():
            raise Unanswered from None
        raise


class _Call:
    """One connection to the program that listens; each wait is short, so that Ctrl-C is heard."""

    def __init__(self, folder: Path, patience: float, is_stopped: IsStopped) -> None:
        self._folder = folder
        self._patience = patience
        self._is_stopped = is_stopped
        self._socket = QLocalSocket()
        self._socket.setReadBufferSize(LONGEST_LINE + 1)

    def __enter__(self) -> _Call:
        end = time.monotonic() + self._patience
        while not self._connect():
            self._wait_or_give_up(end)
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.abort()

    def send(self, request: Request) -> None:
        self._socket.write(QByteArray(encode(request)))
        end = time.monotonic() + QUICK
        while self._socket.bytesToWrite() and self.is_connected():
            if not self._socket.waitForBytesWritten(int(_STEP * 1000)):
                self._give_up_at(end)

    def send_told(self) -> None:
        """Say the last word; a window that has gone meanwhile need not know."""
        self._socket.write(QByteArray(encode(Told())))
        self._socket.waitForBytesWritten(int(_STEP * 1000))

    def reply(self, patience: float) -> Reply:
        """Return the next reply; whatever is none of ours counts as not understood."""
        end = time.monotonic() + patience
        while not self._socket.canReadLine():
            if self._socket.bytesAvailable() > LONGEST_LINE or not self.is_connected():
                raise NobodyAnswers
            if not self._socket.waitForReadyRead(int(_STEP * 1000)):
                self._give_up_at(end)
        try:
            return read_reply(bytes(self._socket.readLine(LONGEST_LINE + 1).data()))
        except OtherVersion:
            return Refused(Refusal.NOT_UNDERSTOOD)
        except BadMessage:
            raise NobodyAnswers from None

    def _connect(self) -> bool:
        for address in addresses(self._folder):
            if is_ours(address):
                self._socket.connectToServer(address)
                if self._socket.waitForConnected(int(QUICK * 1000)):
                    return True
                self._socket.abort()
        return False

    def is_connected(self) -> bool:
        """Whether the other program is still there."""
        return self._socket.state() is QLocalSocket.LocalSocketState.ConnectedState

    def _wait_or_give_up(self, end: float) -> None:
        self._give_up_at(end)
        time.sleep(_STEP)

    def _give_up_at(self, end: float) -> None:
        if self._is_stopped():
            raise Stopped
        if time.monotonic() > end:
            raise NobodyAnswers


def _never() -> bool:
    return False


if sys.platform == "win32":
    import ctypes

    def _allow_to_come_forward() -> None:
        """Pass on the right that Windows gave this program, as the last one to be started."""
        ctypes.windll.user32.AllowSetForegroundWindow(_ASFW_ANY)

else:

    def _allow_to_come_forward() -> None:
        """Nothing to do: the activation token says it."""
