from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import ConnectionLost, NoConnection
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.uploads.upload_list_model import STATE_ROLE, UploadListModel
from tests.ui.sending.deliveries import planned
from tests.ui.stand_ins import NOON, Seconds, upload, waiting

MANY = 10_000


@pytest.fixture
def model(qtbot: QtBot) -> UploadListModel:
    model = UploadListModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def names(model: UploadListModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_newest_upload_comes_first(model: UploadListModel) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        model.put(upload(name))
    model.show_pending()
    assert names(model) == ["c.jpg", "b.jpg", "a.jpg"]


def test_changes_are_shown_by_themselves_within_a_frame(
    model: UploadListModel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(model.shown):
        model.put(upload("a.jpg"))
    assert names(model) == ["a.jpg"]


def test_ten_thousand_files_are_one_insertion(model: UploadListModel) -> None:
    insertions: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: insertions.append((first, last)))
    for number in range(MANY):
        model.put(upload(f"{number}.jpg"))
    model.show_pending()
    assert insertions == [(0, MANY - 1)]


def test_progress_between_two_frames_is_one_change_of_one_row(model: UploadListModel) -> None:
    uploads = [upload(f"{n}.jpg", UploadStage.UPLOADING) for n in range(MANY)]
    for each in uploads:
        model.put(each)
    model.show_pending()
    changes: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom: changes.append((top.row(), bottom.row())))
    for done in range(100):
        model.advance(Progress(uploads[0].id, done, 1000))
    model.show_pending()
    assert changes == [(MANY - 1, MANY - 1)]
    assert model.index(MANY - 1).data(STATE_ROLE).progress.acknowledged == 99


def test_clearing_ten_thousand_is_one_removal(model: UploadListModel) -> None:
    uploads = [upload(f"{n}.jpg", UploadStage.UPLOADED, link="x") for n in range(MANY)]
    for each in uploads:
        model.put(each)
    model.show_pending()
    removals: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _parent, first, last: removals.append((first, last)))
    for each in uploads:
        model.forget(each.id)
    model.show_pending()
    assert removals == [(0, MANY - 1)]
    assert model.totals.count == 0


def test_rows_between_removed_ones_stay(model: UploadListModel) -> None:
    uploads = [upload(f"{n}.jpg") for n in range(5)]
    for each in uploads:
        model.put(each)
    model.show_pending()
    for number in (0, 2, 3):
        model.forget(uploads[number].id)
    model.show_pending()
    assert names(model) == ["4.jpg", "1.jpg"]
    model.put(uploads[1].moved_to(UploadStage.PREPARING))
    model.show_pending()
    assert model.index(1).data(STATE_ROLE).upload.stage is UploadStage.PREPARING


def test_upload_that_came_and_went_within_a_frame_leaves_nothing(model: UploadListModel) -> None:
    gone = upload()
    model.put(gone)
    model.forget(gone.id)
    model.show_pending()
    assert model.rowCount() == 0


def test_progress_of_what_is_unknown_or_over_is_dropped(model: UploadListModel) -> None:
    failed = upload(stage=UploadStage.FAILED)
    model.put(failed)
    model.advance(Progress("nobody", 1, 2))
    model.show_pending()
    model.advance(Progress(failed.id, 1, 2))
    model.show_pending()
    assert model.index(0).data(STATE_ROLE).progress is None


def test_retry_forgets_the_progress_of_the_first_attempt(model: UploadListModel) -> None:
    first = upload(stage=UploadStage.UPLOADING)
    model.put(first)
    model.show_pending()
    model.advance(Progress(first.id, 900, 1000))
    model.show_pending()
    failed = first.moved_to(UploadStage.FAILED)
    model.put(failed)
    model.put(failed.moved_to(UploadStage.QUEUED))
    model.show_pending()
    assert model.index(0).data(STATE_ROLE).progress is None


def test_row_is_said_in_words(model: UploadListModel) -> None:
    model.put(upload("photo.jpg"))
    model.show_pending()
    words = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "photo.jpg" in words
    assert "María Fernández" in words
    assert "Queued" in words


def test_tool_tip_is_never_markup(model: UploadListModel) -> None:
    model.put(upload("<b>bold.jpg"))
    model.show_pending()
    tip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    assert "&lt;b&gt;" in tip


def test_clock_ticks_only_while_something_counts_down(model: UploadListModel, qtbot: QtBot) -> None:
    late = waiting(ConnectionLost(), WaitReason.TIME, 8)
    changes: list[int] = []
    model.dataChanged.connect(lambda top, _bottom: changes.append(top.row()))
    with qtbot.waitSignal(model.ticked, timeout=5000):
        model.put(late)
    assert changes == [], "a tick lays nothing out anew"
    model.put(late.moved_to(UploadStage.QUEUED))
    model.show_pending()
    with qtbot.assertNotEmitted(model.ticked, wait=1200):
        model.put(waiting(NoConnection(), WaitReason.NETWORK))


def test_clock_ticks_while_a_server_is_asked(model: UploadListModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.ticked, timeout=5000):
        model.put(upload(stage=UploadStage.INITIATING))
    sending = planned(stage=DeliveryStage.SENDING)
    model.forget(model.upload_at(0).id)
    with qtbot.waitSignal(model.ticked, timeout=5000):
        model.put(sending)


def test_no_clock_ticks_for_what_was_cancelled_and_removed_within_a_frame(
    model: UploadListModel,
) -> None:
    asked = upload(stage=UploadStage.INITIATING)
    model.put(asked)
    model.show_pending()
    clock = next(timer for timer in model.findChildren(QTimer) if timer.isActive())
    model.put(asked.moved_to(UploadStage.CANCELLED))
    model.forget(asked.id)
    model.show_pending()
    assert not clock.isActive()


def test_an_upload_of_which_nothing_is_heard_makes_no_progress(qtbot: QtBot) -> None:
    """Its thread hangs in the operating system and tells nothing, not even that."""
    seconds, hung, sends = Seconds(), upload("a", UploadStage.UPLOADING), upload("b")
    sends = sends.moved_to(UploadStage.PREPARING)
    sends = sends.moved_to(UploadStage.INITIATING).moved_to(UploadStage.UPLOADING)
    model = UploadListModel(monotonic=seconds)
    for each in (hung, sends):
        model.put(each)
        model.advance(Progress(each.id, 400, 1000, speed=10.0))
    model.show_pending()
    seconds.now += 6
    model.advance(Progress(sends.id, 500, 1000, speed=20.0))
    with qtbot.waitSignal(model.dataChanged, check_params_cb=says_still(model, hung)):
        pass
    there, moving = (model.index(model.row_of(each.id)) for each in (hung, sends))
    assert there.data(STATE_ROLE).progress == Progress(hung.id, 400, 1000, still=6)
    assert "no progress for 6\u00a0s" in there.data(Qt.ItemDataRole.AccessibleTextRole)
    assert moving.data(STATE_ROLE).progress.still is None
    assert model.totals.seconds_left == 55, "nobody can tell of the other"

    model.advance(Progress(hung.id, 500, 1000, speed=10.0))
    model.show_pending()
    assert there.data(STATE_ROLE).progress.still is None, "it goes on"


def says_still(model: UploadListModel, of: Upload) -> Callable[[object, object, object], bool]:
    def says(*_: object) -> bool:
        progress = model.index(model.row_of(of.id)).data(STATE_ROLE).progress
        return progress is not None and progress.still is not None

    return says


def test_words_count_down_by_the_clock(qtbot: QtBot) -> None:
    moments = [NOON, NOON + timedelta(seconds=1)]
    model = UploadListModel(now=lambda: moments[0])
    model.put(waiting(ConnectionLost(), WaitReason.TIME, 8))
    model.show_pending()
    index = model.index(0)
    assert "8\u00a0s" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    moments.pop(0)
    assert "7\u00a0s" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_no_row_has_children(model: UploadListModel) -> None:
    model.put(upload())
    model.show_pending()
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex()) is None
