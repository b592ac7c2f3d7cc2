from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.call_limit import LimitedWait
from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.errors import ConnectionLost, NoConnection, RateLimited
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.proof import Proof
from leadway_desktop.domain.upload import StoredBytes, Upload, UploadSlot
from leadway_desktop.domain.upload_stage import ALLOWED_CHANGES, UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.uploads.total_words import total_words
from leadway_desktop.ui.uploads.upload_kind import UploadKind
from leadway_desktop.ui.uploads.upload_totals import UploadTotals
from tests.ui.sending.deliveries import planned, waiting_to_send, with_delivery
from tests.ui.stand_ins import NOON, upload, waiting


def counted(*uploads: Upload) -> UploadTotals:
    totals = UploadTotals()
    for each in uploads:
        totals.replace(None, each)
    return totals


def test_counts_by_what_the_agent_cares_about() -> None:
    totals = counted(*(upload(stage=stage) for stage in UploadStage))
    assert (totals.waiting, totals.running, totals.paused) == (2, 4, 1)
    assert (totals.ongoing, totals.unfinished) == (6, 7)
    assert (totals.attention, totals.done, totals.cancelled) == (1, 1, 1)
    assert totals.count == len(UploadStage)


def test_as_many_need_the_agent_as_the_list_then_shows() -> None:
    """Also one that failed and has a message in doubt, as a damaged journal leaves it."""
    many = [
        with_delivery(upload(stage=stage), f"{stage} {sending}", stage=sending)
        for stage in UploadStage
        for sending in DeliveryStage
    ]
    assert counted(*many).attention == sum(map(UploadKind.ATTENTION.fits, many))


def test_what_is_sent_yet_or_was_refused_is_not_called_done() -> None:
    there = UploadStage.UPLOADED
    kinds = {
        UploadKind.DONE: [upload(stage=there), _with(DeliveryStage.SENT)],
        UploadKind.ATTENTION: [_with(DeliveryStage.REFUSED), _with(DeliveryStage.UNKNOWN)],
        UploadKind.UNFINISHED: [
            _with(DeliveryStage.PLANNED),
            replace(upload(stage=there), is_drafted=True),
            upload(),
        ],
    }
    for kind, members in kinds.items():
        assert counted(*members).of_kind(kind) == counted(*members).count == len(members)


def test_retried_with_one_button_is_what_has_failed_for_certain() -> None:
    failed = [upload(stage=UploadStage.FAILED), _with(DeliveryStage.REFUSED)]
    others = [upload(stage=UploadStage.CANCELLED), _with(DeliveryStage.UNKNOWN)]
    totals = counted(*failed, *others)
    assert totals.to_retry == 2
    totals.replace(failed[1], _with(DeliveryStage.SENT))
    assert totals.to_retry == 1


def test_the_limit_is_that_of_the_last_one_that_waits_for_it() -> None:
    first, last = (
        waiting(RateLimited(wait_seconds=left, is_daily=False), WaitReason.TIME, left)
        for left in (10, 20)
    )
    message = waiting_to_send(RateLimited(wait_seconds=5, is_daily=True), WaitReason.TIME, 30)
    totals = counted(first, last, waiting(ConnectionLost(), WaitReason.TIME, 60))
    assert totals.limit == LimitedWait(NOON + timedelta(seconds=20), is_daily=False)
    totals.replace(None, message)
    assert totals.limit == LimitedWait(NOON + timedelta(seconds=30), is_daily=True)
    for each in (message, last, first):
        totals.replace(each, None)
    assert totals.limit is None


def _with(stage: DeliveryStage) -> Upload:
    return planned(key=stage.value, stage=stage)


def test_many_at_once_count_as_one_after_the_other() -> None:
    many = [upload(stage=stage, size=size) for size in (100, 300) for stage in UploadStage]
    at_once = UploadTotals()
    at_once.add(many)
    for totals in (at_once, counted(*many)):
        assert totals.count == len(many)
        assert (totals.ongoing, totals.paused, totals.attention) == (12, 2, 2)
        totals.advance(Progress(many[3].id, 80, 100))
        # Ten of the twelve have nothing behind them; those that complete have all of it.
        assert totals.fraction == (80 + 100 + 300) / (6 * 400)


def test_bar_counts_bytes_of_all_that_was_queued_together() -> None:
    small = upload(stage=UploadStage.UPLOADING, size=100)
    large = upload(stage=UploadStage.UPLOADING, size=300)
    totals = counted(small, large)
    totals.advance(Progress(large.id, 100, 300))
    assert totals.fraction == 0.25
    done = small.moved_to(UploadStage.COMPLETING).moved_to(UploadStage.UPLOADED)
    totals.replace(small, done)
    assert totals.fraction == 0.5


def test_bar_is_full_only_when_nothing_is_unfinished() -> None:
    last = upload(stage=UploadStage.UPLOADING, size=100)
    totals = counted(last)
    totals.advance(Progress(last.id, 100, 100))
    assert totals.fraction == 0.99
    finishing = last.moved_to(UploadStage.COMPLETING)
    totals.replace(last, finishing)
    assert totals.fraction == 0.99
    totals.replace(finishing, finishing.moved_to(UploadStage.UPLOADED))
    assert totals.fraction == 1.0


def test_next_batch_starts_from_nothing() -> None:
    totals = counted(upload(stage=UploadStage.UPLOADED, size=10_000))
    totals.replace(None, upload(size=100))
    assert totals.fraction == 0.0


def test_failed_upload_leaves_the_bar_and_asks_for_attention() -> None:
    broken = upload(stage=UploadStage.UPLOADING, size=100)
    other = upload(stage=UploadStage.UPLOADING, size=100)
    totals = counted(broken, other)
    totals.advance(Progress(other.id, 50, 100))
    totals.replace(broken, broken.moved_to(UploadStage.FAILED))
    assert totals.fraction == 0.5
    assert totals.attention == 1


def test_paused_upload_leaves_the_bar_until_it_goes_on() -> None:
    held = upload(stage=UploadStage.UPLOADING, size=300)
    other = upload(stage=UploadStage.UPLOADING, size=100)
    totals = counted(held, other)
    totals.advance(Progress(other.id, 50, 100))
    paused = held.moved_to(UploadStage.PAUSED)
    totals.replace(held, paused)
    assert totals.fraction == 0.5
    totals.replace(paused, paused.moved_to(UploadStage.QUEUED))
    assert totals.fraction == 50 / 400


def test_bytes_that_have_arrived_count_while_the_upload_waits() -> None:
    stored = StoredBytes(UploadSlot("u", "p"), "a.jpg", "image/jpeg", 1, Proof.CRC32C)
    finishing = upload(stage=UploadStage.COMPLETING, size=100)
    totals = counted(finishing, upload(size=100))
    totals.replace(finishing, finishing.moved_to(UploadStage.WAITING, stored=stored))
    assert totals.fraction == 0.5


def test_waiting_uploads_are_counted_by_what_they_wait_for() -> None:
    offline = waiting(NoConnection(), WaitReason.NETWORK)
    totals = counted(offline, waiting(ConnectionLost(), WaitReason.TIME, 8))
    counts = {reason: totals.waiting_for(reason) for reason in WaitReason}
    expected = {WaitReason.TIME: 1, WaitReason.NETWORK: 1}
    assert counts == {**dict.fromkeys(WaitReason, 0), **expected}
    totals.replace(offline, offline.moved_to(UploadStage.QUEUED))
    assert totals.waiting_for(WaitReason.NETWORK) == 0


def test_time_left_is_of_all_bytes_at_the_speed_of_all() -> None:
    one, other = (upload(stage=UploadStage.UPLOADING, size=1000) for _ in range(2))
    totals = counted(one, other)
    assert totals.seconds_left is None
    totals.advance(Progress(one.id, 500, 1000, 50.0))
    totals.advance(Progress(other.id, 0, 1000, 100.0))
    assert totals.seconds_left == 10.0
    totals.replace(None, upload(size=1500))
    assert totals.seconds_left == 20.0
    totals.replace(one, one.moved_to(UploadStage.CANCELLED))
    assert totals.seconds_left == 2500 / 100.0


def test_time_left_is_never_less_than_that_of_the_slowest_row() -> None:
    quick, slow = (upload(stage=UploadStage.UPLOADING, size=1000) for _ in range(2))
    totals = counted(quick, slow)
    totals.advance(Progress(quick.id, 900, 1000, 100.0))
    crawling = Progress(slow.id, 0, 1000, 5.0)
    totals.advance(crawling)
    assert totals.seconds_left == crawling.seconds_left == 200.0


def arriving(totals: UploadTotals, uploads: list[Upload], *, seconds_apart: float) -> None:
    for number, each in enumerate(uploads):
        at = NOON + timedelta(seconds=number * seconds_apart)
        totals.replace(each, replace(each, stage=UploadStage.UPLOADED, finished_at=at))


def test_time_left_of_many_small_files_is_by_the_pace_at_which_they_arrive() -> None:
    small = [upload(stage=UploadStage.COMPLETING, size=40) for _ in range(100)]
    large = upload(stage=UploadStage.UPLOADING, size=1000)
    totals = counted(*small, large)
    totals.advance(Progress(large.id, 500, 1000, 500.0))
    arriving(totals, small[:40], seconds_apart=0.5)
    assert totals.seconds_left == 61 * 0.5
    totals.advance(Progress(large.id, 500, 1000, 10.0))
    assert totals.seconds_left == 50.0, "the large one's bytes take longer"


def test_what_arrives_in_one_burst_or_one_by_one_has_no_pace() -> None:
    many = [upload(stage=UploadStage.COMPLETING) for _ in range(100)]
    for seconds_apart in (0.1, 10.0):
        totals = counted(*many)
        arriving(totals, many[:50], seconds_apart=seconds_apart)
        assert totals.seconds_left is None


def test_no_pace_tells_when_the_network_is_back() -> None:
    many = [upload(stage=UploadStage.COMPLETING) for _ in range(41)]
    totals = counted(*many)
    arriving(totals, many[:40], seconds_apart=0.5)
    assert totals.seconds_left == 0.5
    totals.replace(many[-1], waiting(NoConnection(), WaitReason.NETWORK))
    assert totals.seconds_left is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(0, 1000))))
def test_counting_step_by_step_is_counting_anew(steps: list[tuple[int, int, int]]) -> None:
    totals, uploads = UploadTotals(), [upload(size=1000) for _ in range(6)]
    for each in uploads:
        totals.replace(None, each)
    for which, choice, done in steps:
        old = uploads[which]
        changes = sorted(ALLOWED_CHANGES[old.stage], key=lambda stage: stage.value)
        if changes:
            uploads[which] = old.moved_to(changes[choice % len(changes)])
            totals.replace(old, uploads[which])
        totals.advance(Progress(old.id, done, 1000, 10.0))
        stages = [each.stage for each in uploads]
        assert totals.attention == stages.count(UploadStage.FAILED)
        assert totals.unfinished == sum(not stage.is_over for stage in stages)
        assert (totals.fraction == 1.0) is (totals.unfinished == 0)
        assert 0.0 <= totals.fraction <= 1.0


def test_a_standstill_is_that_of_all_that_are_sending() -> None:
    one, other = (upload(stage=UploadStage.UPLOADING, size=1000) for _ in range(2))
    totals = counted(one, other)
    totals.advance(Progress(one.id, 500, 1000, still=9.0))
    totals.advance(Progress(other.id, 0, 1000, 100.0))
    assert totals.still is None
    totals.advance(Progress(other.id, 200, 1000, still=4.5))
    assert totals.still == 4.5
    assert totals.seconds_left is None
    assert total_words().all_of(totals).endswith("no progress for 4\u00a0s")
    totals.replace(other, other.moved_to(UploadStage.CANCELLED))
    assert totals.still == 9.0
    totals.replace(one, one.moved_to(UploadStage.COMPLETING))
    assert totals.still is None
