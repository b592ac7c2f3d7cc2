"""The history: found by words, read by position, whoever writes the journal meanwhile."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadway_desktop.domain.delivery import Delivery, DeliveryStage, message_key
from leadway_desktop.domain.errors import HistoryNotRead
from leadway_desktop.domain.history import HistoryQuery, may_expire, words_of
from leadway_desktop.domain.upload import LocalFile, Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.storage import upload_history
from leadway_desktop.storage.journal_file import open_database, read_rows, write_rows
from leadway_desktop.storage.journal_rows import from_row, to_row
from leadway_desktop.storage.paths import Folders, find_folders
from leadway_desktop.storage.upload_history import UploadHistory
from leadway_desktop.storage.upload_journal import FILE_NAME, UploadJournal
from tests.storage.uploads import MOMENT, any_uploads, make_upload, plain, texts

MANY = 50_000


@pytest.fixture
def folders(isolated_home: Path) -> Folders:
    made = find_folders({"LEADWAY_DESKTOP_HOME": str(isolated_home)})
    made.create()
    return made


@pytest.fixture
def journal(folders: Folders) -> Iterator[UploadJournal]:
    with UploadJournal(folders.data / FILE_NAME) as journal:
        yield journal


@pytest.fixture
def history(folders: Folders) -> UploadHistory:
    return UploadHistory(folders)


def receipt(number: int, **changes: object) -> Upload:
    """Return an upload that was done `number` minutes after MOMENT."""
    done = {
        "stage": UploadStage.UPLOADED,
        "link": f"https://cdn.example/{number}.pdf",
        "finished_at": MOMENT + timedelta(minutes=number),
        "checksum": number,
    }
    return make_upload(number, **(done | changes))


def titled(upload: Upload, title: str) -> Upload:
    return replace(upload, target=replace(upload.target, title=title))


def found(history: UploadHistory, text: str = "", **query: object) -> list[str]:
    positions = history.find(HistoryQuery("location", text, **query))  # type: ignore[arg-type]
    read = history.read(positions)
    return [read[position].id for position in positions]


def keep(journal: UploadJournal, *uploads: Upload) -> None:
    for upload in uploads:
        journal.save(upload, 1)


def ids(*numbers: int) -> list[str]:
    return [make_upload(number).id for number in numbers]


def test_without_a_journal_there_is_nothing(history: UploadHistory) -> None:
    assert history.find(HistoryQuery("location")) == []


def test_what_is_no_journal_cannot_be_read(history: UploadHistory, folders: Folders) -> None:
    (folders.data / FILE_NAME).write_text("not a database at all, but a long text")
    with pytest.raises(HistoryNotRead):
        history.find(HistoryQuery("location"))


def test_what_is_done_is_there_the_newest_first_put_away_or_not(
    journal: UploadJournal, history: UploadHistory
) -> None:
    failed = make_upload(9, stage=UploadStage.FAILED)
    away = receipt(2, is_put_away=True)
    keep(journal, receipt(3), receipt(1), away, failed, make_upload(8))
    assert found(history) == ids(3, 2, 1)
    assert away.id not in {upload.id for upload, _ in journal.load()}


def test_other_locations_receipts_are_not_shown(
    journal: UploadJournal, history: UploadHistory
) -> None:
    elsewhere = receipt(1)
    keep(journal, replace(elsewhere, target=replace(elsewhere.target, location_id="other")))
    assert found(history) == []
    assert len(history.find(HistoryQuery(""))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "nunez",
        "NÚÑEZ",
        "María Nú",
        "informe",
        "cdn.example/1",
        "+34 600",
        "m-77",
        "año",
        "  ",
        "2%",
    ],
)
def test_every_word_finds_its_receipt(
    journal: UploadJournal, history: UploadHistory, text: str
) -> None:
    sent = Delivery("k", "El AÑO 2% _", "+34 600", DeliveryStage.SENT, message_id="m-77")
    one = titled(receipt(1, delivery=sent), "María Núñez")
    keep(journal, replace(one, file=replace(one.file, path=Path("/tmp/Informe.pdf"))))
    assert found(history, text) == ids(1)


def test_all_words_must_be_there_and_wildcards_are_letters(
    journal: UploadJournal, history: UploadHistory
) -> None:
    keep(journal, titled(receipt(1), "Ana Ruiz"), titled(receipt(2), "Ana Gil"))
    assert found(history, "gil ana") == ids(2)
    assert found(history, "ana pedro") == []
    assert found(history, "%") == []
    assert found(history, "an_") == []


def test_names_that_are_no_text_can_be_searched(
    journal: UploadJournal, history: UploadHistory
) -> None:
    odd = receipt(1)
    odd = titled(replace(odd, file=LocalFile(Path("/tmp/a\udcff Ñu.pdf"), 5, 5)), "half \ud800")
    keep(journal, odd)
    words_of(odd).encode()
    assert found(history, "nu.pdf") == ids(1)


def test_time_and_conversation_narrow_the_search(
    journal: UploadJournal, history: UploadHistory
) -> None:
    keep(journal, *(receipt(number) for number in range(1, 5)))
    assert found(history, since=MOMENT + timedelta(minutes=3)) == ids(4, 3)
    assert found(history, conversation_id="conversation-2") == ids(2)


def test_what_was_deleted_meanwhile_is_left_out(
    journal: UploadJournal, history: UploadHistory
) -> None:
    keep(journal, receipt(1), receipt(2))
    positions = history.find(HistoryQuery("location"))
    journal.forget(ids(2)[0])
    journal.flush()
    assert [one.id for one in history.read(positions).values()] == ids(1)


def test_links_and_ids_are_read_for_many_at_once(
    journal: UploadJournal, history: UploadHistory
) -> None:
    keep(journal, *(receipt(number) for number in range(450)))
    positions = history.find(HistoryQuery("location"))
    assert history.links(positions[:2]) == [
        "https://cdn.example/449.pdf",
        "https://cdn.example/448.pdf",
    ]
    assert len(history.links(positions)) == 450
    assert set(history.ids(positions)) == set(ids(*range(450)))
    assert history.links([10**9]) == []


@pytest.mark.allow_logs("A receipt cannot be read")
def test_a_damaged_receipt_hides_no_other(
    journal: UploadJournal, history: UploadHistory, folders: Folders
) -> None:
    keep(journal, receipt(1, is_put_away=True), receipt(2, is_put_away=True))
    journal.close()
    connection = sqlite3.connect(folders.data / FILE_NAME)
    connection.execute("UPDATE upload SET title = 'Eve' WHERE id = ?", ids(1))
    connection.commit()
    connection.close()
    positions = history.find(HistoryQuery("location"))
    assert [one.id for one in history.read(positions).values()] == ids(2)


def test_what_was_written_before_receipts_had_words_is_found_all_the_same(
    journal: UploadJournal, history: UploadHistory, folders: Folders
) -> None:
    row = to_row(titled(receipt(1), "Ana"), 1, str)
    connection = sqlite3.connect(folders.data / FILE_NAME)
    names = [name for name in row if name != "words"]
    connection.execute(
        f"INSERT INTO upload ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        [row[name] for name in names],
    )
    connection.commit()
    connection.close()
    assert history.find(HistoryQuery("location", "ana"))


# -- the same file again ---------------------------------------------------------------------------


def earlier(history: UploadHistory, upload: Upload) -> Upload | None:
    return history.earlier([upload]).get(upload.id)


def again(number: int, of: Upload, **file: object) -> Upload:
    """Return a new upload of the file of another, later."""
    return replace(
        make_upload(number),
        target=of.target,
        file=replace(of.file, **file),  # type: ignore[arg-type]
        created_at=MOMENT + timedelta(days=1),
    )


def test_a_file_untouched_since_is_the_same_before_its_bytes_are_read(
    journal: UploadJournal, history: UploadHistory
) -> None:
    first, second = receipt(1), receipt(2)
    second = replace(second, target=first.target, file=first.file)
    keep(journal, first, second)
    dropped = again(3, first)
    assert (one := earlier(history, dropped)) is not None
    assert one.id == second.id
    spooled = replace(
        dropped, file=replace(dropped.file, path=Path("/spool/x") / first.file.path.name)
    )
    assert earlier(history, spooled) is not None
    assert earlier(history, again(4, first, modified_ns=5)) is None
    elsewhere = replace(dropped, target=replace(dropped.target, conversation_id="other"))
    assert earlier(history, elsewhere) is None


def test_one_that_was_sent_comes_before_a_later_one_that_was_not(
    journal: UploadJournal, history: UploadHistory
) -> None:
    """The customer has it: uploading it once more since has changed nothing of that."""
    sent = Delivery("k", "", "", DeliveryStage.SENT)
    older, first = receipt(1, delivery=sent), receipt(2, delivery=sent)
    second = receipt(3)
    alike = [replace(one, target=first.target, file=first.file) for one in (older, second)]
    keep(journal, first, *alike)
    assert (one := earlier(history, again(4, first))) is not None
    assert one.id == first.id


def test_the_same_bytes_from_another_place_are_the_same_file(
    journal: UploadJournal, history: UploadHistory
) -> None:
    first = receipt(1, checksum=77)
    keep(journal, first)
    moved = Path("/elsewhere") / first.file.path.name
    copy = again(2, first, path=moved, modified_ns=5)
    assert earlier(history, copy) is None
    assert earlier(history, replace(copy, checksum=77)) is not None
    assert earlier(history, replace(copy, checksum=78)) is None
    renamed = again(3, first, path=Path("/elsewhere/other.pdf"))
    assert earlier(history, replace(renamed, checksum=77)) is None


def test_the_same_file_is_found_among_many_of_its_size(
    journal: UploadJournal, history: UploadHistory
) -> None:
    first = receipt(1, checksum=77)
    alike = [
        replace(receipt(number), target=first.target, file=replace(first.file, modified_ns=number))
        for number in range(2, 62)
    ]
    keep(journal, first, *alike)
    dropped = again(99, first, path=Path("/elsewhere") / first.file.path.name)
    assert (one := earlier(history, dropped)) is not None
    assert one.id == first.id


def test_an_upload_is_not_its_own_past(journal: UploadJournal, history: UploadHistory) -> None:
    first = receipt(1)
    later = replace(again(2, first), stage=UploadStage.UPLOADED, link="https://x")
    keep(journal, later)
    assert earlier(history, first) is None
    assert earlier(history, later) is None


# -- what is old -----------------------------------------------------------------------------------


def test_only_what_may_expire_and_old_may_go(
    journal: UploadJournal, history: UploadHistory
) -> None:
    unknown = Delivery("k", "", "", DeliveryStage.UNKNOWN)
    sent = Delivery("k", "", "", DeliveryStage.SENT)
    keep(
        journal,
        receipt(1),
        receipt(2, delivery=unknown),
        receipt(3, delivery=sent, is_put_away=True),
        receipt(9),
        make_upload(4, stage=UploadStage.FAILED, finished_at=MOMENT),
    )
    old = history.expired(MOMENT + timedelta(minutes=9), timedelta(0))
    assert sorted(old) == ids(1, 3)
    assert not may_expire(receipt(2, delivery=unknown))


def test_what_a_command_needs_that_is_given_again_stays_for_a_week(
    journal: UploadJournal, history: UploadHistory
) -> None:
    sent = Delivery(message_key("plan", 0), "", "", DeliveryStage.SENT)
    planned = replace(sent, key=message_key("plan", 1), stage=DeliveryStage.PLANNED)
    keep(
        journal,
        receipt(1, is_untold=True),
        receipt(2, delivery=sent),
        receipt(3, delivery=planned),
        receipt(4, delivery=replace(sent, key=message_key("other", 0))),
    )
    hours, days = MOMENT + timedelta(hours=9), MOMENT + timedelta(days=8)
    assert sorted(history.expired(hours, timedelta(0))) == ids(4)
    assert sorted(history.expired(days, timedelta(0))) == ids(1, 2, 4)


def test_of_the_messages_those_alone_are_read_that_are_not_sent(
    journal: UploadJournal, history: UploadHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Delivery(message_key("plan", 0), "", "", DeliveryStage.SENT)
    words = '"stage": "sent"'
    planned = replace(sent, key=message_key("plan", 1), text=words, stage=DeliveryStage.PLANNED)
    keep(journal, receipt(1, delivery=sent), receipt(2, delivery=planned))
    later = [receipt(number, delivery=sent) for number in range(100, 150)]
    keep(journal, *later)
    read = Mock(wraps=from_row)
    monkeypatch.setattr(upload_history, "from_row", read)
    assert history.expired(MOMENT + timedelta(minutes=9), timedelta(0)) == []
    assert read.call_count == 3


# -- many ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full_journal(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Return the folders of somebody who has sent fifty thousand files."""
    made = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.mktemp("many"))})
    made.create()
    connection = open_database(made.data / FILE_NAME)
    rows = (to_row(receipt(number, is_put_away=True), 1, str) for number in range(MANY))
    write_rows(connection, rows, [])
    connection.close()
    return made


def steps_of(connection: sqlite3.Connection, sql: str) -> str:
    return " ".join(str(row[-1]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}"))


def test_a_start_reads_none_of_fifty_thousand_receipts(full_journal: Folders) -> None:
    with UploadJournal(full_journal.data / FILE_NAME) as journal:
        assert journal.load() == []


def test_fifty_thousand_receipts_are_numbers_until_they_are_seen(full_journal: Folders) -> None:
    history = UploadHistory(full_journal)
    positions = history.find(HistoryQuery("location"))
    assert len(positions) == MANY
    newest = history.read(positions[:2])
    assert [newest[one].id for one in positions[:2]] == ids(MANY - 1, MANY - 2)
    assert found(history, "factura-049999") == ids(49_999)


def test_finding_an_earlier_file_reads_one_row_by_its_index(full_journal: Folders) -> None:
    with sqlite3.connect(full_journal.data / FILE_NAME) as connection:
        by_file = steps_of(
            connection,
            "SELECT * FROM upload WHERE stage = 'uploaded' AND conversation_id = 'a' AND size = 1",
        )
        by_time = steps_of(
            connection,
            "SELECT position FROM upload WHERE stage = 'uploaded' AND location_id = 'a'"
            " ORDER BY finished_at DESC",
        )
    connection.close()
    assert "receipt_by_file (conversation_id=? AND size=?)" in by_file
    assert "COVERING INDEX receipt_by_time" in by_time
    assert "TEMP B-TREE" not in by_time


def test_rows_that_are_put_away_are_still_rows(full_journal: Folders) -> None:
    connection = open_database(full_journal.data / FILE_NAME)
    assert len(read_rows(connection, "id = ?", ids(7))) == 1
    connection.close()


_any_receipts = st.lists(
    any_uploads.map(lambda one: replace(one, stage=UploadStage.UPLOADED)),
    max_size=4,
    unique_by=lambda one: one.id,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(_any_receipts, st.data())
def test_any_receipt_is_found_by_its_words_and_reads_back(
    tmp_path_factory: pytest.TempPathFactory, receipts: list[Upload], data: st.DataObject
) -> None:
    folders = find_folders({"LEADWAY_DESKTOP_HOME": str(tmp_path_factory.mktemp("home"))})
    folders.create()
    kept = {plain(one)[0].id: plain(one) for one in receipts}
    words = [word for one in receipts for word in words_of(one).split()]
    text = data.draw((st.sampled_from(words) if words else st.nothing()) | texts)
    with UploadJournal(folders.data / FILE_NAME) as journal:
        keep(journal, *receipts)
        history = UploadHistory(folders)
        read = history.read(history.find(HistoryQuery("")))
        assert {one.id: plain(one) for one in read.values()} == kept
        found = history.read(history.find(HistoryQuery("", text)))
    wanted = HistoryQuery("", text).words
    fit = {one.id for one in receipts if all(word in words_of(one) for word in wanted)}
    assert {one.id for one in found.values()} == fit
