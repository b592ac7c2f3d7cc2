"""From a failure to a report that the agent has read, saved, and can send to support."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QTreeWidget

from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.practice.server import PracticeServer
from tests.journeys.files import Files
from tests.journeys.person import Person
from tests.logs.hooks import put_hooks_in_place


def save_report(person: Person, file: Path) -> None:
    person.wait_until(lambda: person.find(QTreeWidget, "support_parts").topLevelItemCount() > 5)
    person.press("save_support_button")
    chooser = person.find(QFileDialog, "support_file_dialog")
    name = chooser.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(file))
    QTest.keyClick(name, Qt.Key.Key_Return)
    person.wait_until(file.exists)
    person.wait_until(lambda: person.sees("support_notice"))


def everything_in(file: Path) -> str:
    with zipfile.ZipFile(file) as content:
        return "".join(name + content.read(name).decode() for name in content.namelist())


@pytest.mark.allow_logs("Nobody caught this")
def test_a_failure_leads_to_a_report_without_secrets_and_customers(
    agent: Person,
    server: PracticeServer,
    files: Files,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise RuntimeError("María Fernández of +34 600 123 456, Bearer abcdefghijk")

    put_hooks_in_place(monkeypatch)
    photo = files.photo()
    agent.drop([photo])
    agent.wait_for_stage(photo, UploadStage.UPLOADED)
    QTimer.singleShot(0, fail)
    agent.wait_until(lambda: agent.sees("mishap_banner"))

    agent.press("mishap_report_button")
    file = tmp_path / "for support.zip"
    save_report(agent, file)
    assert file.name in agent.words_of("support_notice")
    told = everything_in(file)
    assert "RuntimeError: [name]" in told
    assert '"uploaded": 1' in told
    assert '"accepts_token": true' in told
    assert '"source": "session"' in told
    for unwanted in (server.account.token, "abcdefghijk", "600 123", "Fernández", photo.name):
        assert unwanted not in told


def test_a_report_can_be_had_before_anybody_is_signed_in(
    person: Person, server: PracticeServer, tmp_path: Path
) -> None:
    server.go_offline()
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.press("sign_in_support_button")
    file = tmp_path / "report.zip"
    save_report(person, file)
    assert "NoConnection" in everything_in(file)
    assert person.find(QPlainTextEdit, "support_text").toPlainText()


def test_a_report_of_the_practice_account_asks_the_practice_server(
    person: Person, server: PracticeServer, tmp_path: Path
) -> None:
    person.wait_until(lambda: person.sees("sign_in_page"))
    person.press("practice_button")
    person.wait_until(lambda: person.sees("conversation_list"))
    person.choose_menu("support_action")
    file = tmp_path / "report.zip"
    save_report(person, file)
    assert '"accepts_token": true' in everything_in(file)
    assert not server.record.requests
