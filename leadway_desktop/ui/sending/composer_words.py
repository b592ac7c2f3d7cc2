"""What the composer says: to whom, in how many messages, and what speaks against it."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QObject

from leadway_desktop.domain.conversation import Conversation
from leadway_desktop.domain.reply_window import ReplyWindowState
from leadway_desktop.ui import texts
from leadway_desktop.ui.conversations import row_words
from leadway_desktop.ui.errors_in_short import in_short
from leadway_desktop.ui.plain_text import DOT, NO_BREAK_SPACE, isolated, one_line
from leadway_desktop.ui.sending.draft import Draft, Outlook


def addressee(conversation: Conversation, outlook: Outlook) -> str:
    """Return name, number and channel: `María López · +34 600 11 22 33 · WhatsApp`.

    A number stands for the name of whom nobody knows another one, and is then said once.
    """
    facts, numbers = [row_words.title(conversation)], set()
    for channel in outlook.channels:
        number = one_line(conversation.address_on(channel))
        numbers.add(number)
        facts.extend((number, texts.channel_name(channel)))
    return DOT.join(
        isolated(fact.replace(" ", NO_BREAK_SPACE) if fact in numbers else fact)
        for fact in dict.fromkeys(facts)
        if fact
    )


def plan(draft: Draft, outlook: Outlook) -> str:
    """Return what sending would do: how many messages, what stays out, what is waited for."""
    words, facts = _plurals(), []
    if outlook.messages > 1:
        facts.append(words.messages(outlook))
    if outlook.failed:
        facts.append(words.failed(outlook.failed))
    if outlook.cancelled:
        facts.append(words.cancelled(outlook.cancelled))
    if draft.coming:
        facts.append(words.coming(draft.coming, draft.goes_next))
    if not draft.uploads and not draft.coming:
        return QCoreApplication.translate("Composer", "Drop a file here to send it with this text.")
    return " ".join(facts)


def send_label(outlook: Outlook | None) -> str:
    """Return what the button does: at once, or once the files are there."""
    if outlook is not None and outlook.on_their_way:
        return QCoreApplication.translate("Composer", "Send when uploaded")
    return QCoreApplication.translate("Composer", "Send")


def window_open(outlook: Outlook) -> str:
    """Return how long WhatsApp still takes messages, or nothing where it does not or none knows."""
    window = outlook.window
    if window is None or window.at is None or window.state is not ReplyWindowState.OPEN:
        return ""
    left = (window.at - outlook.at).total_seconds()
    pattern = QCoreApplication.translate("Composer", "WhatsApp window: {left}")
    return pattern.format(left=texts.time_left(max(0, left)))


def warning(outlook: Outlook) -> str:
    """Return what speaks against sending it, or nothing."""
    translate = QCoreApplication.translate
    if outlook.silence is not None:
        pattern = translate(
            "Composer",
            "Leadway was asked for this contact's number or address: {problem} It is asked again "
            "every few seconds, and the message can be sent as soon as Leadway has told it.",
        )
        return pattern.format(problem=in_short(outlook.silence))
    if not outlook.is_known:
        return translate(
            "Composer",
            "Leadway is being asked for this contact's number or address. The message can be sent "
            "as soon as Leadway has told it.",
        )
    if outlook.is_refused and outlook.window is not None and outlook.window.at is not None:
        pattern = translate(
            "Composer",
            "WhatsApp's window closed {moment}. WhatsApp will refuse this message: it takes "
            "free-form ones within 24 hours of the customer's last one.",
        )
        return pattern.format(moment=texts.moment_in_words(outlook.window.at, outlook.at))
    if outlook.lacks_address:
        return translate(
            "Composer", "Leadway tells no number or address of this contact: it may not arrive."
        )
    return ""


def draft_preview(draft: Draft) -> str:
    """Return the draft in one line, for its conversation's row: its words, else its files."""
    text = " ".join(one_line(draft.text[:200]).split())
    return text or _plurals().files(len(draft.uploads) + draft.coming)


class _Plurals(QObject):
    """Sentences with a plural: lupdate finds those only in `self.tr`."""

    def messages(self, outlook: Outlook) -> str:
        count = self.tr("%n messages.", "", outlook.messages)
        alone = [s for s in outlook.shares if s.channel.rules.most_attachments == 1]
        if not alone:
            most = min(share.channel.rules.most_attachments for share in outlook.shares)
            rest = self.tr("At most %n file(s) in each; the text goes with the first.", "", most)
            return f"{count} {rest}"
        pattern = self.tr("{channel} takes one file each; the text goes with the first.")
        why = pattern.format(channel=texts.channel_name(alone[0].channel))
        return f"{count} {why}"

    def failed(self, count: int) -> str:
        return self.tr("%n file(s) did not arrive and will not be sent.", "", count)

    def cancelled(self, count: int) -> str:
        return self.tr("%n cancelled file(s) will not be sent.", "", count)

    def coming(self, count: int, goes_next: bool) -> str:
        if goes_next:
            return self.tr("Is sent once %n file(s) have been read…", "", count)
        return self.tr("%n file(s) are being read…", "", count)

    def files(self, count: int) -> str:
        return self.tr("%n file(s)", "", count)


@cache
def _plurals() -> _Plurals:
    return _Plurals()
