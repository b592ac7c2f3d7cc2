"""Files that a command gives, for the first time and again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import Delivery, DeliveryStage, MessagePlan, plan_of
from leadway_desktop.domain.errors import (
    FileChanged,
    FileEmpty,
    JournalNotWritten,
    MessageFailed,
    RequestRefused,
)
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer import given_again
from leadway_desktop.transfer.given_again import BegunBefore
from leadway_desktop.transfer.intake import Intake
from leadway_desktop.transfer.messages.contents import alone
from leadway_desktop.transfer.plan_words import Given
from leadway_desktop.transfer.spool import Spool
from leadway_desktop.transfer.taking_in import take_in
from tests.transfer.fakes import TARGET, HandClock, Notebook
from tests.transfer.office import Office

PLAN = MessagePlan("Aquí tiene", "+34 600 000 000")
SILENT = MessagePlan("", "")
NO_SPOOL = Spool(Path("nowhere"))
BY_EMAIL = replace(TARGET, channel=Channel.EMAIL)
UPLOADED, PLANNED, SENT = UploadStage.UPLOADED, DeliveryStage.PLANNED, DeliveryStage.SENT


class Batches(Notebook):
    """Knows what was written together."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[Upload]] = []

    def save_all(self, uploads: Iterable[tuple[Upload, int]]) -> None:
        pairs = list(uploads)
        self.batches.append([upload for upload, _ in pairs])
        super().save_all(pairs)


class ComparedFile(LocalFile):
    """A file that counts how often it is compared with another."""

    times = 0

    def __eq__(self, other: object) -> bool:
        ComparedFile.times += 1
        return super().__eq__(other)

    __hash__ = LocalFile.__hash__


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.jpg" for number in range(7)]
    for path in made:
        path.write_bytes(b"\xff\xd8\xff" + path.name.encode())
    return made


def take(
    office: Office, given: list[Given], plan: MessagePlan | None, target: UploadTarget = BY_EMAIL
) -> list[Upload]:
    taking = BegunBefore(target, office.queue.uploads(), plan).taking(given)
    taken = take_in(taking, Intake(office.queue, office.clock), office.outbox)
    return [office.queue.upload(one.id) for one in taken]


def upload_of(path: Path, stage: UploadStage = UploadStage.QUEUED, name: str = "u1") -> Upload:
    made = Upload(name, BY_EMAIL, look_at(path), HandClock().now())
    return replace(made, stage=stage, told_at=made.created_at)


def begun(*uploads: Upload, plan: MessagePlan | None = SILENT) -> BegunBefore:
    return BegunBefore(BY_EMAIL, uploads, plan)


def test_files_and_their_messages_are_in_the_journal_in_one_go(files: list[Path]) -> None:
    """Killed right after the first write, the command has lost no file, and no message."""
    journal = Batches()
    office = Office(journal=journal)
    taken = take(office, list(files), PLAN)
    (together,) = [batch for batch in journal.batches if batch]
    assert [one.file.path for one in together] == files
    texts = [one.delivery.text for one in together if one.delivery is not None]
    assert texts == [PLAN.text] * 5 + [""] * 2
    assert [one.id for one in taken] == [one.id for one in together]


def test_so_are_those_that_go_on_with_those_that_are_new(files: list[Path]) -> None:
    """Or a kill in between would leave half a plan, and the other half say its words once more."""
    journal = Batches()
    office = Office(journal=journal)
    begun = upload_of(files[0])
    office.queue.restore(begun, 1)
    taken = take(office, [begun, files[1]], PLAN)
    (together,) = journal.batches
    assert [one.id for one in together] == [one.id for one in taken]
    assert all(one.delivery is not None for one in together)


def test_new_files_are_queued_though_the_disk_takes_no_plan(files: list[Path]) -> None:
    journal = Notebook()
    office = Office(journal=journal)
    journal.error = JournalNotWritten(detail="full")
    (taken,) = take(office, [files[0]], PLAN)
    assert taken.delivery is not None
    assert office.diary.troubles


def test_without_a_plan_nothing_is_sent(files: list[Path]) -> None:
    assert all(one.delivery is None for one in take(Office(), list(files), None))


def test_a_file_that_is_given_twice_is_uploaded_twice(files: list[Path]) -> None:
    one, other = take(Office(), [files[0], files[0]], None)
    assert one.id != other.id


def test_what_goes_on_is_planned_in_its_place_unless_it_has_a_message(files: list[Path]) -> None:
    office = Office()
    free, planned = upload_of(files[0], name="free"), upload_of(files[1], name="planned")
    planned = replace(planned, delivery=Delivery("other.00000", "before", ""))
    for one in (free, planned):
        office.queue.restore(one, 1)
    taken = take(office, [files[2], free, planned, files[3]], PLAN)
    assert [one.id for one in taken[1:3]] == ["free", "planned"]
    keys = [one.delivery.key for one in taken if one.delivery is not None]
    assert keys[2] == "other.00000"
    assert keys[0] == keys[1] == keys[3]
    kept, _ = office.journal.kept["free"]
    assert kept.delivery is not None


def test_what_an_earlier_giving_began_is_found_once(files: list[Path]) -> None:
    one = upload_of(files[0])
    before = begun(one)
    assert before.look_for([files[0], files[0], files[1]]) == [one, files[0], files[1]]


def test_a_file_is_compared_with_those_that_look_like_it_alone(files: list[Path]) -> None:
    """Ten thousand files given to a window that has ten thousand others took minutes."""
    others = [
        replace(upload_of(files[0], name=f"u{number}"), file=ComparedFile(Path(f"{number}"), 1, 1))
        for number in range(100)
    ]
    before = begun(*others)
    ComparedFile.times = 0
    assert before.look_for(files) == files
    assert ComparedFile.times == 0


@pytest.mark.parametrize("stage", set(UploadStage) - {UPLOADED})
def test_what_is_not_done_goes_on(files: list[Path], stage: UploadStage) -> None:
    one = upload_of(files[0], stage)
    assert begun(one, plan=None).look_for(files[:1]) == [one]


def test_a_file_that_was_saved_anew_goes_on_where_it_failed_by_that(files: list[Path]) -> None:
    """As its error advises; the stale row would be uploaded, and sent, once more."""
    changed = replace(upload_of(files[0], UploadStage.FAILED), error=FileChanged())
    refused = replace(upload_of(files[1], UploadStage.FAILED, "u2"), error=RequestRefused())
    before = begun(changed, refused)
    for path in files[:2]:
        path.write_bytes(b"saved anew, and longer than before")
    assert before.look_for([files[0], files[0], files[1]]) == [changed, files[0], refused]


def untold(upload: Upload, name: str = "") -> Upload:
    """Return an upload of a command that was killed, or told of something wrong."""
    return replace(upload, is_untold=True, id=name or upload.id)


def saved_anew(path: Path) -> Path:
    path.write_bytes(path.read_bytes() + b"saved anew, and longer than before")
    return path


def test_a_file_that_was_saved_anew_goes_on_as_it_is_now_until_it_has_arrived(
    files: list[Path],
) -> None:
    same, paused = upload_of(files[0]), untold(upload_of(files[1], UploadStage.PAUSED), "u2")
    before = begun(same, paused)
    saved_anew(files[1])
    assert before.look_for(files[:2]) == [same, paused]
    assert before.file_of_now(same) is None
    assert before.file_of_now(paused) == look_at(files[1])


@pytest.mark.parametrize("stage", DeliveryStage)
def test_what_has_arrived_of_a_file_saved_anew_since_is_not_sent(
    files: list[Path], stage: DeliveryStage
) -> None:
    """Where it may have been sent, nobody takes it back; the file goes as it is now."""
    arrived = untold(said(files[0], "", stage=stage))
    same = untold(said(files[1], "", "k.00001", stage))
    before = begun(arrived, same, plan=PLAN)
    saved_anew(files[0])
    assert before.look_for(files[:2])[0] == files[0]
    is_unsent = stage in {PLANNED, DeliveryStage.REFUSED}
    assert before.superseded == ([arrived] if is_unsent else [])


def test_what_a_server_has_turned_away_is_superseded_too(files: list[Path]) -> None:
    """By a limit, or without a network: it would be sent later."""
    tried = untold(said(files[0], "", began_at=HandClock().now()))
    unknown = DeliveryStage.UNKNOWN
    failed = untold(said(files[1], "", "k.00001", unknown, error=MessageFailed()))
    before = begun(tried, failed, plan=PLAN)
    given = [saved_anew(files[0]), saved_anew(files[1])]
    assert before.look_for(given) == given
    assert before.superseded == [tried, failed]


def test_our_copy_of_what_was_saved_anew_is_not_sent(spool: Spool, files: list[Path]) -> None:
    """From a place that vanishes it was copied; the file is known by where it was given."""
    copies = [replace(upload_of(path), file=spool.copy(look_at(path))) for path in files[:2]]
    arrived = untold(replace(said(files[0], ""), file=copies[0].file))
    waiting = untold(copies[1], "u2")
    before = begun(arrived, waiting, plan=PLAN)
    assert before.look_for([saved_anew(files[0]), saved_anew(files[1])]) == [files[0], waiting]
    assert before.superseded == [arrived]
    assert before.file_of_now(waiting) == look_at(files[1])


def test_our_copy_of_what_is_as_it_was_is_sent(spool: Spool, files: list[Path]) -> None:
    copies = [spool.copy(look_at(path)) for path in files[:2]]
    arrived = untold(replace(said(files[0], ""), file=copies[0]))
    waiting = untold(replace(upload_of(files[1]), file=copies[1]), "u2")
    before = begun(arrived, waiting, plan=PLAN)
    assert before.look_for(files[:2]) == [arrived, waiting]
    assert not before.superseded
    assert before.file_of_now(waiting) is None


@pytest.mark.parametrize("stage", [UploadStage.PAUSED, UPLOADED])
def test_words_that_go_with_what_is_new_are_taken_from_what_is_left_out(
    files: list[Path], stage: UploadStage
) -> None:
    """They share a message with what is superseded, or with what would wait for them."""
    old = untold(said(files[0], PLAN.text), "old")
    left = replace(said(files[1], PLAN.text), id="left", stage=stage)
    before = begun(old, left, plan=PLAN)
    given = before.look_for([saved_anew(files[0])])
    (made,) = before.taking(given).deliveries
    assert made is not None
    assert made.text == PLAN.text
    assert before.taking(given).silenced == [left]
    other = begun(old, left, plan=replace(PLAN, text="other words"))
    assert not other.taking(other.look_for(files[:1])).silenced


def test_nobody_loses_words_that_were_said_or_will_be(files: list[Path]) -> None:
    sent = replace(said(files[0], PLAN.text, stage=SENT), id="sent")
    rest = replace(said(files[1], "", "k.00001"), id="rest")
    before = begun(sent, rest, plan=PLAN)
    assert not before.taking([rest, files[2]]).silenced
    assert not begun(sent, rest, plan=None).taking([files[2]]).silenced


def test_without_a_plan_nothing_is_superseded(files: list[Path]) -> None:
    before = begun(untold(said(files[0], "")), plan=None)
    assert before.look_for([saved_anew(files[0])]) == [files[0]]
    assert not before.superseded


def test_what_was_told_to_be_taken_is_meant_beside_what_the_file_is_now(files: list[Path]) -> None:
    """A scanner may write each document to the same place."""
    arrived, waiting = said(files[0], ""), upload_of(files[1], name="u2")
    before = begun(arrived, waiting, plan=PLAN)
    given = [saved_anew(files[0]), saved_anew(files[1])]
    assert before.look_for(given) == given
    assert not before.superseded


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        # Of one message: the other says them. Of two: the file as it is now does.
        (("k.00000", "k.00000"), ("k.00001", "")),
        (("k.00000", "k.00001"), (None, PLAN.text)),
    ],
)
def test_the_words_of_what_is_superseded_are_said_once(
    files: list[Path], keys: tuple[str, str], expected: tuple[str | None, str]
) -> None:
    text = PLAN.text if keys[0] == keys[1] else ""
    arrived = untold(said(files[0], PLAN.text, keys[0]), "old")
    other = replace(said(files[1], text, keys[1]), id="other")
    before = begun(arrived, other, plan=PLAN)
    saved_anew(files[0])
    given = before.look_for(files[:2])
    made, none = before.taking(given).deliveries
    assert none is None
    assert made is not None
    assert made.text == expected[1]
    assert (plan_of(made.key)[0] == "k") is (expected[0] is not None)


def test_what_is_superseded_is_taken_out_of_its_message(files: list[Path]) -> None:
    office = Office()
    old, other = said(files[0], "Hola", "k.00000"), said(files[1], "Hola", "k.00001")
    for upload in (old, other):
        office.queue.restore(upload, 1)
    office.outbox.plan_as({}, superseded=[old.id, "gone"])
    assert office.queue.upload(old.id) == replace(old, delivery=None)
    assert office.queue.upload(other.id) == other


def test_a_file_that_is_still_wrong_fails_where_it_has_failed(files: list[Path]) -> None:
    """Another row of it would be retried, and sent, beside the first."""
    empty = replace(upload_of(files[0], UploadStage.FAILED), error=FileEmpty())
    before = begun(empty, plan=PLAN)
    files[0].write_bytes(b"")
    assert before.look_for([files[0], files[0]]) == [empty, files[0]]


@pytest.mark.parametrize("is_untold", [True, False])
@pytest.mark.parametrize("stage", set(UploadStage) - {UPLOADED})
def test_without_a_plan_nothing_goes_on_that_would_be_sent(
    files: list[Path], stage: UploadStage, is_untold: bool
) -> None:
    """Who only uploads a file must not send it, nor what goes with it, as was wanted before."""
    sending = replace(said(files[0], "Hola"), stage=stage, is_untold=is_untold)
    failed = replace(upload_of(files[1], UploadStage.FAILED, "u2"), error=FileChanged())
    failed = replace(failed, delivery=Delivery("k.00001", "", ""), is_untold=is_untold)
    bare = upload_of(files[2], stage, "u3")
    given = [files[0], saved_anew(files[1]), files[2]]
    found = begun(sending, failed, bare, plan=None).look_for(given)
    assert found == [*given[:2], bare]


@pytest.mark.parametrize("plan", [None, SILENT])
@pytest.mark.parametrize("stage", UploadStage)
def test_what_the_agent_has_dropped_is_no_command_s(
    files: list[Path], stage: UploadStage, plan: MessagePlan | None
) -> None:
    """Its words would be lost to the command's."""
    dropped = replace(said(files[0], "Hola"), stage=stage, told_at=None)
    bare = replace(upload_of(files[1], stage, "u2"), told_at=None)
    drafted = replace(upload_of(files[2], stage, "u3"), is_drafted=True)
    before = begun(dropped, bare, drafted, plan=plan)
    assert before.look_for(files[:3]) == files[:3]
    assert before.superseded == []


def test_what_the_agent_sends_is_no_command_s_any_more(files: list[Path]) -> None:
    office = Office()
    given = upload_of(files[0], UPLOADED)
    office.queue.restore(given, 1)
    assert office.outbox.plan([given.id], MessagePlan("Hola", ""))
    look = BegunBefore(BY_EMAIL, office.queue.uploads(), PLAN)
    assert look.look_for(files[:1]) == files[:1]


def test_what_the_command_itself_has_begun_is_found_before_others(files: list[Path]) -> None:
    others = [said(files[0], "Otra cosa", "k.00000"), said(files[0], PLAN.text, "l.00000")]
    told = [replace(one, id=f"{number}") for number, one in enumerate(others)]
    left = [replace(one, id=f"left {one.id}", is_untold=True) for one in told]
    before = begun(*told, *left, plan=PLAN)
    found = before.look_for(files[:1] * 5)
    assert found == [left[1], left[0], told[1], told[0], files[0]]


def test_a_copy_of_a_file_of_that_name_and_look_elsewhere_is_another(
    spool: Spool, files: list[Path], tmp_path: Path
) -> None:
    """As unpacked files may be."""
    copy = spool.copy(look_at(files[0]))
    waits = replace(upload_of(files[0]), file=copy)
    twin = tmp_path / "elsewhere" / files[0].name
    twin.parent.mkdir()
    twin.write_bytes(files[0].read_bytes())
    os.utime(twin, ns=(0, copy.modified_ns))
    before = begun(waits)
    assert before.look_for([twin, files[0]]) == [twin, waits]


def test_what_was_superseded_is_no_beginning(files: list[Path]) -> None:
    gone = upload_of(files[0], UploadStage.FAILED).superseded(HandClock().now())
    assert begun(gone, plan=PLAN).look_for(files[:1]) == files[:1]


def test_what_is_done_is_done(files: list[Path]) -> None:
    planned = replace(upload_of(files[0], UPLOADED), delivery=Delivery("k.00000", "", ""))
    sent = replace(planned, delivery=Delivery("k.00000", "", "", SENT))
    assert begun(planned).look_for(files[:1]) == [planned]
    assert begun(sent).look_for(files[:1]) == files[:1]
    assert begun(planned, plan=None).look_for(files[:1]) == files[:1]


WORDS_AND_WHAT_BECOMES_OF_THEM = [
    # The upload, its message, whether it is said anew: where it is given again, and where not.
    (UploadStage.QUEUED, PLANNED, False, False),
    (UploadStage.UPLOADING, PLANNED, False, False),
    (UploadStage.PAUSED, PLANNED, False, True),
    (UploadStage.FAILED, PLANNED, False, True),
    (UploadStage.CANCELLED, PLANNED, False, True),
    (UPLOADED, PLANNED, False, False),
    (UPLOADED, DeliveryStage.SENDING, False, False),
    (UPLOADED, DeliveryStage.CHECKING, False, False),
    (UPLOADED, SENT, False, False),
    (UPLOADED, DeliveryStage.REFUSED, False, True),
    (UPLOADED, DeliveryStage.UNKNOWN, False, False),
]


@pytest.mark.parametrize(("stage", "message", "anew", "anew_alone"), WORDS_AND_WHAT_BECOMES_OF_THEM)
def test_words_that_were_said_or_will_be_are_not_said_again_and_others_are_not_lost(
    files: list[Path],
    stage: UploadStage,
    message: DeliveryStage,
    anew: bool,
    anew_alone: bool,
) -> None:
    first = replace(said(files[0], PLAN.text, stage=message), stage=stage)
    second = said(files[1], "", "k.00001")
    all_given: list[tuple[list[Given], bool]] = [
        ([first, second, files[2]], anew),
        ([second, files[2]], anew_alone),
    ]
    for given, expected in all_given:
        made = begun(first, second, plan=PLAN).taking(given).deliveries[-1]
        assert made is not None
        assert made.text == (PLAN.text if expected else "")
        assert (made.key == "k.00002") is not expected


def test_words_that_certainly_have_not_reached_the_customer_are_said_anew(
    files: list[Path],
) -> None:
    unknown = DeliveryStage.UNKNOWN
    failed = said(files[0], PLAN.text, stage=unknown, error=MessageFailed())
    made = begun(failed, plan=PLAN).taking([failed, files[1]]).deliveries[-1]
    assert made is not None
    assert made.text == PLAN.text


def test_words_that_went_with_a_message_off_the_list_are_not_said_again(files: list[Path]) -> None:
    second = said(files[1], "", "k.00001")
    made = begun(second, plan=PLAN).taking([second, files[2]]).deliveries[-1]
    assert made is not None
    assert (made.key, made.text) == ("k.00002", "")


@pytest.mark.parametrize(
    ("message", "words", "with_another", "expected"),
    [
        (SENT, "before", False, True),
        (DeliveryStage.CHECKING, "before", False, True),
        (SENT, "before", True, False),
        (SENT, PLAN.text, False, False),
        (PLANNED, "before", False, False),
    ],
)
def test_it_is_known_where_the_words_go_with_no_file(
    files: list[Path],
    message: DeliveryStage,
    words: str,
    with_another: bool,
    expected: bool,
) -> None:
    before = begun(said(files[0], words, stage=message), plan=PLAN)
    given: list[Given] = [said(files[0], words, stage=message), *files[1 : 1 + with_another]]
    taking = before.taking(given, before.with_other_words(given))
    assert taking.are_words_unsaid is expected


def test_no_words_are_never_unsaid(files: list[Path]) -> None:
    sent = said(files[0], "before", stage=SENT)
    given: list[Given] = [sent]
    for plan in (None, SILENT):
        before = begun(sent, plan=plan)
        assert not before.taking(given).are_words_unsaid


def test_what_comes_new_takes_the_words_over_where_the_file_fails_that_has_them(
    files: list[Path],
) -> None:
    office = Office()
    first = replace(upload_of(files[0]), delivery=Delivery("k.00000", PLAN.text, ""))
    office.queue.restore(first, 1)
    _, new = take(office, [first, files[1]], PLAN)
    files[0].unlink()
    with office.threads(1, messengers=1):
        assert office.wait_for_message(new, SENT)
    assert office.stage(first) is UploadStage.FAILED
    assert [one.text for one in office.world.inbox] == [PLAN.text]


def test_what_no_command_has_told_is_not_done(files: list[Path]) -> None:
    untold = replace(upload_of(files[0], UPLOADED), is_untold=True)
    sent = replace(untold, delivery=Delivery("k.00000", "", "", SENT))
    assert begun(untold, plan=None).look_for(files[:1]) == [untold]
    assert begun(sent).look_for(files[:1]) == [sent]
    assert begun(sent, plan=None).look_for(files[:1]) == files[:1]
    others = replace(sent, delivery=Delivery("k.00000", "other words", "", SENT))
    assert begun(others).look_for(files[:1]) == files[:1]


def test_what_was_told_since_the_command_was_given_was_not_done_then(files: list[Path]) -> None:
    """A killed command is given again twice at once: the first tells, and the second waits."""
    now = HandClock().now()
    before, after = now - timedelta(seconds=1), now + timedelta(seconds=1)
    done_at = now - timedelta(hours=1)
    arrived = replace(upload_of(files[0], UPLOADED), finished_at=done_at, told_at=now)
    sent = replace(arrived, delivery=Delivery("k.00000", "", "", SENT, sent_at=done_at))
    later = replace(arrived, finished_at=now, told_at=done_at)  # told when a window had taken it
    for upload, plan in ((arrived, None), (later, None), (sent, SILENT)):
        for given_at, found in ((before, [upload]), (after, files[:1])):
            look = BegunBefore(BY_EMAIL, [upload], plan, given_at)
            assert look.look_for(files[:1]) == found


def test_what_was_sent_since_the_command_was_given_was_not_done_then(files: list[Path]) -> None:
    """Two commands that are alike run one after the other: the customer gets one message."""
    now = HandClock().now()
    sent = said(files[0], PLAN.text, stage=SENT, sent_at=now)

    def left(given_at: datetime, words: str) -> list[Given]:
        before = BegunBefore(BY_EMAIL, [sent], MessagePlan(words, ""), given_at)
        return before.look_for(files[:1])

    assert left(now - timedelta(seconds=1), PLAN.text) == [sent]
    assert left(now + timedelta(seconds=1), PLAN.text) == files[:1]
    assert left(now - timedelta(seconds=1), "other words") == files[:1], "they were not said"


def test_another_file_or_conversation_is_another_matter(files: list[Path]) -> None:
    one = upload_of(files[0])
    elsewhere = replace(one, target=replace(BY_EMAIL, conversation_id="other"))
    assert begun(elsewhere).look_for(files[:1]) == files[:1]
    renamed = replace(one, target=replace(BY_EMAIL, title="a new name"))
    assert begun(renamed).look_for(files[:1]) == [renamed]
    assert begun(one).look_for(files[1:2]) == files[1:2]
    gone = files[1].with_name("gone.jpg")
    assert begun(one).look_for([gone]) == [gone]


def said(
    path: Path, text: str, key: str = "k.00000", stage: DeliveryStage = PLANNED, **facts: object
) -> Upload:
    """Return an upload that has arrived, whose name is its message's key."""
    delivery = replace(Delivery(key, text, "", stage), **facts)  # type: ignore[arg-type]
    return replace(upload_of(path, UPLOADED, name=key), delivery=delivery)


def anew(*uploads: Upload, plan: MessagePlan | None = PLAN) -> frozenset[str]:
    return begun(*uploads, plan=plan).with_other_words(uploads)


@pytest.mark.parametrize("stage", DeliveryStage)
def test_only_what_was_certainly_not_sent_says_other_words(
    files: list[Path], stage: DeliveryStage
) -> None:
    unsent = stage in {PLANNED, DeliveryStage.REFUSED}
    assert anew(said(files[0], "before", stage=stage)) == ({"k.00000"} if unsent else set())
    assert not anew(said(files[0], PLAN.text, stage=stage))
    assert not anew(said(files[0], "before", stage=stage), plan=None)


def test_what_may_have_been_sent_once_is_left_as_it_is(files: list[Path]) -> None:
    tried = said(files[0], "before", began_at=HandClock().now())
    assert not anew(tried)


def test_the_words_are_those_of_the_whole_plan(files: list[Path]) -> None:
    """Sent with the first, they are not sent again with the second."""
    first, second = said(files[0], PLAN.text, stage=SENT), said(files[1], "", "k.00001")
    assert not anew(first, second)
    assert anew(said(files[0], "other", stage=SENT), second) == {"k.00001"}
    assert not anew(second)  # the first is gone, and so is what it said
    silent = said(files[0], "", stage=DeliveryStage.REFUSED)
    assert anew(silent) == {"k.00000"}


def test_what_its_message_left_behind_is_of_its_plan(files: list[Path]) -> None:
    """Where all files go in one message, as where each has its own."""
    sent = said(files[0], PLAN.text, stage=SENT)
    assert sent.delivery is not None
    left = replace(upload_of(files[1], UploadStage.FAILED), delivery=alone(sent.delivery))
    uploads = (sent, left)
    assert begun(*uploads, plan=PLAN).look_for(files[:2]) == [sent, left]
    assert not anew(*uploads)
    others = MessagePlan("other words", "")
    assert left.delivery is not None
    assert anew(*uploads, plan=others) == {left.delivery.key}
    made = begun(*uploads, plan=PLAN).taking([sent, left, files[2]]).deliveries[-1]
    assert made is not None
    assert (made.key, made.text) == ("k.00001", "")


def test_what_is_said_anew_stays_in_its_plan_of_which_nothing_is_sent_twice(
    files: list[Path],
) -> None:
    sent = said(files[0], "before", stage=SENT)
    failed = replace(said(files[1], "", "k.00001"), stage=UploadStage.FAILED)
    given: list[Given] = [sent, failed]
    look = begun(sent, failed, plan=PLAN)
    _, made = look.taking(given, look.with_other_words(given)).deliveries
    assert made is not None
    assert (made.key, made.text) == ("k.00002", PLAN.text)
    failed = replace(failed, delivery=made)
    look = begun(sent, failed, plan=PLAN)
    given = [sent, failed, files[2]]
    assert look.look_for(files[:3]) == given
    assert not look.with_other_words(given)
    new = look.taking(given).deliveries[-1]
    assert new is not None
    assert (new.key, new.text) == ("k.00003", "")


def test_words_of_a_file_that_is_not_given_are_not_said_with_what_is_said_anew(
    files: list[Path],
) -> None:
    """It would take them over if it stood behind that file."""
    left = replace(said(files[0], "before"), stage=UploadStage.FAILED)
    given = said(files[1], "", "k.00001")
    (made,) = begun(left, given, plan=PLAN).taking([given], {"k.00001"}).deliveries
    assert made is not None
    assert plan_of(made.key)[0] != "k"


def test_the_words_of_a_plan_are_looked_for_once(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the channel takes one file a message, a plan has as many messages as files."""
    asked = []

    def counted(key: str) -> tuple[str, str]:
        asked.append(key)
        return plan_of(key)

    monkeypatch.setattr(given_again, "plan_of", counted)
    plan = [said(files[0], "before", f"k.{number:05d}") for number in range(50)]
    assert len(anew(*plan)) == 50
    assert len(asked) < 50 * 10


def test_other_words_take_the_place_of_those_that_were_refused(files: list[Path]) -> None:
    office, tried = Office(), HandClock().now()
    refused = said(files[0], "before", stage=DeliveryStage.REFUSED, began_at=tried)
    sent = said(files[1], "before", "other.00000", SENT)
    for one in (refused, sent):
        office.queue.restore(one, 1)
    given: list[Given] = [refused, sent]
    keys = {"k.00000", "other.00000"}
    taking = BegunBefore(BY_EMAIL, [refused, sent], PLAN).taking(given, keys)
    take_in(taking, Intake(office.queue, office.clock), office.outbox)
    now = [office.queue.upload(one.id).delivery for one in (refused, sent)]
    assert [(one.text, one.stage) for one in now if one] == [(PLAN.text, PLANNED), ("before", SENT)]
    kept, _ = office.journal.kept[refused.id]
    assert kept.delivery == now[0]
    assert kept.delivery is not None
    assert kept.delivery.began_at == tried  # it is looked for before it is sent


def test_our_copy_of_a_file_is_that_file(spool: Spool, files: list[Path]) -> None:
    """It came from a place where files do not stay, and its upload has our copy since."""
    copy = spool.copy(look_at(files[0]))
    one = replace(upload_of(files[0]), file=copy)
    assert begun(one).look_for(files[:1]) == [one]
    elsewhere = files[0].parent / "copies" / files[0].name
    elsewhere.parent.mkdir()
    stray = replace(one, file=replace(look_at(files[0]), path=elsewhere))
    assert begun(stray).look_for(files[:1]) == files[:1]
