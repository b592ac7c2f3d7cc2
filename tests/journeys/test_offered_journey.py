"""Somebody opens files with the program: from a file manager, "Send to", or the Dock."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from leadway_desktop.__main__ import files_to_offer
from leadway_desktop.app import Desktop
from leadway_desktop.app.dock_files import DockFiles
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.server import PracticeServer
from tests.journeys.files import Files
from tests.journeys.person import Person


def test_offered_files_go_where_the_agent_says(
    agent: Person, desktop: Desktop, files: Files
) -> None:
    photo = files.photo()
    page = desktop.window.work_page
    assert page is not None
    assert page.attachments.conversation is not None
    opened = page.attachments.conversation.id
    desktop.offer_files([photo])
    assert agent.sees("offered_files")
    assert agent.uploads() == []
    assert "María Fernández" in agent.words_of("offered_files")
    agent.press("offered_files_button")
    assert not agent.sees("offered_files")
    upload = agent.wait_for_stage(photo, UploadStage.UPLOADED)
    assert upload.target.conversation_id == opened


def test_files_wait_for_the_sign_in(
    person: Person, desktop: Desktop, server: PracticeServer, files: Files
) -> None:
    desktop.offer_files([files.photo()])
    person.sign_in(server.account.token, server.account.location_id)
    person.wait_until(lambda: person.sees("sign_in_error_action"))
    assert not person.sees("offered_files")
    person.press("sign_in_error_action")  # no keyring here: for this session only
    person.wait_until(lambda: person.sees("offered_files"))
    assert "fachada.jpg" in person.words_of("offered_files")
    person.press("discard_offered_button")
    assert not person.sees("offered_files")


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        ([], []),
        (["--practice"], []),
        (["/a/b.jpg", "--practice", "c.pdf"], ["/a/b.jpg", "c.pdf"]),
        (["/a/upload"], ["/a/upload"]),
        (["--", "upload", "-x"], ["upload", "-x"]),
        (["upload", "--conversation", "x", "/a/b.jpg"], None),
        (["--practice", "uploads"], None),
        (["--help"], None),
        (["--version"], None),
        (["uplaod"], None),
        (["/a/b.jpg", "--json"], None),
    ],
)
def test_what_is_a_file_and_what_a_command(arguments: list[str], files: list[str] | None) -> None:
    assert files_to_offer(arguments) == files


@pytest.mark.skipif(sys.platform != "win32", reason="the separator of Windows alone")
def test_windows_paths_are_files() -> None:
    assert files_to_offer(["C:\\Users\\photo"]) == ["C:\\Users\\photo"]


def test_files_dropped_on_the_dock_s_icon_are_offered(qapp: QApplication, tmp_path: Path) -> None:
    offered: list[Path] = []
    listener = DockFiles(offered.extend, qapp)
    qapp.installEventFilter(listener)
    file = tmp_path / "año nuevo.jpg"
    try:
        QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(file))))
    finally:
        qapp.removeEventFilter(listener)
        listener.deleteLater()
    assert offered == [file]
