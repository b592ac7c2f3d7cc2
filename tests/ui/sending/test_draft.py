from dataclasses import replace
from datetime import timedelta

import pytest

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.reply_window import ReplyWindowState
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.ui.sending.draft import Draft, messages_of, must_ask, outlook_of
from tests.ui.stand_ins import NOON, conversation, upload

MARIA = replace(
    conversation("c1"), phone="+34612345678", last_whatsapp_inbound_at=NOON - timedelta(hours=2)
)


def by(channel: Channel, stage: UploadStage = UploadStage.UPLOADED) -> Upload:
    one = upload(stage=stage)
    return replace(one, target=replace(one.target, channel=channel))


@pytest.mark.parametrize(
    ("channel", "files", "messages"),
    [
        (Channel.WHATSAPP, 3, 3),
        (Channel.EMAIL, 1, 1),
        (Channel.EMAIL, 5, 1),
        (Channel.EMAIL, 6, 2),
        (Channel.SMS, 11, 3),
        (Channel.INSTAGRAM, 2, 2),
    ],
)
def test_as_many_messages_as_the_channel_makes_of_them(
    channel: Channel, files: int, messages: int
) -> None:
    assert outlook_of(Draft(MARIA), [by(channel) for _ in range(files)], NOON).messages == messages


@pytest.mark.parametrize(
    ("files", "coming", "messages"), [(4, 1, 1), (4, 2, 2), (0, 6, 2), (5, 0, 1)]
)
def test_files_that_are_coming_go_in_the_messages_too(
    files: int, coming: int, messages: int
) -> None:
    draft = Draft(MARIA, coming=coming, coming_by=Channel.SMS)
    failed = by(Channel.SMS, UploadStage.FAILED)
    assert messages_of(draft, [*(by(Channel.SMS) for _ in range(files)), failed]) == messages


def test_each_channel_makes_its_own_messages() -> None:
    uploads = [by(Channel.WHATSAPP), by(Channel.SMS), by(Channel.WHATSAPP)]
    outlook = outlook_of(Draft(MARIA), uploads, NOON)
    assert [share.channel for share in outlook.shares] == [Channel.WHATSAPP, Channel.SMS]
    assert (outlook.files, outlook.messages) == (3, 3)


def test_what_did_not_arrive_is_left_out_and_counted() -> None:
    stages = (UploadStage.FAILED, UploadStage.CANCELLED, UploadStage.QUEUED, UploadStage.UPLOADED)
    outlook = outlook_of(Draft(MARIA), [by(Channel.SMS, stage) for stage in stages], NOON)
    assert (outlook.files, outlook.failed, outlook.cancelled, outlook.on_their_way) == (2, 1, 1, 1)


def test_the_window_is_that_of_whatsapp_alone() -> None:
    late = NOON + timedelta(hours=23)
    assert not outlook_of(Draft(MARIA), [by(Channel.WHATSAPP)], NOON).is_refused
    assert outlook_of(Draft(MARIA), [by(Channel.WHATSAPP)], late).is_refused
    assert outlook_of(Draft(MARIA), [by(Channel.SMS)], late).window is None


@pytest.mark.parametrize(
    ("person", "channel", "asks"),
    [
        (MARIA, Channel.WHATSAPP, False),
        (replace(MARIA, phone=""), Channel.WHATSAPP, True),
        (replace(MARIA, phone=""), Channel.SMS, True),
        (MARIA, Channel.EMAIL, True),
        (replace(MARIA, phone=""), Channel.FACEBOOK, False),
        (replace(MARIA, last_whatsapp_inbound_at=None), Channel.WHATSAPP, False),
        (
            replace(MARIA, last_whatsapp_inbound_at=NOON - timedelta(hours=25)),
            Channel.WHATSAPP,
            True,
        ),
    ],
)
def test_nothing_is_planned_unasked_that_would_be_refused_or_go_nowhere(
    person: Conversation, channel: Channel, asks: bool
) -> None:
    assert must_ask(person, channel, NOON) is asks


def test_nobody_knows_the_window_of_who_never_wrote() -> None:
    silent = replace(MARIA, last_whatsapp_inbound_at=None)
    window = outlook_of(Draft(silent), [by(Channel.WHATSAPP)], NOON).window
    assert window is not None
    assert window.state is ReplyWindowState.UNKNOWN


def test_files_that_have_no_id_yet_count_for_channel_and_window() -> None:
    late = replace(MARIA, last_whatsapp_inbound_at=NOON - timedelta(hours=25))
    draft = Draft(late, coming=2, coming_by=Channel.WHATSAPP)
    outlook = outlook_of(draft, [], NOON)
    assert outlook.channels == (Channel.WHATSAPP,)
    assert outlook.is_refused
    assert outlook.on_their_way == 2
