"""Where the files of `upload` go: the conversation, its channel, and whom it reaches."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.account import Account
from leadway_desktop.cli.arguments import channel_names
from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import tell
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.errors import ChannelNotChosen, LeadwayError
from leadway_desktop.domain.upload import UploadTarget
from leadway_desktop.transfer.asking import OnWait, ask_patiently, passes_by_itself
from leadway_desktop.transfer.find_target import find_conversation, target_in
from leadway_desktop.ui import texts
from leadway_desktop.ui.errors_in_short import in_short

_PATIENCE = 60.0
"""Seconds to ask for a channel, without which there is no upload to keep."""
_SHORT_PATIENCE = 10.0
"""Seconds to ask for a name and number: the files go without them too."""

translate = QCoreApplication.translate


def find_destination(
    account: Account, options: Namespace, interrupts: Interrupts
) -> tuple[Conversation | None, UploadTarget]:
    """Return where the files go.

    The conversation is asked for its channel where none is given, and before it is written to; that
    is None where only its id is known. Raises LeadwayError where it cannot be had, BadUse where it
    tells no channel, and Cancelled.
    """
    location_id, there, channel = (
        account.settings.location_id,
        options.conversation,
        options.channel,
    )
    by_name = UploadTarget(location_id, there, "", "", channel)
    if not options.send and channel is not None:
        return None, by_name
    found = _conversation(account, options, interrupts)
    if found is None:  # then a channel is given
        return None, by_name
    return found, _told_channel(lambda: target_in(location_id, found, channel))


def _conversation(
    account: Account, options: Namespace, interrupts: Interrupts
) -> Conversation | None:
    """Ask for the conversation, again where that may help.

    None: it cannot be had now, and what it would tell is not needed to keep the files.
    """
    crm, there, channel = account.engine.crm, options.conversation, options.channel
    patience = _PATIENCE if channel is None else _SHORT_PATIENCE
    try:
        return interrupts.run(
            lambda cancel: ask_patiently(
                lambda: find_conversation(crm, there, channel, cancel, is_written_to=options.send),
                cancel,
                patience,
                _telling_once(patience),
            )
        )
    except LeadwayError as error:
        if channel is None or not passes_by_itself(error):
            raise
        tell(error_text(error).text)
        return None


def _telling_once(patience: float) -> OnWait:
    """Return what tells of a wait: of each kind of error once, however often it comes back."""
    told: set[type[LeadwayError]] = set()

    def tell_of_wait(error: LeadwayError, seconds: float) -> None:
        if type(error) not in told:
            told.add(type(error))
            pattern = translate("CommandLine", "{problem} Trying again for up to {time} …")
            tell(pattern.format(problem=in_short(error), time=texts.countdown(patience)))

    return tell_of_wait


def _told_channel(find: Callable[[], UploadTarget]) -> UploadTarget:
    try:
        return find()
    except ChannelNotChosen:
        raise BadUse(
            translate(
                "CommandLine",
                "The conversation does not tell its channel. Add --channel and one of {names}.",
            ).format(names=channel_names())
        ) from None
