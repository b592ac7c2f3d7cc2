from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui.attachments.attachment_desk import AttachmentDesk, Picture
from leadway_desktop.ui.sending.draft_desk import DraftDesk
from tests.ui.stand_ins import StandInUploads, conversation, upload

FILE, OTHER = Path("/files/a.jpg"), Path("/files/b.jpg")
SILENT = conversation("silent", kind="TYPE_CALL")


@pytest.fixture
def uploads(qtbot: QtBot) -> StandInUploads:
    return StandInUploads()


@pytest.fixture
def desk(uploads: StandInUploads) -> AttachmentDesk:
    never = DraftDesk(uploads, lambda _: None, lambda: "never", uploads)
    return AttachmentDesk(uploads, never)


def test_target_is_the_conversation_as_it_was_at_the_drop(
    desk: AttachmentDesk, uploads: StandInUploads
) -> None:
    maria = conversation("c1", name="María")
    assert desk.take(maria, [FILE])
    desk.choose(maria, Channel.SMS)
    desk.take(replace(maria, name="María Fernández"), [OTHER])
    (first, _), (second, _) = uploads.added
    assert (first.title, first.channel) == ("María", Channel.WHATSAPP)
    assert (second.title, second.channel) == ("María Fernández", Channel.SMS)
    assert (first.conversation_id, first.contact_id) == ("c1", "contact-c1")


def test_chosen_channel_is_of_its_conversation_alone(desk: AttachmentDesk) -> None:
    desk.choose(conversation("c1"), Channel.EMAIL)
    assert desk.channel_for(conversation("c1")) is Channel.EMAIL
    assert desk.channel_for(conversation("c2")) is Channel.WHATSAPP


def test_files_wait_for_a_channel_and_are_not_lost(
    desk: AttachmentDesk, uploads: StandInUploads
) -> None:
    picture = Picture("picture.png", lambda path: None)
    assert not desk.take(SILENT, [FILE])
    assert not desk.take(SILENT, [picture])
    assert not desk.take(SILENT, [OTHER])
    assert uploads.added == []
    assert desk.held_count == 3
    desk.choose(SILENT, Channel.SMS)
    assert [paths for _, paths in uploads.added] == [[FILE, OTHER]]
    assert [name for _, name, _ in uploads.made] == ["picture.png"]
    assert desk.held_count == 0


def test_files_go_to_the_conversation_as_it_is_when_its_channel_is_chosen(
    uploads: StandInUploads,
) -> None:
    """What waited over a restart remembers a name alone."""
    drafts = DraftDesk(uploads, lambda upload_id: None, parent=uploads)
    desk = AttachmentDesk(uploads, drafts)
    desk.take(SILENT, [FILE])
    again = AttachmentDesk(uploads, drafts)
    again.restore(desk.to_keep())
    known = replace(SILENT, phone="+34600")
    again.choose(known, Channel.WHATSAPP)
    draft = drafts.draft_of(SILENT.id)
    assert draft is not None
    assert draft.conversation == known


def test_waiting_files_of_one_conversation_are_not_let_go_by_another(
    desk: AttachmentDesk, uploads: StandInUploads
) -> None:
    desk.take(SILENT, [FILE])
    desk.choose(conversation("other", kind="TYPE_CALL"), Channel.SMS)
    assert uploads.added == []
    assert desk.held_for(SILENT) == (FILE,)


def test_discarded_files_go_nowhere(desk: AttachmentDesk, uploads: StandInUploads) -> None:
    desk.take(SILENT, [FILE])
    desk.discard(SILENT)
    desk.choose(SILENT, Channel.SMS)
    assert uploads.added == []
    assert desk.first_held() is None


def test_longest_waiting_conversation_comes_first(desk: AttachmentDesk) -> None:
    other = conversation("other", kind="TYPE_CALL")
    desk.take(SILENT, [FILE])
    desk.take(other, [FILE])
    desk.take(SILENT, [OTHER])
    assert desk.first_held() == SILENT


def test_what_waits_for_a_channel_waits_at_the_next_start_too(
    desk: AttachmentDesk, uploads: StandInUploads
) -> None:
    picture = Picture("picture.png", lambda path: None)
    desk.take(SILENT, [FILE, picture])
    kept = desk.to_keep()
    assert [(files.title, files.paths) for files in kept] == [(SILENT.title, (FILE,))]
    assert desk.held_pictures == 1, "nothing keeps those"

    again = AttachmentDesk(uploads, DraftDesk(uploads, lambda upload_id: None, parent=uploads))
    again.take(SILENT, [OTHER])
    again.restore(kept)
    again.restore(kept)
    assert again.held_for(SILENT) == (OTHER, FILE)
    again.choose(SILENT, Channel.SMS)
    assert [paths for _, paths in uploads.added] == [[OTHER, FILE]]


def keep_all(uploads: StandInUploads) -> list[Upload]:
    """Play the threads: the journal has what was added last, under the ids that were given."""
    (_, paths), ids, on_kept = uploads.added[-1], uploads.ids[-1], uploads.kept[-1]
    made = [replace(upload(path.name), id=one) for path, one in zip(paths, ids, strict=True)]
    assert on_kept is not None
    on_kept(made)
    return made


def test_until_the_journal_has_a_file_a_next_session_knows_of_it(
    desk: AttachmentDesk, uploads: StandInUploads
) -> None:
    """A kill between the choice and the journal must not lose what waited for the choice."""
    told = QSignalSpy(desk.coming_changed)
    desk.take(SILENT, [FILE, OTHER])
    (waiting,) = desk.to_keep()
    desk.choose(SILENT, Channel.SMS)
    assert desk.to_keep() == [waiting]
    assert uploads.ids == [[file.upload_id for file in waiting.files]]
    keep_all(uploads)
    assert desk.to_keep() == []
    assert told.count() == 2


def test_what_the_journal_has_waits_no_more(desk: AttachmentDesk, uploads: StandInUploads) -> None:
    """A kill right after the choice leaves the files in the journal and among those that wait."""
    desk.take(SILENT, [FILE, OTHER])
    kept = desk.to_keep()
    desk.choose(SILENT, Channel.SMS)
    first, second = keep_all(uploads)
    again = AttachmentDesk(uploads, DraftDesk(uploads, lambda upload_id: None, parent=uploads))
    again.restore(kept, [first])
    assert again.held_for(SILENT) == (OTHER,)
    again.choose(SILENT, Channel.SMS)
    assert uploads.ids[-1] == [second.id], "whatever instant ends this session, it is known"


@pytest.mark.parametrize("mode", ["ask", "always", "never"])
def test_what_comes_into_a_draft_is_marked_before_it_is_kept(
    uploads: StandInUploads, mode: str
) -> None:
    desk = AttachmentDesk(uploads, DraftDesk(uploads, lambda _: None, lambda: mode, uploads))
    known = replace(conversation(), phone="+34600", last_whatsapp_inbound_at=datetime.now(UTC))
    desk.take(known, [FILE, Picture("picture.png", lambda path: None)])
    assert uploads.drafted == [mode == "ask"] * 2


def test_what_waits_is_brought_to_safety(desk: AttachmentDesk, uploads: StandInUploads) -> None:
    picture = Picture("picture.png", lambda path: None)
    desk.take(SILENT, [FILE, picture])
    (file, file_is_safe), (name, picture_is_safe) = uploads.waiting
    assert (file, name) == (FILE, Path("picture.png"))
    made = Path("/spool/x/picture.png")
    file_is_safe(FILE)  # it stays where it is
    picture_is_safe(made)
    assert desk.held_for(SILENT) == (FILE, made)
    assert desk.held_pictures == 0
    assert [files.paths for files in desk.to_keep()] == [(FILE, made)]
    desk.discard(SILENT)
    assert uploads.asked == [("let go", str(FILE)), ("let go", str(made))]


def test_a_copy_that_comes_too_late_is_let_go(
    desk: AttachmentDesk, uploads: StandInUploads
) -> None:
    picture = Picture("picture.png", lambda path: None)
    desk.take(SILENT, [picture])
    ((_, is_safe),) = uploads.waiting
    desk.choose(SILENT, Channel.SMS)
    is_safe(Path("/spool/x/picture.png"))
    assert [name for _, name, _ in uploads.made] == ["picture.png"]
    assert uploads.asked == [("let go", "/spool/x/picture.png")]


def test_another_desk_takes_over_what_waits(desk: AttachmentDesk, uploads: StandInUploads) -> None:
    picture = Picture("picture.png", lambda path: None)
    desk.take(SILENT, [FILE, picture])
    again = AttachmentDesk(uploads, DraftDesk(uploads, lambda upload_id: None, parent=uploads))
    for held in desk.give_back():
        again.take_back(held)
    assert again.held_for(SILENT) == (FILE, picture)


def test_nothing_to_take_asks_for_nothing(desk: AttachmentDesk) -> None:
    assert desk.take(SILENT, [])
    assert desk.held_count == 0
