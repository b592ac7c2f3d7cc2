"""What was uploaded is found again: receipts, tables, files that come again, and forgetting."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QTableView,
)
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.upload_journal import FILE_NAME
from tests.journeys.conftest import started
from tests.journeys.files import Files
from tests.journeys.person import Person


@pytest.fixture
def environment(environment: dict[str, str], server: PracticeServer) -> dict[str, str]:
    """Return that of an agent who is signed in and only wants links."""
    return environment | {
        "LEADWAY_DESKTOP_SENDING": "never",
        "LEADWAY_DESKTOP_TOKEN": server.account.token,
        "LEADWAY_DESKTOP_LOCATION_ID": server.account.location_id,
    }


@pytest.fixture
def agent(person: Person) -> Person:
    person.choose_conversation("María Fernández")
    return person


def upload(agent: Person, path: Path) -> Upload:
    agent.drop([path])
    return agent.wait_for_stage(path, UploadStage.UPLOADED)


def open_history(agent: Person, expected: int) -> None:
    agent.press("history_button")
    agent.wait_until(lambda: agent.sees("history_list") and count(agent) == expected)


def count(agent: Person) -> int:
    return agent.find(QTableView, "history_list").model().rowCount()


def look_for(agent: Person, text: str) -> None:
    field = agent.find(QLineEdit, "history_field")
    field.setText(text)
    agent.key(field, Qt.Key.Key_Return)


def take_off_the_list(agent: Person) -> None:
    agent.press("all_uploads_button")
    agent.press("clear_finished_button")
    agent.wait_until(lambda: agent.uploads() == [])


def test_an_upload_is_found_copied_exported_and_deleted(
    agent: Person, server: PracticeServer, files: Files, tmp_path: Path
) -> None:
    photo, document = files.photo(), files.document()
    done = upload(agent, photo)
    upload(agent, document)
    take_off_the_list(agent)

    open_history(agent, 2)
    look_for(agent, f"maria {photo.stem}")
    agent.wait_until(lambda: count(agent) == 1)
    agent.wait_until(lambda: photo.name in agent.rows("history_list")[0])
    view = agent.choose_row("history_list", 0)
    agent.wait_until(lambda: agent.sees("receipt_name"))
    words = agent.words_of("receipt_pane")
    assert "The storage confirmed the same CRC-32C checksum" in words
    assert "María Fernández" in words
    assert f"{done.checksum:08x}" in words
    traces = [step.trace_id for step in done.steps if step.trace_id]
    assert len(traces) == 3
    agent.wait_until(lambda: all(trace in agent.words_of("receipt_pane") for trace in traces))

    agent.key(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    agent.wait_until(lambda: agent.clipboard() == server.record.uploads[0].public_url)

    look_for(agent, "")
    agent.wait_until(lambda: count(agent) == 2)
    table = tmp_path / "historial.csv"
    agent.press("export_button")
    dialog = agent.find(QFileDialog, "export_dialog")
    dialog.fileSelected.emit(str(table))
    dialog.close()
    agent.wait_until(table.exists)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["File"] for row in rows} == {photo.name, document.name}
    assert {row["Link"] for row in rows} == {one.public_url for one in server.record.uploads}

    agent.choose_row("history_list", 0)
    agent.press("delete_selected_button")
    agent.press("delete_receipts_button")
    agent.wait_until(lambda: count(agent) == 1)


def test_what_is_deleted_leaves_the_list_too_and_the_disk(
    qapp: QApplication,
    environment: dict[str, str],
    qtbot: QtBot,
    files: Files,
    isolated_home: Path,
    no_leaked_thread: None,
) -> None:
    path = files.photo()
    with started(qapp, environment, qtbot) as (_, agent):
        agent.choose_conversation("María Fernández")
        upload(agent, path)
        open_history(agent, 1)
        agent.choose_row("history_list", 0)
        agent.press("delete_selected_button")
        agent.press("delete_receipts_button")
        agent.wait_until(lambda: agent.uploads() == [])
    [journal] = isolated_home.rglob(FILE_NAME)
    connection = sqlite3.connect(journal)
    assert connection.execute("SELECT count(*) FROM upload").fetchone() == (0,)
    connection.close()
    assert path.name.encode() not in journal.read_bytes()


def test_receipts_and_what_was_understood_outlive_the_program(
    qapp: QApplication,
    environment: dict[str, str],
    qtbot: QtBot,
    server: PracticeServer,
    files: Files,
    no_leaked_thread: None,
) -> None:
    path = files.document()
    with started(qapp, environment, qtbot) as (_, agent):
        agent.choose_conversation("María Fernández")
        upload(agent, path)
        assert not agent.sees("link_notice")
        agent.key(agent.choose_row("conversation_upload_list", 0), Qt.Key.Key_Return)
        assert agent.sees("link_notice"), "links are public: said with the first one"
        agent.press("link_notice_button")
        take_off_the_list(agent)

    with started(qapp, environment, qtbot) as (_, agent):
        agent.choose_conversation("María Fernández")
        open_history(agent, 1)
        agent.wait_until(lambda: path.name in agent.rows("history_list")[0])
        view = agent.choose_row("history_list", 0)
        agent.key(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        agent.wait_until(lambda: agent.clipboard() == server.record.uploads[0].public_url)
        assert not agent.sees("link_notice")


def test_the_same_file_again_is_said_to_be_a_repeat_and_goes_on(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = files.photo()
    first = upload(agent, path)
    assert not agent.sees("earlier_notice")
    server.faults.add(Fault("initiate", "latency", seconds=30))
    agent.drop([path])
    agent.wait_until(lambda: agent.sees("earlier_notice"))
    assert path.name in agent.words_of("earlier_notice")
    agent.wait_until(lambda: "already uploaded here" in agent.rows("conversation_upload_list")[0])
    agent.press("copy_earlier_link_button")
    assert agent.clipboard() == first.link
    agent.press("stop_repeat_button")
    agent.wait_until(lambda: agent.uploads()[0].stage is UploadStage.CANCELLED)
    assert not agent.sees("earlier_notice")
    assert len(server.record.uploads) == 1


def test_a_copy_of_the_file_is_known_by_its_bytes(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = files.document()
    upload(agent, path)
    elsewhere = files.folder / "again"
    elsewhere.mkdir()
    copy = elsewhere / path.name
    copy.write_bytes(path.read_bytes())
    upload(agent, copy)
    agent.wait_until(lambda: agent.sees("earlier_notice"))
    assert len(server.record.uploads) == 2, "it is said, and never skipped"


def test_a_row_leads_to_its_receipt(agent: Person, files: Files) -> None:
    path = files.photo()
    upload(agent, path)
    agent.key(agent.choose_row("conversation_upload_list", 0), Qt.Key.Key_I)
    agent.wait_until(lambda: agent.sees("receipt_dialog"))
    assert path.name in agent.words_of("receipt_dialog")
    agent.press("close_receipt_button")
    agent.wait_until(lambda: not agent.sees("receipt_dialog"))
