"""Sign in, find, drop, watch, copy the link; and what can come between."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QSpinBox

from leadway_desktop.app import Desktop
from leadway_desktop.domain.errors import (
    FileEmpty,
    FileIsDirectory,
    FileTooLarge,
    FileTypeMismatch,
)
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.practice.faults import Fault
from leadway_desktop.practice.server import PracticeServer
from tests.journeys.files import Files
from tests.journeys.person import Person


def drop_and_stall(agent: Person, server: PracticeServer, files: Files) -> Path:
    """Drop a file whose bytes stop coming; return it when they have."""
    server.faults.add(Fault(step="put", kind="stall", at_byte=100_000))
    path = files.video()
    agent.drop([path])
    agent.wait_until(lambda: server.record.faults)
    agent.wait_for_stage(path, UploadStage.UPLOADING)
    return path


def test_several_files_dropped_at_once_arrive_and_their_links_open(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    dropped = [files.photo(), files.document(), files.video()]
    assert agent.drop(dropped) is Qt.DropAction.CopyAction  # MOVE would delete the originals

    for path in dropped:
        upload = agent.wait_for_stage(path, UploadStage.UPLOADED)
        assert upload.checksum is not None
        assert upload.link is not None
        with urllib.request.urlopen(upload.link) as reply:
            assert reply.read() == path.read_bytes()

    arrived = {done.filename: done for done in server.record.uploads}
    assert set(arrived) == {path.name for path in dropped}
    assert {done.conversation_id for done in arrived.values()} == {server.account.conversation_id}
    assert {done.channel for done in arrived.values()} == {"WHATSAPP"}


def test_the_link_is_copied_by_keyboard_and_by_enter(agent: Person, files: Files) -> None:
    upload_path = files.photo()
    agent.drop([upload_path])
    upload = agent.wait_for_stage(upload_path, UploadStage.UPLOADED)

    view = agent.choose_row("conversation_upload_list", 0)
    agent.key(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert agent.clipboard() == upload.link

    QGuiApplication.clipboard().clear()
    agent.key(view, Qt.Key.Key_Return)
    assert agent.clipboard() == upload.link


def test_the_token_goes_to_the_api_and_nowhere_else(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = files.document()
    agent.drop([path])
    agent.wait_for_stage(path, UploadStage.UPLOADED)

    puts = [seen for seen in server.record.requests if seen.step == "put"]
    assert len(puts) == 1
    assert not puts[0].carried_token
    assert all(seen.carried_token for seen in server.record.requests if seen.step == "initiate")


def test_a_drop_on_another_row_goes_there_and_selects_nothing(
    agent: Person, server: PracticeServer, files: Files, desktop: Desktop
) -> None:
    from PySide6.QtWidgets import QAbstractItemView

    from tests.journeys.person import drop_files

    path = files.photo()
    view = agent.find(QAbstractItemView, "conversation_list")
    row = next(
        i for i, text in enumerate(agent.rows("conversation_list")) if "Javier Rodríguez" in text
    )
    where = view.visualRect(view.model().index(row, 0)).center()
    assert drop_files(view.viewport(), [path], at=where) is Qt.DropAction.CopyAction

    agent.wait_for_stage(path, UploadStage.UPLOADED)
    assert server.record.uploads[0].channel == "SMS"
    assert server.record.uploads[0].conversation_id != server.account.conversation_id
    assert "María Fernández" in agent.words_of("conversation_header")


def test_a_pasted_picture_arrives_as_png(
    agent: Person, server: PracticeServer, desktop: Desktop
) -> None:
    picture = QImage(60, 40, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.magenta)
    QGuiApplication.clipboard().setImage(picture)

    agent.key(desktop.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    agent.wait_until(lambda: server.record.uploads)

    done = server.record.uploads[0]
    assert done.content_type == "image/png"
    with urllib.request.urlopen(done.public_url) as reply:
        assert QImage.fromData(reply.read()).size() == picture.size()


def test_pasted_files_arrive(
    agent: Person, server: PracticeServer, desktop: Desktop, files: Files
) -> None:
    path = files.document()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)

    agent.key(desktop.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    agent.wait_for_stage(path, UploadStage.UPLOADED)


def test_what_cannot_arrive_is_refused_before_any_call(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    too_big = files.sparse("boda.mp4", 101 * 1024 * 1024)
    folder = files.folder / "Fotos"
    folder.mkdir()
    empty = files.folder / "vacio.txt"
    empty.touch()
    disguised = files.folder / "foto.jpg"
    disguised.write_text("I am no picture")

    agent.drop([too_big, folder, empty, disguised])

    expected = {
        too_big: FileTooLarge,
        folder: FileIsDirectory,
        empty: FileEmpty,
        disguised: FileTypeMismatch,
    }
    for path, error in expected.items():
        assert isinstance(agent.wait_for_stage(path, UploadStage.FAILED).error, error)
    assert not [seen for seen in server.record.requests if seen.step == "initiate"]
    said = " ".join(agent.rows("conversation_upload_list"))
    assert "100\u00a0MB" in said


def test_cancel_ends_an_upload_and_retry_brings_it_home(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = drop_and_stall(agent, server, files)

    view = agent.choose_row("conversation_upload_list", 0)
    agent.key(view, Qt.Key.Key_Delete)
    agent.wait_for_stage(path, UploadStage.CANCELLED)
    assert not server.record.objects  # a broken PUT leaves nothing

    agent.key(view, Qt.Key.Key_R)
    agent.wait_for_stage(path, UploadStage.UPLOADED)
    assert len(server.record.uploads) == 1


def test_a_limit_of_calls_is_counted_down_and_the_agent_may_try_before(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault("initiate", "rate_limit", seconds=50, times=None))
    paths = [files.photo(f"foto {number}.jpg") for number in range(12)]
    agent.drop(paths)
    agent.wait_until(lambda: len(agent.uploads()) == len(paths))
    agent.wait_until(lambda: any(one.wait for one in agent.uploads()))
    agent.wait_until(lambda: not any(one.stage.is_running for one in agent.uploads()))
    rows = agent.rows("conversation_upload_list")
    counting = [row for row in rows if "Tries again in" in row]
    assert 1 <= len(counting) < len(rows)
    assert "Uploads and messages go on by themselves in" in agent.words_of("hold_banner")

    agent.press("hold_banner_button")
    agent.wait_until(lambda: "Tried again, in vain." in agent.words_of("hold_banner"))

    server.faults.clear()
    agent.wait_until(lambda: not any(one.stage.is_running for one in agent.uploads()))
    rows = agent.rows("conversation_upload_list")
    waiting = next(row for row in rows if "Tries again in" in row)
    view = agent.choose_row("conversation_upload_list", rows.index(waiting))
    agent.key(view, Qt.Key.Key_R)
    for path in paths:
        agent.wait_for_stage(path, UploadStage.UPLOADED)
    assert len(server.record.uploads) == len(paths)
    moments = [request.received_at for request in server.record.requests]
    assert max(moments) - min(moments) < 45, "nothing waited for the time that was told"
    agent.wait_until(lambda: not agent.sees("hold_banner"))


def test_the_bandwidth_is_capped_and_let_go_while_an_upload_runs(
    agent: Person, files: Files, desktop: Desktop
) -> None:
    def limit_to(kilobytes: int) -> None:
        desktop.window.dialogs.open_settings()
        agent.find(QSpinBox, "bandwidth_limit_setting").setValue(kilobytes)
        agent.press("save_settings_button")
        agent.wait_until(lambda: not agent.sees("settings_dialog"))

    limit_to(10)
    path = files.document(size=4_000_000)  # nearly seven minutes at that pace
    agent.drop([path])
    agent.wait_for_stage(path, UploadStage.UPLOADING)
    limit_to(0)
    agent.wait_for_stage(path, UploadStage.UPLOADED)


def test_the_server_dies_half_way_and_the_upload_goes_on_by_itself(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    path = drop_and_stall(agent, server, files)

    server.go_offline()
    agent.wait_until(lambda: agent.waits_for(path, WaitReason.NETWORK))
    assert "100%" not in " ".join(agent.rows("conversation_upload_list"))
    agent.wait_until(lambda: agent.sees("hold_banner"))

    server.go_online()
    upload = agent.wait_for_stage(path, UploadStage.UPLOADED)
    assert upload.link is not None
    assert [stored.size for stored in server.record.objects] == [path.stat().st_size]
    agent.wait_until(lambda: not agent.sees("hold_banner"))


def test_an_error_shows_the_servers_trace_id(
    agent: Person, server: PracticeServer, files: Files
) -> None:
    server.faults.add(Fault(step="initiate", kind="status", status=422))
    path = files.photo()
    agent.drop([path])

    upload = agent.wait_for_stage(path, UploadStage.FAILED)
    assert upload.error is not None
    assert upload.error.trace_id
    assert upload.error.trace_id in " ".join(agent.rows("conversation_upload_list"))


def test_no_secret_is_in_anything_the_program_wrote(
    agent: Person, server: PracticeServer, files: Files, isolated_home: Path
) -> None:
    server.faults.add(Fault(step="put", kind="status", status=503))
    good, bad = files.photo("uno.jpg"), files.photo("dos.jpg")
    agent.drop([bad, good])
    agent.wait_for_stage(bad, UploadStage.UPLOADED)
    agent.wait_for_stage(good, UploadStage.UPLOADED)

    written = [path for path in isolated_home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in written)
    for path in written:
        content = path.read_bytes()
        assert server.account.token.encode() not in content
        assert b"Goog-Signature" not in content
        if path.suffix == ".log":
            assert b"dos.jpg" not in content


@pytest.mark.parametrize("query", ["fernandez", "FERNÁNDEZ", "612 345"])
def test_search_finds_whatever_the_accents(agent: Person, query: str) -> None:
    agent.type_into("search_field", query)
    agent.wait_until(lambda: 0 < len(agent.rows("conversation_list")) < 20)
    assert any("María Fernández" in row for row in agent.rows("conversation_list"))
