"""Who sends and tells nothing has stopped, and who has nothing to tell has not."""

import pytest

from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.uploads.silence import SILENT_AFTER, SilenceWatch
from tests.ui.stand_ins import upload


class Room:
    def __init__(self) -> None:
        self.now = 0.0
        self.watch = SilenceWatch(lambda: self.now)
        self.upload = upload(stage=UploadStage.UPLOADING)

    def after(self, seconds: float) -> list[Progress]:
        self.now += seconds
        return self.watch.reports()


@pytest.fixture
def room() -> Room:
    room = Room()
    room.watch.follow(room.upload)
    return room


def test_news_in_time_are_believed(room: Room) -> None:
    for done in range(5):
        room.watch.hear(Progress(room.upload.id, done, 1000, 5.0))
        assert room.after(SILENT_AFTER - 1) == []


def test_a_file_that_cannot_even_be_opened_is_silent_too(room: Room) -> None:
    assert room.after(SILENT_AFTER) == [Progress(room.upload.id, 0, 1000, still=SILENT_AFTER)]


def test_the_seconds_go_on_from_the_last_byte(room: Room) -> None:
    room.watch.hear(Progress(room.upload.id, 10, 1000, still=3.0))
    (told,) = room.after(7)
    assert (told.acknowledged, told.still) == (10, 10.0)
    room.watch.hear(told)
    (again,) = room.after(1)
    assert again.still == 11.0


def test_who_waits_for_the_answer_or_is_at_another_step_has_nothing_to_tell(room: Room) -> None:
    room.watch.hear(Progress(room.upload.id, 1000, 1000))
    assert room.after(60) == []
    room.watch.follow(room.upload)
    assert room.after(60) == []
    room.watch.follow(room.upload.moved_to(UploadStage.FAILED))
    assert not room.watch.is_needed
