"""What two programs on one data folder say to each other.

    role     -> role
    show     -> shown | yielding
    leave    -> yielding
    upload   -> received | refused
    go on    -> accepted | refused
    told     (behind "accepted"; no answer)

A window answers `shown`. Who answers `yielding` keeps what it has not finished in the journal, and
ends: a command whenever it is asked for anything, a window when it is asked to leave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.delivery import MessagePlan
from leadway_desktop.domain.errors import LeadwayError, MessageUnknown
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage


class Role(Enum):
    """Who works on the data folder, and so what it answers."""

    WINDOW = "window"
    COMMAND = "command"


class Refusal(Enum):
    """Why files were not taken."""

    ERROR = "error"
    """An error of the tree, which comes along."""
    COMMAND = "command"
    """A command holds the journal, and takes no other's files."""
    OTHER_LOCATION = "other location"
    """The window works on another location."""
    NOT_SIGNED_IN = "not signed in"
    """The window has no account open yet."""
    CLOSING = "closing"
    """The window is about to end, or leaves its account."""
    NOT_UNDERSTOOD = "not understood"
    """Another version, or no message at all."""


@dataclass(frozen=True, slots=True)
class RoleWanted:
    """Who is it that works on the data folder?"""


@dataclass(frozen=True, slots=True)
class ShowWanted:
    """Come to the front; the token is the desktop's permission to do so, or empty.

    A window offers the files for the conversation that the agent will choose; a command, which
    yields, leaves them to the one who asks. Paths are absolute.
    """

    activation_token: str = ""
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaveWanted:
    """End, whatever is under way: the program is to be replaced, or removed."""


@dataclass(frozen=True, slots=True)
class HandedFiles:
    """Files for a conversation, from another program of the same user.

    `location_id` is empty where the other program knows none; `channel` is None for that of the
    last message. Paths are absolute.
    """

    location_id: str
    conversation_id: str
    channel: Channel | None
    paths: tuple[Path, ...]
    plan: MessagePlan | None = None
    """What is to be sent with them; the window finds the recipient where it names none."""
    given_at: datetime | None = None
    """When the person gave them, by this computer's clock; None: now."""
    is_whole: bool = True
    """Whether the command has no other files: with one that was left out it will come again."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """Take the files that were received: whoever hands them over is still there, and waits.

    Without it nothing is taken: a window that hung may read the request after its caller has said
    that nobody answers, and has handed the files over once more.
    """


@dataclass(frozen=True, slots=True)
class Told:
    """The person has been told that the files were accepted: the last thing that a command does.

    Who sees a command killed before gives it again, and means the same files.
    """


@dataclass(frozen=True, slots=True)
class RoleTold:
    """It is a window, or a command."""

    role: Role


@dataclass(frozen=True, slots=True)
class Shown:
    """The window comes to the front."""


@dataclass(frozen=True, slots=True)
class Yielding:
    """The program ends and leaves the journal to whoever asked."""


@dataclass(frozen=True, slots=True)
class Received:
    """The files are known; they are taken when the caller says so."""


@dataclass(frozen=True, slots=True)
class HandedUpload:
    """What became of one of the files: in the journal, perhaps as failed already.

    `error`: why it does not go on by itself; of one that only waits there is none.
    """

    id: str
    stage: UploadStage
    size: int
    channel: Channel
    error: LeadwayError | None = None
    is_sent_before: bool = False
    """Whether the customer had it when the command was given: it is not sent again."""

    @classmethod
    def of(cls, upload: Upload, given_at: datetime | None) -> HandedUpload:
        """Return what is told of an upload to a command that was given then."""
        sent_at = None if upload.delivery is None else upload.delivery.sent_at
        return cls(
            upload.id,
            upload.stage,
            upload.file.size,
            upload.target.channel,
            why_at_rest(upload),
            is_sent_before=bool(given_at and sent_at and sent_at < given_at),
        )


def why_at_rest(upload: Upload) -> LeadwayError | None:
    """Return why an upload, or its message, is the agent's to decide; None: it goes, or went."""
    if upload.stage is UploadStage.FAILED:
        return upload.error
    if upload.delivery is not None and upload.delivery.stage.needs_agent:
        return upload.delivery.error or MessageUnknown()
    return None


@dataclass(frozen=True, slots=True)
class Taken:
    """Files that a command gave, as they are on the window's list, in their order."""

    uploads: list[Upload]
    outlive_a_crash: bool = True
    are_words_unsaid: bool = False
    on_told: Callable[[], None] = lambda: None
    """Called, in the window's thread, once the command has told it: given again, it means more.

    One that has left before, or whose window has, is to go on with what it had begun.
    """


@dataclass(frozen=True, slots=True)
class Accepted:
    """The files are on the window's list, in the order in which they were handed over."""

    uploads: tuple[HandedUpload, ...]
    outlive_a_crash: bool = True
    """Whether they are in the journal, on the disk: else only this run of the window knows them."""
    are_words_unsaid: bool = False
    """Whether all of them went before, with other words than the command's."""

    @classmethod
    def of(cls, taken: Taken, given_at: datetime | None) -> Accepted:
        """Return what is told of files to a command that was given then."""
        uploads = tuple(HandedUpload.of(one, given_at) for one in taken.uploads)
        return cls(uploads, taken.outlive_a_crash, taken.are_words_unsaid)


@dataclass(frozen=True, slots=True)
class Refused:
    """No file was taken."""

    reason: Refusal
    error: LeadwayError | None = None


Request: TypeAlias = RoleWanted | ShowWanted | LeaveWanted | HandedFiles | GoOn | Told
Reply: TypeAlias = RoleTold | Shown | Yielding | Received | Accepted | Refused
