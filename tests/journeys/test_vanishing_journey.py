"""An attachment is dragged out of the mail program, which removes its file a moment later."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.app import work
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import VanishingPlaces
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from leadway_desktop.storage.upload_journal import FILE_NAME
from tests.journeys.conftest import started
from tests.journeys.files import Files


@pytest.fixture
def mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """The folder of the mail program, from which files vanish."""
    folder = tmp_path / "mozilla_ana0"
    folder.mkdir()
    places = VanishingPlaces([folder.as_posix()])
    monkeypatch.setattr(work, "vanishing_places", lambda environment: places)
    return Files(folder)


def test_it_arrives_though_its_file_is_gone_and_the_program_was_closed(
    qapp: QApplication,
    environment: dict[str, str],
    qtbot: QtBot,
    server: PracticeServer,
    isolated_home: Path,
    mail: Files,
) -> None:
    account = server.account
    preset = environment | {
        "LEADWAY_DESKTOP_TOKEN": account.token,
        "LEADWAY_DESKTOP_LOCATION_ID": account.location_id,
    }
    spool = isolated_home / "data" / "spool"
    server.faults.add(Fault("put", "stall", at_byte=10))
    path = mail.photo("Factura de Ana.jpg")
    with started(qapp, preset, qtbot) as (_, person):
        person.choose_conversation("María Fernández")
        person.drop([path])
        person.wait_until(lambda: len(server.record.faults) == 1)
        person.wait_until(lambda: any(spool in one.file.path.parents for one in person.uploads()))
        [upload] = person.uploads()
        assert upload.file.path.name == path.name
        path.unlink()
        orphan = spool / "left"
        orphan.mkdir()
    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(person.uploads)
        person.wait_for_stage(upload.file.path, UploadStage.UPLOADED)
        person.wait_until(lambda: list(spool.iterdir()) == [])
    [done] = server.record.uploads
    assert (done.filename, done.size) == (path.name, upload.file.size)


def test_where_the_list_was_damaged_no_copy_is_taken_for_an_orphan(
    qapp: QApplication,
    environment: dict[str, str],
    qtbot: QtBot,
    server: PracticeServer,
    isolated_home: Path,
    files: Files,
) -> None:
    data = isolated_home / "data"
    copy = data / "spool" / "x.leadway-copy" / "contrato.pdf"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"%PDF-1.4\n")
    (data / FILE_NAME).write_bytes(b"no database" * 1000)
    preset = environment | {
        "LEADWAY_DESKTOP_TOKEN": server.account.token,
        "LEADWAY_DESKTOP_LOCATION_ID": server.account.location_id,
    }
    with started(qapp, preset, qtbot) as (_, person):
        person.wait_until(lambda: "damaged" in person.words_of("notice"))
        person.choose_conversation("María Fernández")
        path = files.photo()
        person.drop([path])  # its thread would have removed orphans before
        person.wait_for_stage(path, UploadStage.UPLOADED)
    assert copy.exists()
