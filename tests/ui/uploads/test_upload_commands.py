"""What the actions of rows do, whatever list they are asked for in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.errors import RateLimited, ServerFault
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.domain.wait import WaitReason
from leadway_desktop.ui.uploads.upload_actions import UploadAction, actions_for
from leadway_desktop.ui.uploads.upload_commands import UploadCommands
from tests.ui.conftest import Speak
from tests.ui.sending.deliveries import planned, waiting_to_send, with_delivery
from tests.ui.stand_ins import StandInUploads, upload, waiting


def test_what_stands_in_a_draft_is_not_removed_with_others(qtbot: QtBot) -> None:
    uploads = StandInUploads()
    commands, said = UploadCommands(uploads), list[str]()
    commands.said.connect(said.append)
    done = upload("done.jpg", UploadStage.UPLOADED)
    drafted = replace(upload("drafted.jpg", UploadStage.UPLOADED), is_drafted=True)
    commands.perform(UploadAction.REMOVE, [done, drafted])
    assert uploads.asked == [("remove", done.id)]
    assert said == ["What is in a draft stays on the list"]
    commands.perform(UploadAction.REMOVE, [done])
    assert len(said) == 1


def test_what_failed_leaves_a_draft_with_the_list() -> None:
    failed = replace(upload(stage=UploadStage.FAILED), is_drafted=True)
    assert UploadAction.REMOVE in actions_for(failed)


def test_a_message_that_is_withdrawn_is_told_of_once(qtbot: QtBot, speak: Speak) -> None:
    """One of its files may have been meant: the others do not go either."""
    speak("en_US")
    uploads = StandInUploads()
    commands, said = UploadCommands(uploads), list[str]()
    commands.said.connect(said.append)
    silent = [with_delivery(upload(name), key="m1", text="") for name in ("a", "b")]
    commands.perform(UploadAction.WITHDRAW, silent)
    assert said == ["1 message will not be sent"]
    commands.perform(UploadAction.WITHDRAW, [planned("c", "m2")])
    assert said[1:] == ["Not sent; “Send to the customer…” brings the words back"]
    uploads.is_too_late = True
    commands.perform(UploadAction.WITHDRAW, [planned("d", "m3")])
    assert len(said) == 2


LIMITED = RateLimited(wait_seconds=40, is_daily=False)


@pytest.mark.parametrize(
    ("action", "one", "insists"),
    [
        (UploadAction.RETRY, waiting(LIMITED, WaitReason.TIME, 40), True),
        (UploadAction.RETRY, waiting(ServerFault(), WaitReason.TIME, 40), False),
        (UploadAction.TRY_MESSAGE_NOW, waiting_to_send(LIMITED, WaitReason.TIME, 40), True),
        (UploadAction.TRY_MESSAGE_NOW, waiting_to_send(ServerFault(), WaitReason.TIME, 9), False),
    ],
)
def test_trying_behind_a_limit_is_told_to_who_shows_it(
    qtbot: QtBot, action: UploadAction, one: Upload, insists: bool
) -> None:
    uploads = StandInUploads()
    commands, insisted = UploadCommands(uploads), list[bool]()
    commands.insisted.connect(lambda: insisted.append(True))
    commands.perform(action, [one])
    assert [upload_id for _, upload_id in uploads.asked] == [one.id]
    assert bool(insisted) is insists
