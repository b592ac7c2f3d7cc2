from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.draft import KeptDraft
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.sending.draft import Draft
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from tests.ui.sending.deliveries import planned
from tests.ui.stand_ins import NOON, StandInUploads, conversation, upload

MARIA = replace(
    conversation("c1"), phone="+34612345678", last_whatsapp_inbound_at=NOON - timedelta(hours=2)
)
LATE = replace(MARIA, last_whatsapp_inbound_at=NOON - timedelta(hours=30))
ALICE = replace(conversation("c2", name="Alice", kind="TYPE_EMAIL"), email="alice@example.com")


@dataclass
class Room:
    uploads: StandInUploads = field(default_factory=StandInUploads)
    known: dict[str, Upload] = field(default_factory=dict)
    mode: str = "ask"

    def __post_init__(self) -> None:
        self.desk = DraftDesk(
            self.uploads, self.known.get, lambda: self.mode, self.uploads, lambda: NOON
        )

    def has(self, *uploads: Upload) -> list[Upload]:
        self.known.update({each.id: each for each in uploads})
        return list(uploads)

    def draft(self, conversation_id: str = "c1") -> Draft:
        found = self.desk.draft_of(conversation_id)
        assert found is not None
        return found


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    return Room()


def done(name: str = "a.jpg", to: str = "c1", channel: Channel = Channel.WHATSAPP) -> Upload:
    one = upload(name, UploadStage.UPLOADED, to=to)
    return replace(one, target=replace(one.target, channel=channel))


def drop(room: Room, *uploads: Upload) -> None:
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, len(uploads))
    assert intent.on_kept is not None
    intent.on_kept(room.has(*uploads))


def test_words_that_come_back_are_read_before_they_are_sent(room: Room) -> None:
    """The agent has said "send" while files were still coming."""
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    room.desk.write("c1", "hola")
    room.desk.send("c1")
    room.desk.bring_back([replace(done("same.jpg"), unsaid="hola")])
    assert room.draft().goes_next, "they are there already"
    earlier = replace(done("earlier.jpg"), unsaid="de ayer")
    room.desk.bring_back([earlier])
    assert (room.draft().goes_next, room.draft().text) == (False, "hola\nde ayer")
    room.desk.write("c1", "hola")
    room.desk.bring_back([earlier])
    assert room.draft().text == "hola", "the agent has removed them"
    assert intent.on_kept is not None
    intent.on_kept(room.has(done()))
    assert room.draft().uploads, "it waits for the agent"


def test_files_that_come_late_never_go_with_a_later_message(room: Room) -> None:
    first = room.desk.intend(MARIA, Channel.WHATSAPP, 3)
    room.desk.discard("c1")
    second = room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    room.desk.write("c1", "hola")
    room.desk.send("c1")
    assert first.on_kept is not None
    assert second.on_kept is not None
    sent: list[Draft] = []
    room.desk.sent.connect(sent.append)
    first.on_kept(room.has(done("a1"), done("a2"), done("a3")))
    assert sent == []
    (wanted,) = room.has(done("b1"))
    second.on_kept([wanted])
    assert [(draft.uploads, draft.text) for draft in sent] == [((wanted.id,), "hola")]


def test_files_wait_in_a_draft_until_they_are_in_the_journal(room: Room) -> None:
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, 2)
    assert intent.plan is None
    assert room.draft().coming == 2
    assert intent.on_kept is not None
    intent.on_kept(room.has(done(), done()))
    assert room.draft().coming == 0
    assert room.desk.send("c1")


def test_a_draft_that_was_to_go_by_itself_waits_once_more_files_come_into_it(room: Room) -> None:
    """A refused message that is edited: it would go unread."""
    room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    assert room.desk.send("c1")
    assert room.draft().goes_next
    room.desk.add(MARIA, room.has(done()))
    assert not room.draft().goes_next


def test_send_said_too_early_is_done_as_soon_as_it_can_be(room: Room) -> None:
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, 3)
    room.desk.write("c1", "Hola")
    assert room.desk.send("c1")
    assert not room.desk.send("c1"), "it has been said"
    assert room.uploads.sent == []
    assert intent.on_kept is not None
    intent.on_kept(room.has(done("1"), done("2")))
    assert room.uploads.sent == []
    intent.on_kept(room.has(done("3")))
    ((ids, text, _),) = room.uploads.sent
    assert (len(ids), text) == (3, "Hola")
    assert room.desk.drafts == {}


def test_what_was_held_back_keeps_its_words_and_goes_at_the_agents_word_alone(room: Room) -> None:
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, 2)
    room.desk.write("c1", "Hola")
    room.desk.send("c1")
    room.desk.hold_back()
    assert intent.on_kept is not None
    intent.on_kept(room.has(done("1"), done("2")))
    assert room.uploads.sent == []
    assert (room.draft().text, len(room.draft().uploads)) == ("Hola", 2)


def test_more_files_take_back_a_send_that_has_not_happened(room: Room) -> None:
    first = room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    room.desk.send("c1")
    room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    assert first.on_kept is not None
    first.on_kept(room.has(done()))
    assert room.uploads.sent == []
    assert len(room.draft().uploads) == 1


def test_several_drops_go_into_one_draft_in_their_order(room: Room) -> None:
    one, two, three = done("1"), done("2"), done("3")
    drop(room, one, two)
    drop(room, three)
    assert room.draft().uploads == (one.id, two.id, three.id)


def test_sending_says_what_to_whom_and_ends_the_draft(room: Room) -> None:
    one, two = done("1"), done("2")
    drop(room, one, two)
    room.desk.write("c1", "  Hola, María \n")
    assert room.desk.send("c1")
    assert room.uploads.sent == [([one.id, two.id], "Hola, María", "+34612345678")]
    assert room.desk.draft_of("c1") is None
    assert not room.desk.send("c1"), "once is once"
    assert len(room.uploads.sent) == 1


def test_the_words_go_once_where_files_go_by_two_channels(room: Room) -> None:
    room.desk.add(MARIA, room.has(done("1"), done("2", channel=Channel.EMAIL)))
    room.desk.write("c1", "Hola")
    room.desk.send("c1")
    assert [(text, to) for _, text, to in room.uploads.sent] == [("Hola", "+34612345678"), ("", "")]


def test_what_failed_is_not_sent(room: Room) -> None:
    good, bad = done("1"), upload("2", UploadStage.FAILED)
    drop(room, good, bad)
    room.desk.send("c1")
    assert room.uploads.sent[0][0] == [good.id]


def test_nothing_but_failed_files_cannot_be_sent(room: Room) -> None:
    drop(room, upload("2", UploadStage.FAILED))
    assert not room.desk.send("c1")
    assert room.desk.draft_of("c1") is not None


def test_a_closed_window_is_broken_only_by_one_who_dares(room: Room) -> None:
    room.desk.add(LATE, room.has(done()))
    assert not room.desk.send("c1")
    assert room.uploads.sent == []
    room.desk.dare("c1", True)
    assert room.desk.send("c1")


def test_never_only_uploads(room: Room) -> None:
    room.mode = "never"
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    assert (intent.on_kept, intent.plan) == (None, None)
    assert room.desk.drafts == {}


def test_always_plans_at_once(room: Room) -> None:
    room.mode = "always"
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    assert intent.plan == MessagePlan("", "+34612345678")
    assert room.desk.drafts == {}


def test_always_asks_where_whatsapp_would_refuse(room: Room) -> None:
    room.mode = "always"
    assert room.desk.intend(LATE, Channel.WHATSAPP, 1).plan is None
    assert room.draft().coming == 1


@pytest.mark.parametrize("mode", ["always", "never"])
def test_an_open_draft_takes_what_comes_whatever_the_setting(room: Room, mode: str) -> None:
    room.mode = mode
    room.desk.add(MARIA, room.has(done()))
    assert room.desk.intend(MARIA, Channel.WHATSAPP, 1).plan is None
    assert room.draft().coming == 1


def test_a_file_is_in_one_draft_once_and_never_with_a_message(room: Room) -> None:
    one = done()
    room.desk.add(MARIA, room.has(one, planned()))
    room.desk.add(MARIA, [one])
    assert room.draft().uploads == (one.id,)


def test_files_of_another_conversation_stay_out(room: Room) -> None:
    room.desk.add(MARIA, room.has(done(), done(to="c2")))
    assert len(room.draft().uploads) == 1


def test_the_last_file_left_out_ends_the_draft_but_not_its_words(room: Room) -> None:
    one = done()
    room.desk.add(MARIA, room.has(one))
    room.desk.write("c1", "Hola")
    room.desk.leave_out(one.id)
    assert room.draft().text == "Hola"
    assert not room.desk.send("c1")
    room.desk.write("c1", "")
    assert room.desk.draft_of("c1") is None


def test_discarding_while_files_come_only_uploads_them(room: Room) -> None:
    intent = room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    room.desk.discard("c1")
    assert intent.on_kept is not None
    intent.on_kept(room.has(done()))
    assert room.desk.drafts == {}


def test_each_conversation_has_its_own(room: Room) -> None:
    room.desk.add(MARIA, room.has(done()))
    room.desk.add(ALICE, room.has(done(to="c2", channel=Channel.EMAIL)))
    room.desk.write("c2", "Dear Alice")
    assert (room.draft("c1").text, room.draft("c2").text) == ("", "Dear Alice")
    room.desk.send("c2")
    assert list(room.desk.drafts) == ["c1"]


def test_tells_which_files_are_in_drafts(room: Room) -> None:
    told: dict[str, bool] = {}
    room.desk.uploads_moved.connect(lambda ids, isin: told.update(dict.fromkeys(ids, isin)))
    one, two = done("1"), done("2")
    room.desk.add(MARIA, room.has(one, two))
    assert told == {one.id: True, two.id: True}
    room.desk.leave_out(one.id)
    room.desk.send("c1")
    assert told == {one.id: False, two.id: False}


def test_the_journal_is_told_which_files_are_in_drafts(room: Room) -> None:
    one, two, late = done("1"), done("2"), done("3")
    room.desk.add(MARIA, room.has(one, two))
    assert room.uploads.marks == {one.id: True, two.id: True}
    coming = room.desk.intend(MARIA, Channel.WHATSAPP, 1)
    assert coming.is_drafted
    room.desk.discard("c1")
    assert coming.on_kept is not None
    coming.on_kept(room.has(late))
    assert room.uploads.marks == {one.id: False, two.id: False, late.id: False}


def test_files_that_were_kept_before_their_draft_come_back_in_it(room: Room) -> None:
    """A kill lies between the two; the mark is in the journal with the file."""
    one, two, alone = (replace(done(name), is_drafted=True) for name in ("1", "2", "3"))
    alone = replace(alone, target=replace(alone.target, conversation_id="c2"))
    bare = done("4")
    room.desk.restore([KeptDraft("loc", "c1", (two.id,), "Hola")], room.has(one, two, alone, bare))
    assert room.draft().uploads == (two.id, one.id)
    assert room.draft().text == "Hola"
    assert room.draft("c2").uploads == (alone.id,)


def test_drafts_come_back_with_what_is_left_of_their_files(room: Room) -> None:
    one, two, gone = done("1"), done("2"), done("3")
    kept = [
        KeptDraft("loc", "c1", (one.id, two.id, gone.id), "Hola", brought={"old": "x"}),
        KeptDraft("loc", "c9", (gone.id,), "nobody has these files any more", "k9", "Ana"),
        KeptDraft("loc", "c10", (gone.id,), " "),
    ]
    room.desk.restore(kept, room.has(one, two))
    assert room.draft().uploads == (one.id, two.id)
    assert (room.draft().text, room.draft().words.brought) == ("Hola", {"old": "x"})
    assert [one.brought for one in room.desk.to_keep()] == [{"old": "x"}, {}]
    assert room.draft().conversation.name == "María Fernández"
    assert list(room.desk.drafts) == ["c1", "c9"]
    words = room.draft("c9")
    assert (words.uploads, words.text) == ((), "nobody has these files any more")
    assert words.conversation == Conversation("c9", "loc", "k9", name="Ana", is_remembered=True)


def test_what_was_sent_as_the_session_ended_is_no_draft_any_more(room: Room) -> None:
    """The message is in the journal at once, the end of its draft, and its last words, later."""
    one, two, failed = done("1"), done("2"), upload("3", UploadStage.FAILED, to="c1")
    kept = [KeptDraft("loc", "c1", (one.id, two.id, failed.id), "Ho")]
    sent = [replace(planned(), id=each.id) for each in (one, two)]
    room.desk.restore(kept, room.has(*sent, replace(failed, is_drafted=True)))
    assert room.desk.drafts == {}
    assert room.uploads.marks == {failed.id: False}


def test_of_a_draft_that_was_half_sent_the_rest_is_left_and_the_words_are_not(room: Room) -> None:
    one, two = done("1"), done("2", channel=Channel.EMAIL)
    kept = [KeptDraft("loc", "c1", (one.id, two.id), "Hola")]
    room.desk.restore(kept, room.has(replace(planned(), id=one.id), two))
    assert (room.draft().uploads, room.draft().text) == ((two.id,), "")


def of_command(upload_id: str, words: str) -> Upload:
    return replace(planned(text=words), id=upload_id, told_at=NOON)


@pytest.mark.parametrize("said", ["", "As agreed"])
def test_words_stay_where_a_command_has_sent_a_file_without_them(room: Room, said: str) -> None:
    one, two, failed = done("1"), done("2"), upload("3", UploadStage.FAILED, to="c1")
    failed = replace(failed, is_drafted=True)
    kept = [KeptDraft("loc", "c1", (one.id, two.id, failed.id), "Hola")]
    room.desk.restore(kept, room.has(of_command(one.id, said), two, failed))
    assert (room.draft().uploads, room.draft().text) == ((two.id, failed.id), "Hola")


def test_words_stay_where_a_command_has_sent_the_only_file_without_them(room: Room) -> None:
    kept = [KeptDraft("loc", "c1", ("1",), "Hola", "k1", "María")]
    room.desk.restore(kept, room.has(of_command("1", "")))
    assert (room.draft().uploads, room.draft().text) == ((), "Hola")


def test_a_draft_whose_files_can_go_no_more_stays(room: Room) -> None:
    """They have failed, and the window has not heard of it yet."""
    room.desk.add(MARIA, room.has(done()))
    room.desk.write("c1", "long words")
    room.uploads.is_too_late = True
    assert not room.desk.send("c1")
    assert room.draft().text == "long words"


def test_what_was_begun_before_the_old_drafts_came_is_not_lost(room: Room) -> None:
    new, old = done("new"), done("old")
    room.desk.add(MARIA, room.has(new))
    room.desk.write("c1", "new words")
    room.desk.restore([KeptDraft("loc", "c1", (old.id,), "old words")], room.has(old))
    assert room.draft().uploads == (new.id, old.id)
    assert room.draft().text == "old words\nnew words"


def test_what_is_kept_comes_back(room: Room, qtbot: QtBot) -> None:
    room.desk.add(MARIA, room.has(done()))
    room.desk.write("c1", "Hola")
    again = Room()
    again.desk.restore(room.desk.to_keep(), again.has(*room.known.values()))
    assert again.draft().text == "Hola"
    assert again.draft().uploads == room.draft().uploads


def test_words_without_a_file_are_kept_too(room: Room) -> None:
    (one,) = room.has(done())
    room.desk.add(MARIA, [one])
    room.desk.write("c1", "long words")
    room.desk.leave_out(one.id)
    again = Room()
    again.desk.restore(room.desk.to_keep(), [])
    assert again.draft().text == "long words"
    assert again.draft().conversation.title == MARIA.title
    again.desk.write("c1", "")
    assert again.desk.to_keep() == []


def test_the_newest_state_of_the_conversation_counts(room: Room) -> None:
    room.desk.add(LATE, room.has(done()))
    assert not room.desk.send("c1")
    room.desk.follow(MARIA)
    assert room.desk.send("c1")


def test_nothing_is_sent_to_whom_only_files_remember(room: Room) -> None:
    """Neither the number nor WhatsApp's window is known yet: Leadway has to be asked first."""
    one = done()
    room.desk.restore([KeptDraft("loc", "c1", (one.id,), "Hola", "k1", "María")], room.has(one))
    outlook = room.desk.outlook(room.draft())
    assert (outlook.is_known, outlook.lacks_address, outlook.window) == (False, False, None)
    assert not room.desk.send("c1")
    room.desk.follow(MARIA)
    assert room.desk.outlook(room.draft()).is_known
    remembered = room.draft().conversation
    room.desk.follow(replace(MARIA, phone="", is_remembered=True))
    assert room.draft().conversation == remembered
    assert room.desk.send("c1")


def test_words_that_were_given_up_come_back_when_the_files_are_sent_by_hand(room: Room) -> None:
    one = done()
    room.desk.add(MARIA, room.has(one))
    room.desk.write("c1", "long words")
    room.desk.discard("c1")
    room.desk.add(MARIA, [one])
    assert room.draft().text == "", "as of a message that comes back to be edited"
    room.desk.discard("c1")
    room.desk.add(MARIA, [one], by_hand=True)
    assert room.draft().text == "long words"
    room.desk.send("c1")
    room.desk.add(MARIA, room.has(done("2")), by_hand=True)
    assert room.draft().text == "", "they have been sent"
