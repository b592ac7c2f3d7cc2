"""Files that were uploaded to the same conversation before: which, when, and with what link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication, QObject, Signal

from leadway_desktop.domain.history import came_at
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import isolated
from leadway_desktop.ui.uploads.upload_words import name_of


@dataclass(frozen=True, slots=True)
class Repeat:
    """An upload, and the one that brought the same file before."""

    upload_id: str
    earlier: Upload


class EarlierFiles(QObject):
    """What was found of the uploads in the list, until the agent has seen enough of it."""

    changed = Signal(str)
    """The id of a conversation of which there is something else to say."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._repeats: dict[str, Repeat] = {}

    def take(self, found: Mapping[str, Upload]) -> None:
        """Take what was found: by the ids of new uploads, the earlier ones."""
        self._repeats |= {one: Repeat(one, earlier) for one, earlier in found.items()}
        for conversation_id in {one.target.conversation_id for one in found.values()}:
            self.changed.emit(conversation_id)

    def forget(self, upload_id: str) -> None:
        """Say nothing of an upload any more: it was stopped, or left the list."""
        repeat = self._repeats.pop(upload_id, None)
        if repeat is not None:
            self.changed.emit(repeat.earlier.target.conversation_id)

    def dismiss(self, conversation_id: str) -> None:
        """Say nothing of a conversation's uploads any more."""
        for repeat in self.of(conversation_id):
            del self._repeats[repeat.upload_id]
        self.changed.emit(conversation_id)

    def of(self, conversation_id: str) -> list[Repeat]:
        """Return what was found in a conversation, the oldest find first."""
        return [
            repeat
            for repeat in self._repeats.values()
            if repeat.earlier.target.conversation_id == conversation_id
        ]


def earlier_in_short(earlier: Upload) -> str:
    """Return what the new upload's row says."""
    if earlier.is_sent:
        pattern = QCoreApplication.translate("EarlierFiles", "already sent here: {day}")
    else:
        pattern = QCoreApplication.translate("EarlierFiles", "already uploaded here: {day}")
    return pattern.format(day=texts.when(came_at(earlier)))


def earlier_in_words(repeats: Sequence[Repeat]) -> str:
    """Return what is said of new uploads; that they go on, too: nothing is left out silently."""
    if len(repeats) > 1:
        return _several_in_words([repeat.earlier for repeat in repeats])
    earlier = repeats[0].earlier
    if earlier.stays_for_draft:
        pattern = QCoreApplication.translate(
            "EarlierFiles", "{file} is in the draft of this conversation already."
        )
    elif earlier.is_sent:
        pattern = QCoreApplication.translate(
            "EarlierFiles", "{file} was already sent to this conversation {day}."
        )
    else:
        pattern = QCoreApplication.translate(
            "EarlierFiles", "{file} was already uploaded to this conversation {day}."
        )
    moment = came_at(earlier)
    day = "" if moment is None else texts.moment_in_words(moment)
    return pattern.format(file=isolated(name_of(earlier)), day=day)


def _several_in_words(earlier: Sequence[Upload]) -> str:
    words, count = _plurals(), len(earlier)
    if all(one.stays_for_draft for one in earlier):
        return words.drafted(count)
    return words.sent(count) if all(one.is_sent for one in earlier) else words.uploaded(count)


class _Plurals(QObject):
    """Sentences with a plural: lupdate finds those only in `self.tr`."""

    def drafted(self, count: int) -> str:
        return self.tr("%n files are in the draft of this conversation already.", "", count)

    def uploaded(self, count: int) -> str:
        return self.tr("%n files were already uploaded to this conversation.", "", count)

    def sent(self, count: int) -> str:
        return self.tr("%n files were already sent to this conversation.", "", count)


@cache
def _plurals() -> _Plurals:
    return _Plurals()
