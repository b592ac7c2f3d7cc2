"""One program at a time works on a data folder, and the others can talk to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import (
    ConversationUnknown,
    FileTooLarge,
    LeadwayError,
    RateLimited,
    UnexpectedFailure,
)
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage.paths import find_folders, make_private_folder
from leadway_desktop.workers import instance_lock
from leadway_desktop.workers.instance_client import ask_to_show
from leadway_desktop.workers.instance_errors import NobodyAnswers
from leadway_desktop.workers.instance_lock import InstanceLock, addresses
from leadway_desktop.workers.instance_messages import (
    Accepted,
    GoOn,
    HandedFiles,
    HandedUpload,
    Received,
    Refusal,
    Refused,
    Role,
    RoleTold,
    RoleWanted,
    Shown,
    ShowWanted,
    Taken,
    Told,
    Yielding,
)
from leadway_desktop.workers.instance_wire import (
    LONGEST_LINE,
    BadMessage,
    encode,
    read_reply,
    read_request,
)
from leadway_desktop.workers.single_instance import (
    ACTIVATION_VARIABLE,
    HandOver,
    SingleInstance,
)
from tests.permissions import read_only

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="Windows' folders have other permissions")

HOLD = """
import sys
from pathlib import Path
from leadway_desktop.workers.instance_lock import InstanceLock
sys.stdin.readline()
lock = InstanceLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.readline()
"""

CLIENT = """
import sys
from pathlib import Path
from leadway_desktop.domain.channel import Channel
from leadway_desktop.workers.instance_client import *
from leadway_desktop.workers.instance_lock import InstanceLock
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.workers.instance_messages import HandedFiles
from leadway_desktop.workers.single_instance import *
from leadway_desktop.workers.instance_messages import Role
folder = Path(sys.argv[1])
"""

FILES = HandedFiles(
    "loc",
    "conv",
    Channel.SMS,
    (Path("/a/ñ b.jpg"), Path("/c\udce9.pdf")),
    MessagePlan("Aquí tiene\n¡gracias!", "+34 600 000 000"),
    datetime(2026, 11, 29, 12, tzinfo=UTC),
    is_whole=False,
)


class Child:
    """Another program: Python that prints a line when it is done."""

    def __init__(self, code: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="surrogateescape",
            env=os.environ | {"PYTHONIOENCODING": "utf-8:surrogateescape"},
        )
        self._said: list[str] = []
        self._reader: threading.Thread | None = None

    def tell(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def hears(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def child(folder: Path) -> Iterator[Callable[[str], Child]]:
    children: list[Child] = []

    def start(code: str) -> Child:
        children.append(Child(code, folder))
        return children[-1]

    yield start
    for one in children:
        one.end()


@pytest.fixture
def instance(folder: Path, qtbot: QtBot) -> Iterator[Callable[..., SingleInstance]]:
    made: list[SingleInstance] = []

    def make(
        role: Role = Role.WINDOW, where: Path = folder, lock: InstanceLock | None = None
    ) -> SingleInstance:
        made.append(SingleInstance(where, role, lock=lock))
        return made[-1]

    yield make
    for one in made:
        one.release()
        one.deleteLater()


class Window:
    """A window, as far as others can tell: takes down what it is asked, and answers."""

    def __init__(self, instance: SingleInstance, reply: Callable[[HandOver], None]) -> None:
        assert instance.acquire()
        self.handed: list[HandedFiles] = []
        self.shown = 0
        self._reply = reply
        instance.files_handed.connect(self._take)
        instance.show_wanted.connect(self._show)

    def _take(self, hand_over: HandOver) -> None:
        self.handed.append(hand_over.files)
        self._reply(hand_over)

    def _show(self) -> None:
        self.shown += 1


def accept_nothing(hand_over: HandOver) -> None:
    hand_over.accept(Taken([]))


class Outsider:
    """Somebody who writes to the socket what comes to mind."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.socket = QLocalSocket()
        self.socket.connectToServer(addresses(folder)[0])
        assert self.socket.waitForConnected(1000)
        self._qtbot = qtbot

    def write(self, data: bytes) -> None:
        self.socket.write(QByteArray(data))
        self.socket.flush()

    def reply(self) -> bytes:
        self._qtbot.waitUntil(self.socket.canReadLine, timeout=5000)
        return bytes(self.socket.readLine().data())

    def wait_for_end(self) -> None:
        ended = QLocalSocket.LocalSocketState.UnconnectedState
        self._qtbot.waitUntil(lambda: self.socket.state() is ended, timeout=20_000)


@pytest.fixture
def outsider(folder: Path, qtbot: QtBot) -> Iterator[Callable[[], Outsider]]:
    made: list[Outsider] = []

    def make() -> Outsider:
        made.append(Outsider(folder, qtbot))
        return made[-1]

    yield make
    for one in made:
        one.socket.abort()
        one.socket.deleteLater()


# -- the lock -------------------------------------------------------------------------------------


def test_of_many_programs_at_once_one_gets_the_folder(child: Callable[[str], Child]) -> None:
    children = [child(HOLD) for _ in range(6)]
    for one in children:
        one.tell()
    assert sorted(one.hears() for one in children) == ["False"] * 5 + ["True"]


def test_kill_frees_the_folder_at_once(child: Callable[[str], Child], folder: Path) -> None:
    holder = child(HOLD)
    holder.tell()
    assert holder.hears() == "True"
    lock = InstanceLock(folder)
    assert not lock.acquire()
    holder.process.kill()
    holder.process.wait(10)
    assert lock.acquire()
    lock.release()


def test_the_lock_is_not_lost_by_looking_at_its_file(
    child: Callable[[str], Child], folder: Path
) -> None:
    lock = InstanceLock(folder)
    assert lock.acquire()
    for file in folder.iterdir():
        file.read_bytes()
    assert not InstanceLock(folder).acquire()
    other = child(HOLD)
    other.tell()
    assert other.hears() == "False"
    lock.release()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        InstanceLock(tmp_path / "nowhere").acquire()


@posix
@pytest.mark.parametrize("has_file", [True, False])
def test_a_folder_that_is_read_only_has_one_holder_too(folder: Path, has_file: bool) -> None:
    first, second = InstanceLock(folder), InstanceLock(folder)
    if has_file:
        first.acquire()
        first.release()
    with read_only(folder):
        assert first.acquire()
        assert not second.acquire()
        first.release()
        assert second.acquire()
        second.release()


@posix
def test_a_lock_elsewhere_is_none_where_another_user_has_put_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance_lock, "is_ours", lambda address: False)
    with read_only(folder), pytest.raises(PermissionError):
        InstanceLock(folder).acquire()


def test_practice_homes_and_users_never_meet(
    instance: Callable[..., SingleInstance], tmp_path: Path
) -> None:
    one = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path / "one")})
    other = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path / "other")})
    folders = [one.data, one.for_practice().data, other.data, other.for_practice().data]
    for folder in folders:
        make_private_folder(folder)
        assert instance(where=folder).acquire()
        assert not instance(where=folder).acquire()
    # Not even where a socket inside the folder is out of the question.
    places = [addresses(folder)[-1] for folder in folders]
    assert len(set(places)) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no path")
def test_others_of_this_computer_cannot_speak_to_it(
    instance: Callable[..., SingleInstance], folder: Path, tmp_path: Path
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    for where in (folder, deep):
        assert instance(where=where).acquire()
        (place,) = [Path(one) for one in addresses(where) if Path(one).exists()]
        assert place.stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_is_no_hindrance(
    instance: Callable[..., SingleInstance], tmp_path: Path, qtbot: QtBot
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    window = Window(instance(where=deep), accept_nothing)
    asking = Child(CLIENT + "print(ask_to_show(folder))", deep)
    qtbot.waitUntil(lambda: window.shown == 1, timeout=10_000)
    assert asking.hears() == str(Shown())
    asking.end()


# -- a second start -------------------------------------------------------------------------------


def test_a_second_start_brings_the_window_to_the_front_and_ends(
    instance: Callable[..., SingleInstance], child: Callable[[str], Child], qtbot: QtBot
) -> None:
    window = Window(instance(), accept_nothing)
    second = child(CLIENT + "print(begin(InstanceLock(folder)))")
    qtbot.waitUntil(lambda: window.shown == 1, timeout=10_000)
    assert second.hears() == "Start.SHOWN"


def test_a_second_start_hands_its_files_to_the_window(
    instance: Callable[..., SingleInstance], child: Callable[[str], Child], qtbot: QtBot
) -> None:
    window = instance()
    assert window.acquire()
    code = "files = [Path('/a/b c.jpg'), Path('/a/\\udce9.pdf')]\n"
    with qtbot.waitSignal(window.files_offered, timeout=10_000) as offered:
        child(CLIENT + code + "print(begin(InstanceLock(folder), files=files))")
    assert offered.args == [(Path("/a/b c.jpg"), Path("/a/\udce9.pdf"))]


def test_the_desktop_s_permission_to_come_forward_is_passed_on(
    instance: Callable[..., SingleInstance],
    child: Callable[[str], Child],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ACTIVATION_VARIABLE, "")
    window = Window(instance(), accept_nothing)
    code = f"import os; os.environ[{ACTIVATION_VARIABLE!r}] = 'token-1'\n"
    child(CLIENT + code + "ask_to_show(folder)")
    qtbot.waitUntil(lambda: window.shown == 1, timeout=10_000)
    assert os.environ[ACTIVATION_VARIABLE] == "token-1"


def test_a_second_start_takes_over_from_a_command(
    instance: Callable[..., SingleInstance], child: Callable[[str], Child], qtbot: QtBot
) -> None:
    command = instance(Role.COMMAND)
    assert command.acquire()
    second = child(CLIENT + "print(begin(InstanceLock(folder)))")
    with qtbot.waitSignal(command.show_wanted, timeout=10_000):
        pass
    command.release()
    assert second.hears() == "Start.OURS"


def test_a_start_beside_a_program_that_hangs_says_so(
    folder: Path, instance: Callable[..., SingleInstance], child: Callable[[str], Child]
) -> None:
    holder = InstanceLock(folder)
    assert holder.acquire()
    second = child(CLIENT + "print(begin(InstanceLock(folder), 0.2))")
    assert second.hears() == "Start.SILENT"
    holder.release()


def test_a_start_waits_for_a_window_that_does_not_listen_yet(
    folder: Path,
    instance: Callable[..., SingleInstance],
    child: Callable[[str], Child],
    qtbot: QtBot,
) -> None:
    lock = InstanceLock(folder)
    assert lock.acquire()
    second = child(CLIENT + "print('begins', flush=True); print(begin(InstanceLock(folder)))")
    assert second.hears() == "begins"
    window = instance(lock=lock)
    with qtbot.waitSignal(window.show_wanted, timeout=10_000):
        window.listen()
    assert second.hears() == "Start.SHOWN"


def test_a_start_after_a_kill_finds_the_way_free(
    instance: Callable[..., SingleInstance], child: Callable[[str], Child], qtbot: QtBot
) -> None:
    code = "print(SingleInstance(folder, Role.WINDOW).acquire(), flush=True); sys.stdin.read()"
    first = child(CLIENT + code)
    assert first.hears() == "True"
    first.process.kill()
    first.process.wait(10)
    window = Window(instance(), accept_nothing)
    child(CLIENT + "ask_to_show(folder)")
    qtbot.waitUntil(lambda: window.shown == 1, timeout=10_000)


def test_a_window_that_closes_hears_nobody_and_keeps_the_folder(
    instance: Callable[..., SingleInstance], folder: Path
) -> None:
    closing = instance()
    assert closing.acquire()
    closing.stop_answering()
    with pytest.raises(NobodyAnswers):
        ask_to_show(folder, patience=0.1)
    assert not instance().acquire()
    closing.release()
    assert instance().acquire()


# -- handing files over ---------------------------------------------------------------------------

HAND_OVER = (
    CLIENT
    + f"""
import datetime
from pathlib import PosixPath, WindowsPath
from leadway_desktop.domain.channel import Channel
paths = (Path("/a/ñ b.jpg"), Path({str(FILES.paths[1])!r}))
files = HandedFiles("loc", "conv", Channel.SMS, paths, {FILES.plan!r}, {FILES.given_at!r}, False)
last = []
reply = hand_over(folder, files, last.append)
print(type(reply).__name__, getattr(reply, "reason", None), getattr(reply, "error", None))
for act in last:
    act()
"""
)


@pytest.mark.skipif(sys.platform == "win32", reason="paths of POSIX")
def test_files_arrive_as_they_were_named(
    instance: Callable[..., SingleInstance], child: Callable[[str], Child], qtbot: QtBot
) -> None:
    window = Window(instance(), accept_nothing)
    other = child(HAND_OVER)
    qtbot.waitUntil(lambda: bool(window.handed), timeout=10_000)
    qtbot.waitUntil(lambda: other.process.poll() is not None, timeout=10_000)
    assert other.hears() == "Accepted None None"
    assert window.handed == [FILES]


@pytest.mark.skipif(sys.platform == "win32", reason="paths of POSIX")
def test_an_answer_may_come_later_and_from_another_thread(
    instance: Callable[..., SingleInstance], child: Callable[[str], Child], qtbot: QtBot
) -> None:
    waiting: list[HandOver] = []
    window = Window(instance(), waiting.append)
    other = child(HAND_OVER)
    qtbot.waitUntil(lambda: bool(window.handed), timeout=10_000)
    error = ConversationUnknown(trace_id="t-1", status=404)
    thread = threading.Thread(target=waiting[0].refuse, args=(Refusal.ERROR, error))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: other.process.poll() is not None, timeout=10_000)
    told = "ConversationUnknown (HTTP 404, traceId t-1)"
    assert other.hears() == f"Refused Refusal.ERROR {told}"


def test_an_answer_to_someone_who_has_left_is_dropped(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider], qtbot: QtBot
) -> None:
    waiting: list[HandOver] = []
    window = Window(instance(), waiting.append)
    other = outsider()
    other.write(encode(FILES))
    assert read_reply(other.reply()) == Received()
    other.write(encode(GoOn()))
    qtbot.waitUntil(lambda: bool(window.handed), timeout=5000)
    other.socket.abort()
    other.wait_for_end()
    told = list[str]()
    waiting[0].accept(Taken([], on_told=partial(told.append, "one who has left")))
    waiting[0].accept(Taken([], on_told=partial(told.append, "one who has left")))
    another = outsider()
    another.write(encode(RoleWanted()))
    assert read_reply(another.reply()) == RoleTold(Role.WINDOW)
    assert told == []


@pytest.mark.parametrize("says_it", [True, False])
def test_who_is_killed_before_its_last_word_has_told_nobody(
    instance: Callable[..., SingleInstance],
    outsider: Callable[[], Outsider],
    qtbot: QtBot,
    says_it: bool,
) -> None:
    waiting: list[HandOver] = []
    window = Window(instance(), waiting.append)
    other, told = outsider(), list[str]()
    other.write(encode(FILES))
    assert read_reply(other.reply()) == Received()
    other.write(encode(GoOn()))
    qtbot.waitUntil(lambda: bool(waiting), timeout=5000)
    waiting[0].accept(Taken([], on_told=partial(told.append, "told")))
    assert isinstance(read_reply(other.reply()), Accepted)
    assert told == [], "the person does not know yet"
    if says_it:
        other.write(encode(Told()))
    other.socket.disconnectFromServer()
    another = outsider()
    another.write(encode(RoleWanted()))
    assert read_reply(another.reply()) == RoleTold(Role.WINDOW)
    assert (window.handed, told) == ([FILES], ["told"] if says_it else [])


def test_a_last_word_is_heard_though_its_caller_left_while_the_window_was_busy(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider], qtbot: QtBot
) -> None:
    """Qt tells of nothing more to read while whoever it told of the request is still at it."""
    told = list[str]()

    def answer(hand_over: HandOver) -> None:
        hand_over.accept(Taken([], on_told=partial(told.append, "told")))
        assert isinstance(read_reply(other.reply()), Accepted)
        other.write(encode(Told()))
        other.socket.disconnectFromServer()
        qtbot.waitUntil(lambda: told == ["told"], timeout=5000)

    window = Window(instance(), answer)
    other = outsider()
    other.write(encode(FILES))
    assert read_reply(other.reply()) == Received()
    other.write(encode(GoOn()))
    qtbot.waitUntil(lambda: bool(window.handed), timeout=5000)
    assert told == ["told"]


def test_who_has_said_the_last_word_is_let_go(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider]
) -> None:
    """Nothing else ends a connection whose caller stays, and too many make a window deaf."""
    window = Window(instance(), accept_nothing)
    for words in ((Told(),), (FILES, GoOn(), Told())):
        other = outsider()
        other.write(b"".join(encode(word) for word in words))
        other.wait_for_end()
    assert window.handed == [FILES]


def test_files_of_a_caller_that_has_given_up_are_not_taken(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider]
) -> None:
    """A window that hung reads the request when its caller has said long ago that it failed."""
    window = Window(instance(), accept_nothing)
    other = outsider()
    other.write(encode(FILES))
    assert read_reply(other.reply()) == Received()
    other.socket.abort()
    other.wait_for_end()
    another = outsider()
    another.write(encode(RoleWanted()))
    assert read_reply(another.reply()) == RoleTold(Role.WINDOW)
    assert window.handed == []


def test_who_says_go_on_without_files_is_not_understood(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider]
) -> None:
    window = Window(instance(), accept_nothing)
    other = outsider()
    other.write(encode(GoOn()))
    assert read_reply(other.reply()) == Refused(Refusal.NOT_UNDERSTOOD)
    assert window.handed == []


def test_a_window_that_never_says_what_became_of_the_files(
    instance: Callable[..., SingleInstance], child: Callable[[str], Child], qtbot: QtBot
) -> None:
    waiting: list[HandOver] = []
    window = Window(instance(), waiting.append)
    code = """
from leadway_desktop.workers import instance_client
from leadway_desktop.workers.instance_errors import Unanswered
instance_client.LOOKING = 0.2
try:
    hand_over(folder, HandedFiles("loc", "conv", None, (Path("/a/b.jpg"),)), print)
except Unanswered:
    print("unanswered")
"""
    other = child(CLIENT + code)
    qtbot.waitUntil(lambda: other.process.poll() is not None, timeout=10_000)
    assert other.hears() == "unanswered"
    assert len(window.handed) == 1


def test_a_command_takes_no_files(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider]
) -> None:
    command = instance(Role.COMMAND)
    handed: list[object] = []
    command.files_handed.connect(handed.append)
    assert command.acquire()
    other = outsider()
    other.write(encode(FILES))
    assert read_reply(other.reply()) == Refused(Refusal.COMMAND)
    assert handed == []


# -- what comes in is not trusted -----------------------------------------------------------------


def request(**changes: object) -> bytes:
    content = {**json.loads(encode(FILES)), **changes}
    return json.dumps(content).encode() + b"\n"


BAD = {
    "nothing": b"\n",
    "no JSON": b"GET / HTTP/1.1\r\n",
    "no UTF-8": b"\xff\xfe\x00\n",
    "an array": b"[]\n",
    "deep": b"[" * 100_000 + b"\n",
    "no version": b'{"want": "show", "token": "", "paths": []}\n',
    "an offer of a relative path": b'{"version":3,"want":"show","token":"","paths":["a"]}\n',
    "another version": request(version=1),
    "an unknown wish": request(want="delete"),
    "no wish": request(want=None),
    "no conversation": request(conversation=" "),
    "a conversation too long": request(conversation="x" * 10_000),
    "an unknown channel": request(channel="PIGEON"),
    "no paths": request(paths=None),
    "a path that is relative": request(paths=["a.jpg"]),
    "a path with an end inside": request(paths=["/a\0b"]),
    "a path that is a number": request(paths=[1]),
    "too many paths": request(paths=["/a"] * 50_001),
    "a message that is a text": request(plan="Hola"),
    "a message without a text": request(plan={"recipient": "+34"}),
    "a moment that is none": request(given_at="yesterday"),
    "a moment of nobody's clock": request(given_at="2026-11-29T12:00:00"),
    "a message without an end": request(plan={"text": "x" * 100_001, "recipient": ""}),
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD.keys())
def test_bad_messages_do_no_harm(
    line: bytes,
    instance: Callable[..., SingleInstance],
    outsider: Callable[[], Outsider],
    qtbot: QtBot,
) -> None:
    window = Window(instance(), accept_nothing)
    bad = outsider()
    bad.write(line)
    assert read_reply(bad.reply()) == Refused(Refusal.NOT_UNDERSTOOD)
    bad.wait_for_end()
    good = outsider()
    good.write(encode(FILES) + encode(GoOn()))
    assert read_reply(good.reply()) == Received()
    assert read_reply(good.reply()) == Accepted(())
    assert (window.handed, window.shown) == ([FILES], 0)


def test_a_line_without_an_end_is_cut_off(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider]
) -> None:
    window = Window(instance(), accept_nothing)
    flood = outsider()
    flood.write(b"x" * (LONGEST_LINE + 100))
    flood.wait_for_end()
    other = outsider()
    other.write(encode(RoleWanted()))
    assert read_reply(other.reply()) == RoleTold(Role.WINDOW)
    assert window.handed == []


def test_a_message_in_pieces_is_one_message(
    instance: Callable[..., SingleInstance], outsider: Callable[[], Outsider], qtbot: QtBot
) -> None:
    window = Window(instance(), accept_nothing)
    other = outsider()
    for byte in encode(FILES) + encode(GoOn()):
        other.write(bytes([byte]))
    qtbot.waitUntil(lambda: bool(window.handed), timeout=5000)
    assert window.handed == [FILES]


def test_callers_that_say_nothing_do_not_keep_others_out_for_ever(
    instance: Callable[..., SingleInstance],
    outsider: Callable[[], Outsider],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("leadway_desktop.workers.single_instance._PATIENCE", 300)
    Window(instance(), accept_nothing)
    silent = [outsider() for _ in range(40)]
    for one in silent:
        one.wait_for_end()
    other = outsider()
    other.write(encode(RoleWanted()))
    assert read_reply(other.reply()) == RoleTold(Role.WINDOW)


def test_a_stranger_on_the_socket_is_nobody(folder: Path, qtbot: QtBot) -> None:
    stranger = QLocalServer()
    stranger.newConnection.connect(
        lambda: stranger.nextPendingConnection().write(QByteArray(b"hello\n"))
    )
    assert stranger.listen(addresses(folder)[0])
    asking = Child(
        CLIENT + "try: ask_to_show(folder)\nexcept NobodyAnswers: print('nobody')", folder
    )
    qtbot.waitUntil(lambda: asking.process.poll() is not None, timeout=15_000)
    assert asking.hears() == "nobody"
    asking.end()
    stranger.close()
    stranger.deleteLater()


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_message_or_a_bad_message(line: bytes) -> None:
    for read in (read_request, read_reply):
        try:
            read(line)
        except BadMessage:
            continue


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=6,
    ),
    st.sampled_from(["want", "token", "location", "conversation", "channel", "paths"]),
)
def test_any_value_in_a_request_is_understood_or_refused(value: object, name: str) -> None:
    content = {**json.loads(encode(FILES)), name: value}
    try:
        asked = read_request(json.dumps(content).encode())
    except BadMessage:
        return
    assert isinstance(asked, HandedFiles | ShowWanted | RoleWanted)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ConversationUnknown(detail="no such", trace_id="t", status=404),
        FileTooLarge(size=9, limit=5),
        RateLimited(wait_seconds=2.5, is_daily=True, trace_id="t", status=429),
    ],
)
def test_replies_arrive_as_they_were_sent(error: LeadwayError | None) -> None:
    is_sent = error is None
    upload = HandedUpload("id", UploadStage.FAILED, 9, Channel.EMAIL, error, is_sent)
    reply = read_reply(encode(Accepted((upload,), is_sent)))
    assert isinstance(reply, Accepted)
    assert reply.outlive_a_crash is is_sent
    (arrived,) = reply.uploads
    assert (arrived.id, arrived.stage, arrived.size) == ("id", UploadStage.FAILED, 9)
    assert arrived.is_sent_before is is_sent
    assert type(arrived.error) is type(error)
    if error is not None:
        assert vars(arrived.error) == vars(error)


def test_an_error_of_another_version_is_some_error() -> None:
    line = encode(Refused(Refusal.ERROR, ConversationUnknown()))
    strange = line.replace(b"ConversationUnknown", b"SomethingNew")
    reply = read_reply(strange)
    assert isinstance(reply, Refused)
    assert isinstance(reply.error, UnexpectedFailure)


@pytest.mark.parametrize("reply", [Shown(), Yielding(), Received(), RoleTold(Role.COMMAND)])
def test_short_replies(reply: Shown | Yielding | Received | RoleTold) -> None:
    assert read_reply(encode(reply)) == reply
