"""The history's threads: the newest question wins, nothing waits on a comparison, tables stop."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import HistoryNotRead, JournalNotWritten, UnexpectedFailure
from leadway_desktop.domain.history import HistoryQuery
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.workers.history_desk import HistoryDesk, Table
from leadway_desktop.workers.task_thread import TaskThread
from tests.storage.uploads import make_upload
from tests.workers.ending import shut_down

QUERY = HistoryQuery("location")
TABLE = Table(("Id",), lambda upload: (upload.id,), ",")


class Shelf:
    """Receipts by position, and what was asked of them."""

    def __init__(self) -> None:
        self.receipts = {number: make_upload(number) for number in range(5)}
        self.asked: list[str] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.error: Exception | None = None
        self.twin: Upload | None = None

    def find(self, query: HistoryQuery) -> list[int]:
        self._note(f"find {query.text}")
        return sorted(self.receipts, reverse=True)

    def read(self, positions: Sequence[int]) -> dict[int, Upload]:
        self._note("read")
        return {one: self.receipts[one] for one in positions if one in self.receipts}

    def links(self, positions: Sequence[int]) -> list[str]:
        return [f"https://cdn.example/{position}" for position in positions]

    def ids(self, positions: Sequence[int]) -> list[str]:
        return [self.receipts[position].id for position in positions]

    def earlier(self, uploads: Sequence[Upload]) -> dict[str, Upload]:
        self._note("earlier " + " ".join(upload.stage.value for upload in uploads))
        return {upload.id: self.twin for upload in uploads} if self.twin else {}

    def _note(self, what: str) -> None:
        assert self.go_on.wait(10)
        self.asked.append(what)
        if self.error is not None:
            raise self.error


class Office:
    """A desk over a shelf."""

    def __init__(self) -> None:
        self.shelf = Shelf()
        self.kept = {make_upload(1).id}
        self.tables: dict[Path, list[Sequence[str]]] = {}
        self.flush_error: JournalNotWritten | None = None
        self.desk = HistoryDesk("location", self.shelf, self.flush, self.forget, self.write)

    def flush(self) -> None:
        if self.flush_error is not None:
            raise self.flush_error

    def forget(self, upload_id: str) -> bool:
        if upload_id in self.kept:
            return False
        self.shelf.receipts = {
            position: one for position, one in self.shelf.receipts.items() if one.id != upload_id
        }
        return True

    def write(self, path: Path, rows: Iterable[Sequence[str]], delimiter: str) -> int:
        self.tables[path] = list(rows)
        return len(self.tables[path])


@pytest.fixture
def office(qtbot: QtBot) -> Iterator[Office]:
    made = Office()
    yield made
    made.shelf.go_on.set()
    shut_down(made.desk)


def test_of_many_questions_only_the_newest_is_asked(office: Office, qtbot: QtBot) -> None:
    office.shelf.go_on.clear()
    office.desk.read([0])  # the thread is busy with this
    with qtbot.waitSignal(office.desk.found) as found:
        for text in ("a", "ab", "abc"):
            office.desk.find(replace(QUERY, text=text))
        office.shelf.go_on.set()
    assert found.args[0].text == "abc"
    assert [what for what in office.shelf.asked if what.startswith("find")] == ["find abc"]


def test_what_was_deleted_meanwhile_arrives_as_nothing(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.desk.arrived) as arrived:
        office.desk.read([3, 99])
    assert arrived.args[0] == {3: make_upload(3), 99: None}


def test_links_keep_their_order(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.desk.links_read) as read:
        office.desk.read_links([3, 1])
    assert read.args[0] == ["https://cdn.example/3", "https://cdn.example/1"]


def test_what_is_not_settled_is_kept_and_counted(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.desk.changed), qtbot.waitSignal(office.desk.forgotten) as told:
        office.desk.forget([0, 1, 2])
    assert told.args == [2, 1]
    assert set(office.shelf.receipts) == {1, 3, 4}


def test_a_table_has_a_head_and_the_receipts_that_are_left(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(office.desk.exported) as exported:
        office.desk.export(QUERY, tmp_path / "t.csv", TABLE)
    assert exported.args == [tmp_path / "t.csv", 5]
    rows = office.tables[tmp_path / "t.csv"]
    assert rows[:2] == [("Id",), (make_upload(4).id,)]


def test_a_table_is_given_up_when_the_window_closes(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, closing = threading.Event(), threading.Event()
    finish = TaskThread.finish

    def row_of(upload: Upload) -> tuple[str]:
        begun.set()
        assert closing.wait(10)
        return (upload.id,)

    def finish_later(thread: TaskThread) -> None:
        closing.set()
        finish(thread)

    monkeypatch.setattr(TaskThread, "finish", finish_later)
    office.desk.export(QUERY, tmp_path / "t.csv", Table(("Id",), row_of, ","))
    assert begun.wait(10)
    shut_down(office.desk)
    assert office.tables == {}


def test_a_file_is_compared_when_it_comes_and_when_its_bytes_are_known(
    office: Office, qtbot: QtBot
) -> None:
    office.shelf.twin = twin = make_upload(7)
    upload = make_upload(1)
    with qtbot.waitSignal(office.desk.earlier_found) as found:
        office.desk.follow(upload)
    assert found.args == [{upload.id: twin}]
    office.desk.follow(replace(upload, stage=UploadStage.UPLOADING))
    with qtbot.waitSignals([office.desk.changed, office.desk.earlier_found]):
        office.desk.follow(replace(upload, stage=UploadStage.UPLOADED))
    office.desk.follow(replace(upload, stage=UploadStage.UPLOADED))  # its message was sent
    shut_down(office.desk)
    assert office.shelf.asked == ["earlier queued", "earlier uploaded"]


def test_files_that_come_together_are_compared_together(office: Office) -> None:
    office.shelf.go_on.clear()
    for number in range(1000):
        office.desk.follow(make_upload(number))
    office.shelf.go_on.set()
    shut_down(office.desk)
    assert sum(what.count("queued") for what in office.shelf.asked) <= 1000
    assert len(office.shelf.asked) <= 2


def test_what_is_found_of_files_that_come_together_is_told_together(
    office: Office, qtbot: QtBot
) -> None:
    office.shelf.twin = make_upload(7)
    uploads = [make_upload(number) for number in range(20)]
    with qtbot.waitSignal(office.desk.earlier_found) as found:
        office.desk.follow_all(uploads)
    assert found.args is not None
    assert list(found.args[0]) == [one.id for one in uploads]


def test_what_was_done_before_the_start_is_not_compared(office: Office) -> None:
    office.desk.follow(make_upload(1, stage=UploadStage.UPLOADED))
    shut_down(office.desk)
    assert office.shelf.asked == []


def test_a_comparison_that_fails_troubles_nobody(office: Office, qtbot: QtBot) -> None:
    office.shelf.error = HistoryNotRead()
    with qtbot.assertNotEmitted(office.desk.failed):
        office.desk.follow(make_upload(1))
        shut_down(office.desk)


def test_a_search_that_fails_is_told_and_the_next_one_works(office: Office, qtbot: QtBot) -> None:
    office.shelf.error = HistoryNotRead(detail="gone")
    with qtbot.waitSignal(office.desk.failed) as failed:
        office.desk.find(QUERY)
    assert failed.args == [office.shelf.error]
    office.shelf.error = None
    office.flush_error = JournalNotWritten()  # a full disk hides no history
    with qtbot.waitSignal(office.desk.found):
        office.desk.find(QUERY)


@pytest.mark.allow_logs("The history met something unforeseen")
def test_what_nobody_foresaw_is_told(office: Office, qtbot: QtBot) -> None:
    office.shelf.error = ZeroDivisionError()
    with qtbot.waitSignal(office.desk.failed) as failed:
        office.desk.find(QUERY)
    assert isinstance(failed.args[0], UnexpectedFailure)


def test_after_the_end_nothing_is_asked(office: Office) -> None:
    shut_down(office.desk)
    office.desk.find(QUERY)
    office.desk.follow(make_upload(1))
    assert office.shelf.asked == []
