"""What a bar says of an upload's pace."""

from __future__ import annotations

import io
import os
from dataclasses import replace

import pytest

from leadway_desktop.cli.progress_bars import ProgressBars
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload_stage import UploadStage
from tests.ui.stand_ins import upload


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 1


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setattr(os, "get_terminal_size", lambda fd: os.terminal_size((100, 24)))
    return Terminal()


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("u", 500, 1000, 100.0), "50%  100\u00a0B/s  5\u00a0s left"),
        (Progress("u", 500, 1000, still=6.4), "50%  no progress for 6\u00a0s"),
        (Progress("u", 1000, 1000, 100.0), "99%  finishing"),
    ],
    ids=["moves", "stands", "has arrived"],
)
def test_a_bar_says_how_it_goes(terminal: Terminal, progress: Progress, said: str) -> None:
    bars = ProgressBars(terminal)
    running = upload(stage=UploadStage.UPLOADING, size=1000)
    bars.start(running)
    terminal.truncate(0)
    bars.move(replace(progress, upload_id=running.id))
    shown = terminal.getvalue().rstrip()
    bars.close()
    assert shown.endswith(said)
