"""The foot of the window where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.upload import UploadStage
from leadway_desktop.ui.elided_label import ElidedLabel
from leadway_desktop.ui.footer_bar import FooterBar
from leadway_desktop.ui.uploads.upload_totals import UploadTotals
from tests.ui.stand_ins import upload

STAGES = (UploadStage.UPLOADING, UploadStage.QUEUED, UploadStage.PAUSED, UploadStage.FAILED)
WORDS = "Sent to María Fernández"


def busy(qtbot: QtBot, width: int) -> FooterBar:
    bar, totals = FooterBar(), UploadTotals()
    qtbot.addWidget(bar)
    for stage in STAGES:
        totals.replace(None, upload(stage=stage))
    bar.show_totals(totals, held=0)
    bar.resize(width, bar.height())
    bar.show()
    return bar


@pytest.mark.parametrize("width", [480, 620, 940, 1400])
def test_a_word_is_shown_in_full_or_not_at_all(qtbot: QtBot, width: int) -> None:
    bar = busy(qtbot, width)
    bar.say(WORDS)
    toast = bar.findChild(ElidedLabel, "toast")
    assert toast is not None
    qtbot.waitUntil(lambda: toast.text() in {"", WORDS})
    assert toast.accessibleName() == WORDS


def test_counts_give_way_to_a_word_and_come_back(qtbot: QtBot) -> None:
    bar = busy(qtbot, 760)
    paused = bar.findChild(QLabel, "paused_count")
    assert paused is not None
    assert paused.isVisible()
    bar.say(WORDS * 2)
    assert not paused.isVisible()
    bar.say("")
    assert paused.isVisible()
