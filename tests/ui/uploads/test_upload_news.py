"""What is told of uploads between two frames."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.uploads.upload_news import FRAME_MS, UploadNews
from tests.ui.stand_ins import Seconds, upload


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def news(qtbot: QtBot, seconds: Seconds) -> UploadNews:
    return UploadNews(seconds)


def progress(upload_id: str, acknowledged: int) -> Progress:
    return Progress(upload_id, acknowledged, 100)


def test_it_is_due_a_frame_after_the_first_word(news: UploadNews, qtbot: QtBot) -> None:
    with qtbot.waitSignal(news.due):
        news.put(upload())


def test_what_changes_all_the_time_is_due_twenty_times_a_second_at_most(
    news: UploadNews, seconds: Seconds
) -> None:
    (frame,) = news.findChildren(QTimer)
    news.put(upload())
    assert frame.interval() == FRAME_MS
    for later, wait in ((0.01, 40), (1.0, FRAME_MS)):
        news.take()
        seconds.now += later
        news.advance(progress("u", 1))
        assert (frame.isActive(), frame.interval()) == (True, wait)


def test_of_each_upload_the_latest_is_told(news: UploadNews) -> None:
    one = upload(stage=UploadStage.UPLOADING)
    for acknowledged in (1, 2, 3):
        news.advance(progress(one.id, acknowledged))
    assert news.take() == ({}, {one.id: progress(one.id, 3)})
    assert news.take() == ({}, {})


def test_a_new_stage_ends_the_progress_before_it(news: UploadNews) -> None:
    one = upload(stage=UploadStage.COMPLETING)
    news.advance(progress(one.id, 1))
    news.put(one)
    assert news.take() == ({one.id: one}, {})


def test_what_an_upload_tells_comes_before_what_is_said_of_its_silence(news: UploadNews) -> None:
    news.advance(progress("u", 50))
    news.advance_silent(progress("u", 10))
    news.advance_silent(progress("v", 10))
    assert news.take()[1] == {"u": progress("u", 50), "v": progress("v", 10)}


def test_an_upload_is_as_it_was_told_last(news: UploadNews) -> None:
    shown, told = upload(), upload()
    news.put(told)
    assert news.upload(told.id, shown) == told
    news.remove(told.id)
    assert news.upload(told.id, shown) is None
    assert news.upload("other", shown) == shown
