"""Both contestants do the same job: the file is stored, complete is called, the link is told."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.account import CURL_SCRIPT, Account, users_environment
from benchmarks.files import make_photos, make_video
from PySide6.QtCore import QMimeDatabase

from leadway_desktop.practice.serve import description
from leadway_desktop.practice.server import PracticeServer

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    video = make_video(tmp_path / "video.mp4", 1_234_567)
    return [video, *make_photos(tmp_path / "photos", 2, 40_000)]


def test_the_files_are_what_their_names_say(files: list[Path]) -> None:
    by_content = QMimeDatabase.MatchMode.MatchContent
    kinds = [QMimeDatabase().mimeTypeForFile(str(file), by_content).name() for file in files]
    assert kinds == ["video/mp4", "image/jpeg", "image/jpeg"]
    assert [file.stat().st_size for file in files] == [1_234_567, 40_000, 40_000]
    assert files[1].read_bytes() != files[2].read_bytes()


@needs_curl
def test_the_curl_script_uploads_file_by_file(files: list[Path], tmp_path: Path) -> None:
    with PracticeServer(storage=tmp_path) as server:
        account = Account(description(server), tmp_path / "home", server.account.base_url)
        conversation = {"CONVERSATION_ID": server.account.conversation_id}
        done = subprocess.run(
            ["sh", str(CURL_SCRIPT), *map(str, files)],
            env=account.environment(**conversation),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        uploads = server.record.uploads
        assert [upload.filename for upload in uploads] == [file.name for file in files]
        assert [upload.size for upload in uploads] == [1_234_567, 40_000, 40_000]
        assert server.record.steps() == ["initiate", "put", "complete"] * 3
        assert all(upload.public_url in done.stdout for upload in uploads)


@needs_curl
def test_the_curl_script_fails_where_the_server_refuses(files: list[Path], tmp_path: Path) -> None:
    with PracticeServer(storage=tmp_path) as server:
        account = Account(description(server), tmp_path / "home", server.account.base_url)
        wrong = {"CONVERSATION_ID": server.account.foreign_conversation_id}
        done = subprocess.run(
            ["sh", str(CURL_SCRIPT), str(files[0])],
            env=account.environment(**wrong),
            capture_output=True,
            timeout=60,
        )
        assert done.returncode != 0


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="Windows has no wait4")
def test_the_program_uploads_to_the_account_that_it_is_given(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (sys.executable, "-m", "leadway_desktop")
    monkeypatch.setattr("benchmarks.account.PROGRAM", program)
    with PracticeServer(storage=tmp_path) as server:
        account = Account(description(server), tmp_path / "home", server.account.base_url)
        account.by_program(files)
        sizes = sorted(upload.size for upload in server.record.uploads)
        assert sizes == [40_000, 40_000, 1_234_567]
        assert account.refusals() == 0


def test_a_users_environment_bends_neither_python_nor_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("LEADWAY_DESKTOP_TOKEN", "pit-of-the-person")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    environment = users_environment(ADDED="1")
    assert not {"PYTHONDONTWRITEBYTECODE", "LEADWAY_DESKTOP_TOKEN"} & environment.keys()
    assert (environment["HTTPS_PROXY"], environment["ADDED"]) == ("http://proxy", "1")
