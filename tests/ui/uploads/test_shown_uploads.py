"""Lists show what they are narrowed to, in the order in which it goes, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.turns import awaits_turn, turn_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.uploads.shown_uploads import ShownUploads
from leadway_desktop.ui.uploads.upload_kind import UploadKind
from leadway_desktop.ui.uploads.upload_list_model import UPLOAD_ROLE, UploadListModel
from tests.ui.stand_ins import NOON, upload

MANY = 10_000


@pytest.fixture
def model(qtbot: QtBot) -> UploadListModel:
    return UploadListModel()


@pytest.fixture
def shown(model: UploadListModel) -> ShownUploads:
    return watched(ShownUploads(model, model))


def watched(shown: ShownUploads) -> ShownUploads:
    """Have Qt check every signal of a model."""
    QAbstractItemModelTester(shown, QAbstractItemModelTester.FailureReportingMode.Fatal, shown)
    return shown


def names(shown: ShownUploads) -> str:
    return " ".join(str(shown.index(row, 0).data()) for row in range(shown.rowCount()))


def put(model: UploadListModel, *uploads: Upload) -> None:
    for each in uploads:
        model.put(each)
    model.show_pending()


def over(name: str, minute: int, stage: UploadStage = UploadStage.UPLOADED) -> Upload:
    return replace(upload(name, stage), finished_at=NOON + timedelta(minutes=minute))


def test_what_runs_then_what_is_next_then_what_is_over_latest_first(
    model: UploadListModel, shown: ShownUploads
) -> None:
    put(
        model,
        over("early", 1),
        upload("next"),
        upload("runs", UploadStage.UPLOADING),
        over("late", 7, UploadStage.FAILED),
        upload("paused", UploadStage.PAUSED),
        upload("last"),
    )
    assert names(shown) == "runs next paused last late early"
    assert shown.rows_that_wait() == range(1, 4)


def test_a_place_of_the_agents_counts(model: UploadListModel, shown: ShownUploads) -> None:
    first, second, third = upload("1"), upload("2"), upload("3")
    put(model, first, second, third)
    put(model, replace(third, place=NOON.timestamp() - 1))
    assert names(shown) == "3 1 2"
    put(model, replace(third, place=NOON.timestamp() + 1))
    assert names(shown) == "1 2 3"


def test_one_conversation_and_one_kind(model: UploadListModel, shown: ShownUploads) -> None:
    put(
        model,
        upload("a", to="c1"),
        upload("b", to="c2"),
        upload("c", UploadStage.FAILED, to="c1"),
    )
    shown.show_conversation("c1")
    assert names(shown) == "a c"
    shown.show_kind(UploadKind.ATTENTION)
    assert names(shown) == "c"
    shown.show_conversation("c2")
    assert names(shown) == ""
    shown.show_conversation(None)
    shown.show_kind(UploadKind.ALL)
    assert names(shown) == "a b c"


def test_an_upload_moves_between_kinds_as_its_stage_changes(model: UploadListModel) -> None:
    kinds = {kind: watched(ShownUploads(model, model)) for kind in UploadKind}
    for kind, shown in kinds.items():
        shown.show_kind(kind)
    running = upload("a.jpg", UploadStage.UPLOADING)
    put(model, running)
    counts = {kind: shown.rowCount() for kind, shown in kinds.items()}
    assert counts == dict(zip(UploadKind, (1, 1, 0, 0), strict=True))
    put(model, running.moved_to(UploadStage.FAILED))
    counts = {kind: shown.rowCount() for kind, shown in kinds.items()}
    assert counts == dict(zip(UploadKind, (1, 0, 1, 0), strict=True))


def test_a_new_list_shows_what_is_there(model: UploadListModel) -> None:
    put(model, upload("a"), upload("b"))
    assert names(watched(ShownUploads(model, model))) == "a b"


def test_only_what_waits_can_be_dragged(model: UploadListModel, shown: ShownUploads) -> None:
    put(model, upload("runs", UploadStage.UPLOADING), upload("waits"), over("over", 1))
    drags = [bool(shown.index(row).flags() & Qt.ItemFlag.ItemIsDragEnabled) for row in range(3)]
    assert drags == [False, True, False]


@pytest.mark.parametrize("count", [3, 200])
def test_the_selection_goes_with_its_rows(
    model: UploadListModel, shown: ShownUploads, count: int
) -> None:
    uploads = [upload(str(number)) for number in range(count)]
    put(model, *uploads)
    selection = QItemSelectionModel(shown)
    selection.select(shown.index(1), QItemSelectionModel.SelectionFlag.Select)
    kept = QPersistentModelIndex(shown.index(2))
    put(model, *(each.moved_to(UploadStage.PAUSED) for each in uploads[:1]))
    put(model, *(each.moved_to(UploadStage.FAILED, at=NOON) for each in uploads))
    [selected] = selection.selectedIndexes()
    assert (selected.data(), kept.data()) == ("1", "2")
    assert shown.row_of(uploads[1].id) == selected.row()


@pytest.mark.parametrize(
    "happens",
    [
        lambda each: each.moved_to(UploadStage.CANCELLED, at=NOON),
        lambda each: each.moved_to(UploadStage.PAUSED),
        lambda each: replace(each, place=-each.created_at.timestamp()),
    ],
)
def test_what_happens_to_ten_thousand_is_told_in_a_few_signals(
    model: UploadListModel, happens: Callable[[Upload], Upload]
) -> None:
    shown = ShownUploads(model, model)
    told: list[str] = []
    for signal in (
        shown.rowsInserted,
        shown.rowsRemoved,
        shown.rowsMoved,
        shown.dataChanged,
        shown.layoutChanged,
    ):
        signal.connect(lambda *_: told.append(""))
    uploads = [upload(str(number)) for number in range(MANY)]
    put(model, *uploads)
    put(model, *map(happens, uploads))
    assert 0 < len(told) <= 4


STAGES = st.sampled_from(
    [
        UploadStage.QUEUED,
        UploadStage.UPLOADING,
        UploadStage.UPLOADED,
        UploadStage.FAILED,
        UploadStage.PAUSED,
    ]
)
EVENTS = st.lists(
    st.tuples(st.integers(0, 9), STAGES | st.none(), st.integers(0, 3), st.booleans()), max_size=40
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS, st.sampled_from(UploadKind), st.sampled_from(["c1", None]))
def test_any_sequence_of_events_ends_in_the_order(
    qtbot: QtBot,
    events: list[tuple[int, UploadStage | None, int, bool]],
    kind: UploadKind,
    conversation_id: str | None,
) -> None:
    model = UploadListModel()
    shown = watched(ShownUploads(model, model))
    shown.show_kind(kind)
    shown.show_conversation(conversation_id)
    uploads = [upload(str(number), to=f"c{number % 2}") for number in range(10)]
    there: dict[str, Upload] = {}
    for which, stage, number, ends_frame in events:
        each = uploads[which]
        if stage is None:
            model.forget(each.id)
            there.pop(each.id, None)
        else:
            finished = NOON + timedelta(minutes=number) if stage.is_over else None
            place = NOON.timestamp() + number
            now = replace(each, stage=stage, place=place, finished_at=finished)
            model.put(now)
            there[each.id] = now
        if ends_frame:
            model.show_pending()
    model.show_pending()
    rows = [shown.index(row, 0).data(UPLOAD_ROLE) for row in range(shown.rowCount())]
    fitting = [
        each
        for each in there.values()
        if kind.fits(each) and conversation_id in (None, each.target.conversation_id)
    ]
    assert {each.id for each in rows} == {each.id for each in fitting}
    assert rows == sorted(rows, key=lambda each: standing(model, each))
    assert all(shown.row_of(each.id) == row for row, each in enumerate(rows))


def standing(model: UploadListModel, each: Upload) -> tuple[int, float, int]:
    arrival = model.arrival_of(each.id)
    if each.stage.is_over:
        assert each.finished_at is not None
        return 2, -each.finished_at.timestamp(), -arrival
    return int(awaits_turn(each)), turn_of(each), arrival
