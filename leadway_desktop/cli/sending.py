"""`upload --send`: who gets the files, said before anything is sent, and asked on a terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.interrupts import POLL_SECONDS, Interrupts
from leadway_desktop.cli.output import tell
from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.delivery import LONGEST_CAPTION, MessagePlan
from leadway_desktop.domain.reply_window import ReplyWindow, ReplyWindowState, reply_window
from leadway_desktop.domain.upload import Upload
from leadway_desktop.support.patience import in_background
from leadway_desktop.transfer.system_clock import SystemClock
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import one_line

translate = QCoreApplication.translate


def check_sending(options: Namespace) -> None:
    """Raise BadUse where what is to be sent, and how, does not fit together."""
    if not options.send and (options.message or options.yes):
        raise BadUse(translate("CommandLine", "--message and --yes go with --send."))
    if len(options.message) > LONGEST_CAPTION:
        raise BadUse(translate("CommandLine", "The message is too long."))


Now = Callable[[], datetime]


our_clock: Now = SystemClock().now


def what_a_crash_forgets() -> str:
    """Return what is told where no list is kept of what is sent."""
    return translate(
        "CommandLine",
        "If this command is stopped before its end, look in the conversation what the customer has "
        "before you give it again: it would send that once more.",
    )


class Consent:
    """What the person agrees to have sent: asked once, whoever has the files in the end."""

    def __init__(self, options: Namespace, interrupts: Interrupts) -> None:
        self._options = options
        self._interrupts = interrupts
        self._is_given = False
        self._recipient = ""
        self.given_at: datetime = options.given_at
        """When the person gave the command, or was asked: what was done with then is known."""

    @property
    def is_to_be_asked(self) -> bool:
        """Whether somebody sits at a terminal whose answer is still missing."""
        is_terminal = sys.stdin.isatty() and sys.stderr.isatty()
        return is_terminal and not self._options.yes and not self._is_given

    def plan(
        self,
        conversation: Conversation | None,
        channel: Channel | None,
        now: Now = our_clock,
        begun: Sequence[Upload] = (),
        messages: int | None = None,
    ) -> MessagePlan:
        """Say to whom the files go, and return what is sent; raises Cancelled for a no.

        Without a terminal `--send` is the answer. `conversation` is None where only the window that
        is open can ask for it; `channel` is None for that of the last message. `now` tells the
        present moment, by the server's clock where that is known. `begun`: what an earlier run has
        begun of the files. What it has sent, perhaps or in vain, is not sent again. `messages`: in
        how many the others go; None: as new ones.
        """
        sent = sum(one.is_sent for one in begun)
        tried = sum(one.is_in_doubt or _has_failed(one) for one in begun)
        left = len(self._options.files) - sent - tried
        if not self._is_given and left:
            if messages is None and channel is not None:
                messages = -(-left // channel.rules.most_attachments)
            counts = "" if messages is None else _how_many(left, messages, sent, tried)
            self._ask(conversation, channel, now(), counts)
            self._is_given = True
        if not self._recipient and conversation is not None and channel is not None:
            self._recipient = conversation.address_on(channel)
        return MessagePlan(self._options.message, self._recipient)

    def _ask(
        self,
        conversation: Conversation | None,
        channel: Channel | None,
        now: datetime,
        counts: str,
    ) -> None:
        tell(_who(self._options.conversation, conversation, channel))
        if counts:
            tell(counts)
        if conversation is not None and channel is not None:
            warning = _warning(reply_window(conversation, channel, now), now)
            if warning:
                tell(warning)
        if self.is_to_be_asked:
            self.given_at = our_clock()
            if not _says_yes(self._interrupts):
                raise Cancelled


def nothing_was_taken() -> str:
    """Return what is told where a command ends before anybody has its files."""
    return translate("CommandLine", "This command has uploaded and sent nothing. Give it again.")


def unsaid_words(*, are_sent: bool) -> str:
    """Return what is told where files went before, and the words of this command with none.

    `are_sent`: nobody has to look whether they went.
    """
    if not are_sent:
        return translate(
            "CommandLine", "The files may have gone with other words before: these were not sent."
        )
    return translate(
        "CommandLine",
        "The files went with other words before: these were not sent. Give the command again to "
        "send the files once more, with them.",
    )


def _has_failed(upload: Upload) -> bool:
    return upload.delivery is not None and upload.delivery.has_failed


def _who(conversation_id: str, found: Conversation | None, channel: Channel | None) -> str:
    if found is None:
        pattern = translate("CommandLine", "To the customer of conversation {id}.")
        return pattern.format(id=one_line(conversation_id))
    address = found.address_on(channel) if channel is not None else ""
    road = texts.channel_name(channel) if channel is not None else ""
    name = found.title or found.id
    parts = dict.fromkeys(one_line(part) for part in (name, address, road) if part)
    return translate("CommandLine", "To: {recipient}").format(recipient=" · ".join(parts))


def _how_many(files: int, messages: int, sent: int, tried: int) -> str:
    pattern = translate("CommandLine", "Files: {files}. Messages: {messages}.")
    parts = [pattern.format(files=files, messages=messages)]
    if sent:
        parts.append(translate("CommandLine", "Files sent before: {count}.").format(count=sent))
    if tried:
        pattern = translate("CommandLine", "Files tried before, which are not sent again: {count}.")
        parts.append(pattern.format(count=tried))
    return " ".join(parts)


def _warning(window: ReplyWindow, now: datetime) -> str:
    if window.state is ReplyWindowState.CLOSED and window.at is not None:
        pattern = translate(
            "CommandLine",
            "The customer's last WhatsApp message is more than 24 hours old (closed since {time}): "
            "WhatsApp will refuse this.",
        )
        return pattern.format(time=texts.when(window.at, now))
    if window.state is ReplyWindowState.UNKNOWN:
        return translate(
            "CommandLine",
            "Leadway does not tell when the customer wrote last: after 24 hours WhatsApp refuses "
            "messages.",
        )
    return ""


def _says_yes(interrupts: Interrupts) -> bool:
    """Ask on the terminal; raises Cancelled for Ctrl-C."""
    sys.stderr.write(translate("CommandLine", "Send? [y/N]") + " ")
    sys.stderr.flush()
    answer = in_background(sys.stdin.readline)
    while not wait([answer], POLL_SECONDS).done:
        if interrupts.pressed:
            raise Cancelled
    said = answer.result().strip().lower()
    return said in {"y", "yes", *translate("CommandLine", "y yes").split()}
