from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.delivery import DeliveryStage
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.sending.message_totals import MessageTotals
from tests.ui.sending.deliveries import delivered, planned
from tests.ui.stand_ins import upload


def counted(*uploads: Upload | None) -> MessageTotals:
    totals = MessageTotals()
    for each in uploads:
        totals.replace(None, each)
    return totals


def test_a_message_of_three_files_is_one_message() -> None:
    one, two, three = (planned(name, "m1") for name in ("a", "b", "c"))
    totals = counted(one, two, three, planned("d", "m2"))
    assert totals.on_their_way == 2
    assert totals.companions(one) == {two.id, three.id}


def test_what_was_sent_is_no_longer_on_its_way() -> None:
    before = planned()
    totals = counted(before)
    assert before.delivery is not None
    sent = replace(before, delivery=replace(before.delivery, stage=DeliveryStage.SENT))
    assert totals.planned == 1
    totals.replace(before, sent)
    assert (totals.on_their_way, totals.planned) == (0, 0)


def test_refused_and_unknown_are_not_on_their_way() -> None:
    totals = counted(
        delivered(DeliveryStage.REFUSED, name="a"), delivered(DeliveryStage.UNKNOWN, name="b")
    )
    assert totals.on_their_way == 0


def test_a_message_is_not_on_its_way_once_none_of_its_files_is() -> None:
    one, two = planned("a", "m1"), planned("b", "m1")
    totals = counted(one, two)
    failed = replace(one, stage=UploadStage.FAILED)
    totals.replace(one, failed)
    assert totals.on_their_way == 1
    cancelled = replace(two, stage=UploadStage.CANCELLED)
    totals.replace(two, cancelled)
    assert totals.on_their_way == 0
    assert totals.companions(one) == {two.id}
    totals.replace(failed, one)
    assert (totals.on_their_way, totals.planned) == (1, 1)


def test_what_did_not_arrive_goes_with_nobody() -> None:
    one, two, three = (planned(name, "m1") for name in ("a", "b", "c"))
    cancelled = replace(three, stage=UploadStage.CANCELLED)
    totals = counted(one, two, cancelled)
    assert [totals.going_with(each) for each in (one, two, cancelled)] == [1, 1, 2]
    assert totals.companions(one) == {two.id, three.id}


def test_a_message_with_a_paused_file_is_unsent_and_does_not_go() -> None:
    one, two = planned("a", "m1"), planned("b", "m1")
    paused = replace(one, stage=UploadStage.PAUSED)
    totals = counted(paused, two, planned("c", "m2"))
    assert (totals.unsent, totals.on_their_way) == (2, 1)
    totals.replace(paused, one)
    assert (totals.unsent, totals.on_their_way) == (2, 2)


def test_files_without_a_message_have_no_companions() -> None:
    alone = upload()
    assert counted(alone).companions(alone) == frozenset()


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([None, *DeliveryStage]))))
def test_counting_as_it_goes_is_counting_at_the_end(
    changes: list[tuple[int, DeliveryStage | None]],
) -> None:
    totals, now = MessageTotals(), dict[int, Upload]()
    for number, stage in changes:
        plain = replace(upload(), id=f"u{number}")
        key = f"m{number % 2}"
        new = plain if stage is None else replace(planned(key=key, stage=stage), id=plain.id)
        totals.replace(now.get(number), new)
        now[number] = new
    anew = counted(*now.values())
    assert (totals.unsent, totals.on_their_way) == (anew.unsent, anew.on_their_way)
    for each in now.values():
        assert totals.companions(each) == anew.companions(each)
        assert totals.awaited(each) == anew.awaited(each)
        assert totals.going_with(each) == anew.going_with(each)
    for number in list(now):
        totals.replace(now.pop(number), None)
    assert totals.on_their_way == 0
