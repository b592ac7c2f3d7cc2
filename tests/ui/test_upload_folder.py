"""The folder is shown, or it is said why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from leadway_desktop.domain.upload import LocalFile
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.vanishing_places import OUR_COPY
from leadway_desktop.ui.upload_folder import open_folder_of
from tests.ui.stand_ins import upload

COPY = LocalFile(Path("/data/spool") / f"x{OUR_COPY}" / "factura.pdf", 1, 0)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the system was asked to open; it refuses what is called none."""
    asked: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toLocalFile())
        return "none" not in url.path()

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return asked


def test_the_folder_is_opened(opened: list[str]) -> None:
    assert open_folder_of(upload(stage=UploadStage.UPLOADED)) == ""
    assert opened == ["/files"]


def test_a_copy_that_was_uploaded_is_gone(opened: list[str]) -> None:
    done = replace(upload(stage=UploadStage.UPLOADED), file=COPY)
    assert "copy" in open_folder_of(done)
    assert opened == []


def test_a_copy_that_was_not_uploaded_is_there(opened: list[str]) -> None:
    failed = replace(upload(stage=UploadStage.FAILED), file=COPY)
    assert open_folder_of(failed) == ""
    assert opened == [str(COPY.path.parent)]


def test_the_system_may_refuse(opened: list[str]) -> None:
    lost = replace(upload(), file=LocalFile(Path("/none/a.jpg"), 1, 0))
    assert open_folder_of(lost) == "The folder could not be opened"
