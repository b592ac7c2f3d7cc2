"""Files from another program become uploads of the window, or are refused with a reason."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.assembly import Engine
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import (
    ChannelNotChosen,
    ConversationUnknown,
    FileChanged,
    FileMissing,
    JournalNotWritten,
    LeadwayError,
    RequestRefused,
)
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import VanishingPlaces
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.transfer.no_journal import NoJournal
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.upload_queue import UploadQueue
from leadway_desktop.workers.handed_files import HandedFilesDesk
from leadway_desktop.workers.instance_messages import (
    Accepted,
    HandedFiles,
    HandedUpload,
    Refusal,
    Refused,
    Reply,
)
from leadway_desktop.workers.single_instance import HandOver
from leadway_desktop.workers.upload_threads import UploadThreads
from tests.workers.ending import shut_down


@dataclass
class Kept:
    """A journal in memory, which knows what was saved when."""

    saved: dict[str, Upload] = field(default_factory=dict)
    error: JournalNotWritten | None = None

    def save(self, upload: Upload, revision: int) -> None:
        self.saved[upload.id] = upload

    def save_soon(self, upload: Upload, revision: int) -> None:
        self.saved[upload.id] = upload

    def save_all(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        self.saved |= {upload.id: upload for upload, _ in uploads}

    save_all_soon = save_all

    def forget(self, upload_id: str) -> None:
        self.saved.pop(upload_id, None)

    def flush(self) -> None:
        if self.error is not None:
            raise self.error


@pytest.fixture
def journal() -> Kept:
    return Kept()


@pytest.fixture
def vanishing(tmp_path: Path) -> Path:
    """A place from which files are copied."""
    place = tmp_path / "vanishing"
    place.mkdir()
    return place


@pytest.fixture
def uploads(
    engine: Engine, journal: Kept, tmp_path: Path, vanishing: Path, qtbot: QtBot
) -> Iterator[UploadThreads]:
    spool = Spool(tmp_path / "spool", VanishingPlaces([vanishing.as_posix()]))
    threads = UploadThreads(engine.uploads, journal, 2, spool)
    threads.restore([])
    yield threads
    shut_down(threads)
    threads.deleteLater()


@pytest.fixture
def desk(
    practice: PracticeServer, engine: Engine, uploads: UploadThreads
) -> Iterator[HandedFilesDesk]:
    desk = HandedFilesDesk(engine.crm, uploads, practice.account.location_id)
    yield desk
    shut_down(desk)
    desk.deleteLater()


@pytest.fixture
def answers(practice: PracticeServer, desk: HandedFilesDesk, qtbot: QtBot) -> Callable[..., Reply]:
    """Hand files over and return the answer."""

    def hand(
        *paths: Path,
        location_id: str = practice.account.location_id,
        conversation_id: str = practice.account.conversation_id,
        channel: Channel | None = None,
        plan: MessagePlan | None = None,
        given_at: datetime | None = None,
        is_told: bool = True,
    ) -> Reply:
        replies: list[Reply] = []
        files = HandedFiles(location_id, conversation_id, channel, paths, plan, given_at)

        def answer(reply: Reply, on_told: Callable[[], None]) -> None:
            if is_told:
                on_told()
            replies.append(reply)

        desk.take(HandOver(files, answer))
        qtbot.waitUntil(lambda: bool(replies), timeout=10_000)
        return replies[0]

    return hand


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.txt"
    file.write_text("a picture of sorts")
    return file


def of(reply: Reply) -> tuple[HandedUpload, ...]:
    assert isinstance(reply, Accepted)
    return reply.uploads


def test_they_are_in_the_journal_before_the_answer_and_then_uploaded(
    answers: Callable[..., Reply],
    journal: Kept,
    practice: PracticeServer,
    photo: Path,
    tmp_path: Path,
) -> None:
    sent, missing = of(answers(photo, tmp_path / "gone.txt"))
    assert {sent.id, missing.id} <= set(journal.saved)
    target = journal.saved[sent.id].target
    assert (target.channel, bool(target.contact_id), bool(target.title)) == (
        Channel.WHATSAPP,
        True,
        True,
    )
    assert sent.error is None
    assert (missing.stage, type(missing.error)) == (UploadStage.FAILED, FileMissing)
    assert practice.record.wait_for(lambda record: len(record.uploads) == 1)
    assert practice.record.uploads[0].channel == "WHATSAPP"


def test_what_the_disk_refuses_to_note_is_taken_and_told_to_be_forgotten_by_a_crash(
    answers: Callable[..., Reply], journal: Kept, uploads: UploadThreads, photo: Path
) -> None:
    """Whoever is told so gives it again, and so nothing is done with yet."""
    journal.error = JournalNotWritten(detail="No space left on device")
    reply = answers(photo)
    assert isinstance(reply, Accepted)
    assert not reply.outlive_a_crash
    journal.error = None
    again = answers(photo)
    assert isinstance(again, Accepted)
    assert again.outlive_a_crash
    assert [one.id for one in again.uploads] == [one.id for one in reply.uploads]


def test_without_a_journal_nothing_that_is_taken_outlives_a_crash(
    engine: Engine, practice: PracticeServer, photo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    uploads = UploadThreads(engine.uploads, NoJournal(), 2, Spool(tmp_path / "spool"))
    uploads.restore([])
    location, there = practice.account.location_id, practice.account.conversation_id
    target = UploadTarget(location, there, "", "", Channel.WHATSAPP)
    told: list[bool] = []
    files = HandedFiles(location, there, Channel.WHATSAPP, (photo,))
    uploads.take_up(target, files, lambda taken: told.append(taken.outlive_a_crash))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [False]
    shut_down(uploads)
    uploads.deleteLater()


def test_what_is_to_be_sent_is_sent_to_whom_the_conversation_names(
    answers: Callable[..., Reply], journal: Kept, practice: PracticeServer, photo: Path
) -> None:
    (sent,) = of(answers(photo, plan=MessagePlan("Aquí tiene", "")))
    assert practice.record.wait_for(lambda record: len(record.messages) == 1)
    assert practice.record.messages[0].body == "Aquí tiene"
    delivery = journal.saved[sent.id].delivery
    assert delivery is not None
    assert delivery.recipient.startswith("+")


def test_what_was_sent_while_the_window_was_asked_is_not_sent_twice(
    answers: Callable[..., Reply], uploads: UploadThreads, photo: Path, qtbot: QtBot
) -> None:
    plan, before = MessagePlan("Aquí tiene", ""), datetime.now(UTC)
    sent: list[Upload] = []
    uploads.upload_changed.connect(
        lambda upload: sent.append(upload) if upload.delivery and upload.is_sent else None
    )
    (first,) = of(answers(photo, plan=plan))
    qtbot.waitUntil(lambda: bool(sent), timeout=10_000)
    (again,) = of(answers(photo, plan=plan, given_at=before))
    assert again.id == first.id
    (anew,) = of(answers(photo, plan=plan, given_at=datetime.now(UTC)))
    assert anew.id != first.id


def test_another_location_s_files_are_refused(answers: Callable[..., Reply], photo: Path) -> None:
    assert answers(photo, location_id="elsewhere") == Refused(Refusal.OTHER_LOCATION)
    assert of(answers(photo, location_id=""))


def test_an_unknown_conversation_is_refused_with_the_error(
    answers: Callable[..., Reply], journal: Kept, photo: Path
) -> None:
    reply = answers(photo, conversation_id="nobody")
    assert isinstance(reply, Refused)
    assert isinstance(reply.error, ConversationUnknown)
    assert reply.error.trace_id
    assert journal.saved == {}


def test_a_channel_that_nobody_tells_is_refused_with_the_error(
    answers: Callable[..., Reply], practice: PracticeServer, photo: Path
) -> None:
    called = next(
        one.id for one in practice.conversations if one.last_message_type.startswith("TYPE_CALL")
    )
    reply = answers(photo, conversation_id=called)
    assert isinstance(reply, Refused)
    assert isinstance(reply.error, ChannelNotChosen)
    (taken,) = of(answers(photo, conversation_id=called, channel=Channel.LIVE_CHAT))
    assert taken.channel is Channel.LIVE_CHAT


def test_without_a_network_a_given_channel_is_enough_to_wait_for_it(
    answers: Callable[..., Reply],
    practice: PracticeServer,
    journal: Kept,
    photo: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("leadway_desktop.workers.handed_files._PATIENCE", 0.1)
    practice.go_offline()
    assert isinstance(answers(photo), Refused)
    (taken,) = of(answers(photo, channel=Channel.SMS))

    def waits() -> bool:
        wait = journal.saved[taken.id].wait
        return wait is not None and wait.reason is WaitReason.NETWORK

    qtbot.waitUntil(waits, timeout=10_000)
    (again,) = of(answers(photo, channel=Channel.SMS))
    assert (again.id, again.error) == (taken.id, None), "it goes on by itself"


@pytest.mark.parametrize(
    "fault",
    [
        *(Fault("conversation", "status", status=status) for status in (401, 429, 500)),
        Fault("conversation", "reset", at_byte=0),
    ],
    ids=str,
)
def test_a_given_channel_is_enough_whatever_the_server_s_trouble(
    answers: Callable[..., Reply], practice: PracticeServer, photo: Path, fault: Fault
) -> None:
    practice.faults.add(fault)
    (taken,) = of(answers(photo, channel=Channel.SMS))
    assert taken.error is None


def test_a_channel_is_asked_for_again(
    answers: Callable[..., Reply],
    practice: PracticeServer,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("leadway_desktop.transfer.asking.wait_seconds", lambda *facts: 0.01)
    practice.faults.add(Fault("conversation", "status", status=500, times=2))
    (taken,) = of(answers(photo))
    assert taken.channel is Channel.WHATSAPP


def test_the_same_files_handed_over_again_go_on_and_are_sent_once(
    answers: Callable[..., Reply], practice: PracticeServer, photo: Path, tmp_path: Path
) -> None:
    """The first command was killed, or its answer was lost; the first upload is under way."""
    practice.faults.add(Fault("initiate", "stall", at_byte=0))
    plan = MessagePlan("Aquí tiene", "")
    (first,) = of(answers(photo))
    assert practice.record.wait_for(lambda record: len(record.faults) == 1)
    other = tmp_path / "other.txt"
    other.write_text("another one")
    again, new = of(answers(photo, other, plan=plan))
    assert again.id == first.id != new.id
    practice.faults.clear()
    assert practice.record.wait_for(lambda record: len(record.messages) == 2, 60)
    assert sorted(done.filename for done in practice.record.uploads) == ["other.txt", "photo.txt"]
    assert [message.body for message in practice.record.messages] == ["Aquí tiene", ""]


def test_what_failed_or_was_paused_goes_on_when_it_is_handed_over_again(
    answers: Callable[..., Reply],
    uploads: UploadThreads,
    journal: Kept,
    practice: PracticeServer,
    photo: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    practice.faults.add(Fault("initiate", "status", status=422, times=1))
    (failed,) = of(answers(photo))
    qtbot.waitUntil(lambda: journal.saved[failed.id].stage is UploadStage.FAILED, timeout=10_000)
    (again,) = of(answers(photo))
    assert (again.id, again.error) == (failed.id, None)
    assert practice.record.wait_for(lambda record: len(record.uploads) == 1)

    practice.faults.add(Fault("initiate", "stall", at_byte=0, times=1))
    other = tmp_path / "other.txt"
    other.write_text("another one")
    (paused,) = of(answers(other))
    assert practice.record.wait_for(lambda record: len(record.faults) == 2)
    uploads.pause(paused.id)
    (again,) = of(answers(other))
    assert again.id == paused.id
    assert practice.record.wait_for(lambda record: len(record.uploads) == 2)


@pytest.fixture
def half_arrived(
    answers: Callable[..., Reply],
    journal: Kept,
    practice: PracticeServer,
    tmp_path: Path,
    qtbot: QtBot,
) -> tuple[list[Path], list[HandedUpload]]:
    """Two files of one message: the first has arrived, the second is under way.

    Their command was killed before it had told.
    """
    paths = [tmp_path / "one.txt", tmp_path / "other.txt"]
    for path in paths:
        path.write_text("as it was")
    practice.faults.add(Fault("put", "stall", at_byte=0, times=None, skip=1))
    hand = partial(answers, plan=MessagePlan("Hola", ""), channel=Channel.EMAIL)
    uploads = of(hand(*paths, is_told=False))
    assert practice.record.wait_for(
        lambda record: len(record.faults) == 1 and len(record.uploads) == 1
    )
    stages = [UploadStage.UPLOADED, UploadStage.UPLOADING]
    qtbot.waitUntil(
        lambda: {journal.saved[one.id].stage for one in uploads} == set(stages), timeout=10_000
    )
    (done,) = practice.record.uploads
    pairs = sorted(zip(paths, uploads, strict=True), key=lambda pair: pair[0].name != done.filename)
    return [path for path, _ in pairs], [upload for _, upload in pairs]


@pytest.mark.parametrize("is_paused", [True, False])
def test_of_a_file_that_was_saved_anew_meanwhile_only_what_it_is_now_is_sent(
    answers: Callable[..., Reply],
    uploads: UploadThreads,
    practice: PracticeServer,
    half_arrived: tuple[list[Path], list[HandedUpload]],
    is_paused: bool,
) -> None:
    paths, (arrived, under_way) = half_arrived
    if is_paused:
        uploads.pause(under_way.id)
    practice.faults.clear()
    for path in paths:
        path.write_text("as it is now, and longer")
    new = of(answers(*paths, plan=MessagePlan("Hola", ""), channel=Channel.EMAIL))
    assert new[1].id == under_way.id
    assert new[0].id != arrived.id
    assert practice.record.wait_for(lambda record: len(record.messages) == 2, 60)
    messages = practice.record.messages
    old, *others = practice.record.uploads
    assert [message.body.count("Hola") for message in messages] == [1, 0]
    links = [link for message in messages for link in message.attachments]
    assert sorted(links) == sorted(one.public_url for one in others)
    assert [one.size for one in others] == [24, 24]
    assert not any(old.public_url in message.body for message in messages)


def test_words_are_said_once_though_a_file_is_left_out_that_has_them(
    answers: Callable[..., Reply],
    uploads: UploadThreads,
    practice: PracticeServer,
    half_arrived: tuple[list[Path], list[HandedUpload]],
) -> None:
    """The one that is given anew says them; the other goes on later, and does not."""
    (path, _), (_, under_way) = half_arrived
    uploads.pause(under_way.id)
    practice.faults.clear()
    path.write_text("as it is now, and longer")
    of(answers(path, plan=MessagePlan("Hola", ""), channel=Channel.EMAIL))
    assert practice.record.wait_for(lambda record: len(record.messages) == 1, 60)
    uploads.resume(under_way.id)
    assert practice.record.wait_for(lambda record: len(record.messages) == 2, 60)
    assert [one.body.count("Hola") for one in practice.record.messages] == [1, 0]


def test_what_is_left_out_and_paused_is_not_waited_for(
    answers: Callable[..., Reply],
    uploads: UploadThreads,
    practice: PracticeServer,
    half_arrived: tuple[list[Path], list[HandedUpload]],
) -> None:
    """Nobody has said that it goes on, and the message would never go."""
    (path, _), (arrived, under_way) = half_arrived
    uploads.pause(under_way.id)
    practice.faults.clear()
    (given,) = of(answers(path, plan=MessagePlan("Hola", ""), channel=Channel.EMAIL))
    assert given.id == arrived.id
    assert practice.record.wait_for(lambda record: len(record.messages) == 1, 60)
    uploads.resume(under_way.id)
    assert practice.record.wait_for(lambda record: len(record.messages) == 2, 60)
    assert [one.body.count("Hola") for one in practice.record.messages] == [1, 0]


@pytest.mark.parametrize("error", [FileChanged(), RequestRefused()])
def test_a_retry_supersedes_what_cannot_go_as_it_was_where_it_takes_the_file_as_it_is_now(
    uploads: UploadThreads,
    journal: Kept,
    practice: PracticeServer,
    photo: Path,
    qtbot: QtBot,
    error: LeadwayError,
) -> None:
    """And not where it goes on with the file of before, which is no newer than the other's."""
    where = practice.account
    target = UploadTarget(where.location_id, where.conversation_id, "", "Ana", Channel.WHATSAPP)
    made = Upload("first", target, look_at(photo), datetime.now(UTC))
    failed = replace(made, stage=UploadStage.FAILED, error=error)
    photo.write_text("saved anew, and longer")
    paused = replace(made, id="second", file=look_at(photo), stage=UploadStage.PAUSED)
    is_anew = isinstance(error, FileChanged)
    if is_anew:
        photo.write_text("saved anew once more, and longer still")
    uploads.restore([(failed, 1), (paused, 1)])
    uploads.retry(failed.id)
    ended = UploadStage.UPLOADED if is_anew else UploadStage.FAILED
    qtbot.waitUntil(lambda: kept_stage(journal, failed) is ended, timeout=10_000)
    assert uploads._queue.upload(paused.id).is_superseded is is_anew


def test_a_retry_leaves_to_a_newer_one_what_it_brings(
    uploads: UploadThreads, practice: PracticeServer, photo: Path, qtbot: QtBot
) -> None:
    where = practice.account
    target = UploadTarget(where.location_id, where.conversation_id, "", "Ana", Channel.WHATSAPP)
    made = Upload("failed", target, look_at(photo), datetime.now(UTC))
    done = replace(made, id="done", created_at=datetime.now(UTC), stage=UploadStage.UPLOADED)
    failed = replace(made, stage=UploadStage.FAILED, error=FileChanged())
    uploads.restore([(failed, 1), (done, 1)])
    uploads.retry(failed.id)
    qtbot.waitUntil(lambda: uploads._queue.upload(failed.id).is_superseded, timeout=10_000)
    assert not practice.record.uploads


def kept_stage(journal: Kept, upload: Upload) -> UploadStage | None:
    kept = journal.saved.get(upload.id)
    return None if kept is None else kept.stage


@pytest.mark.parametrize("is_begun", [True, False])
def test_what_a_command_gives_supersedes_what_cannot_go_as_it_was(
    answers: Callable[..., Reply],
    uploads: UploadThreads,
    journal: Kept,
    practice: PracticeServer,
    photo: Path,
    is_begun: bool,
) -> None:
    """One that is new, and one that goes on with the file as it is now."""
    where = practice.account
    target = UploadTarget(
        where.location_id, where.conversation_id, "contact", "Ana", Channel.WHATSAPP
    )
    made = Upload("agent's", target, look_at(photo), datetime.now(UTC))
    paused = replace(made, stage=UploadStage.PAUSED)
    failed = replace(made, id="begun", stage=UploadStage.FAILED, error=FileChanged())
    begun = [(replace(failed, is_untold=True), 1)] if is_begun else []
    uploads.restore([(paused, 1), *begun])
    photo.write_text("as it is now, and longer")
    (given,) = of(answers(photo))
    assert (given.id == failed.id) is is_begun
    assert practice.record.wait_for(lambda record: len(record.uploads) == 1)
    assert journal.saved[paused.id].is_superseded


def test_our_copy_of_what_begins_anew_goes_and_another_is_made(
    answers: Callable[..., Reply],
    uploads: UploadThreads,
    journal: Kept,
    practice: PracticeServer,
    vanishing: Path,
    tmp_path: Path,
) -> None:
    path = vanishing / "scan.txt"
    path.write_text("as it was")
    practice.faults.add(Fault("put", "stall", at_byte=0, times=None))
    hand = partial(answers, path, plan=MessagePlan("Hola", ""), channel=Channel.EMAIL)
    (first,) = of(hand(is_told=False))
    assert practice.record.wait_for(lambda record: len(record.faults) == 1)
    old = journal.saved[first.id].file
    path.write_text("as it is now, and longer")
    (again,) = of(hand())
    path.unlink()
    practice.faults.clear()
    assert again.id == first.id
    assert practice.record.wait_for(lambda record: len(record.messages) == 1, 60)
    assert [one.size for one in practice.record.uploads] == [24]
    new = journal.saved[first.id].file
    assert (old.given_path, new.given_path) == (path, path)
    assert not old.path.exists()
    assert old.path != new.path


def test_what_arrives_just_then_as_it_was_before_is_not_sent(
    answers: Callable[..., Reply],
    journal: Kept,
    half_arrived: tuple[list[Path], list[HandedUpload]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (path, _), (arrived, _) = half_arrived
    before = replace(journal.saved[arrived.id], stage=UploadStage.COMPLETING)
    path.write_text("as it is now, and longer")
    with monkeypatch.context() as patched:
        patched.setattr(UploadQueue, "uploads", lambda queue: (before,))
        (new,) = of(answers(path, plan=MessagePlan("Hola", ""), channel=Channel.EMAIL))
    assert new.id != arrived.id
    assert journal.saved[arrived.id].delivery is None


@pytest.fixture
def held_copy(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Return what is set when the first copy has begun, and what lets it go on."""
    begun, go_on = threading.Event(), threading.Event()
    copy = Spool.copy

    def held(spool: Spool, file: LocalFile) -> LocalFile:
        made = copy(spool, file)
        if not begun.is_set():
            begun.set()
            assert go_on.wait(30)
        return made

    monkeypatch.setattr(Spool, "copy", held)
    return begun, go_on


def test_an_older_copy_never_comes_after_a_newer_file(
    desk: HandedFilesDesk,
    journal: Kept,
    practice: PracticeServer,
    vanishing: Path,
    held_copy: tuple[threading.Event, threading.Event],
    qtbot: QtBot,
) -> None:
    """The command was killed while its file was being copied, and is given again for another."""
    begun, go_on = held_copy
    path, replies = vanishing / "scan.txt", list[Reply]()
    there, plan = practice.account, MessagePlan("Hola", "")
    paths, channel = (path,), Channel.EMAIL
    files = HandedFiles(there.location_id, there.conversation_id, channel, paths, plan)

    def hand() -> None:
        desk.take(HandOver(files, lambda reply, on_told: replies.append(reply)))

    path.write_text("as it was")
    hand()
    qtbot.waitUntil(begun.is_set, timeout=10_000)
    path.write_text("as it is now, and longer")
    now = look_at(path)
    hand()
    qtbot.waitUntil(lambda: now in [one.file for one in journal.saved.values()], timeout=10_000)
    go_on.set()
    qtbot.waitUntil(lambda: len(replies) == 2, timeout=10_000)
    path.unlink()
    assert practice.record.wait_for(lambda record: len(record.messages) == 1, 30)
    (upload,) = practice.record.uploads
    assert upload.size == now.size
    (known,) = journal.saved.values()
    assert known.file.given_path == path
    assert known.file.path != path, "it was read from our copy"


def test_a_window_that_closes_meanwhile_says_so(
    desk: HandedFilesDesk, practice: PracticeServer, photo: Path
) -> None:
    practice.faults.add(Fault("conversation", "latency", seconds=60))
    replies: list[Reply] = []
    account = practice.account
    files = HandedFiles(account.location_id, account.conversation_id, None, (photo,))
    desk.take(HandOver(files, lambda reply, _: replies.append(reply)))
    assert practice.record.wait_for(lambda record: len(record.faults) == 1)
    shut_down(desk)
    assert replies == [Refused(Refusal.CLOSING)]


@pytest.mark.parametrize("is_read", [False, True])
def test_what_an_account_that_ends_has_not_taken_is_refused(
    practice: PracticeServer,
    engine: Engine,
    journal: Kept,
    photo: Path,
    tmp_path: Path,
    qtbot: QtBot,
    is_read: bool,
) -> None:
    """Its caller would wait for minutes, and then be sent to look in the window."""
    account, replies = practice.account, list[Reply]()
    uploads = UploadThreads(engine.uploads, journal, 2, Spool(tmp_path / "spool"))
    desk = HandedFilesDesk(engine.crm, uploads, account.location_id)
    files = HandedFiles(account.location_id, account.conversation_id, None, (photo,))
    with qtbot.waitSignal(desk._found):
        desk.take(HandOver(files, lambda reply, _: replies.append(reply)))
    if is_read:  # too late
        shut_down(uploads)
        uploads.restore([])
    shut_down(uploads)
    shut_down(desk)
    assert replies == [Refused(Refusal.CLOSING)]
    assert not journal.saved
