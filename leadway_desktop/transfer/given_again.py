"""Files that a command gives: those that an earlier giving has begun go on, the others are new.

So a command that was killed can simply be given again, to a window too: what has not arrived goes
on, and no message is sent twice of a plan that is not all sent. Given with other words, it says
those with what was certainly not sent. What is done with is new: a file that has arrived and is
not sent is uploaded again, and of a plan that is all sent, sent again. But nothing is done with
before a command has told so: killed in its last moment, it is given again for the same. Nor is what
was done, or told, only after the command was given, as by another one that it waited for. A file
that was saved anew before the command had told goes as it is now: what has not arrived begins anew,
and what has, and is not sent, is superseded and never sent. Once it was told, both are meant.

What the agent has dropped, or sends, was begun by no command: both are meant, each with its words.
And a command that sends nothing does not mean what is to be sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import DeliveryStage, MessagePlan, plan_of
from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.plan_words import Given, Plans, PlanWords, plan_id_of
from leadway_desktop.transfer.taking_in import Taking

_Look = tuple[Path, int, int]
"""Where the person has a file, its size and its time of change: those of our copy of it, too."""


class BegunBefore:
    """The uploads for a target that are not done with; each is found once."""

    def __init__(
        self,
        target: UploadTarget,
        uploads: Iterable[Upload],
        plan: MessagePlan | None,
        given_at: datetime | None = None,
    ) -> None:
        """Look through `uploads`; `plan`: what the command sends, so an unsent one is not done.

        `given_at`: when the command was given: what has been done or told since, and was sent with
        the same words, was not done with then. None: now.
        """
        self._target = target
        self._there = there = [
            upload for upload in uploads if upload.is_of_command and _is_for(target, upload)
        ]
        self._given_at, self._plan = given_at, plan
        self._plans = Plans(there)
        left = [
            one for one in there if one.stage is not UploadStage.UPLOADED and not one.is_superseded
        ]
        if plan is None:
            left = [one for one in (*left, *self._untold()) if one.delivery is None]
        else:
            left += self._being_sent(plan.text)
            left.sort(key=partial(self._order, plan.text))
        self._left: dict[_Look, list[Upload]] = {}
        self._by_path: dict[Path, list[Upload]] = {}
        """Those that go on with the file as it is by now."""
        self._found: set[str] = set()
        self._files_of_now: dict[str, LocalFile] = {}
        self.superseded: list[Upload] = []
        """What has arrived of files that are given, as they were before, and is not to be sent."""
        for upload in left:
            self._left.setdefault(_look(upload.file), []).append(upload)
            is_begun = not upload.stage.is_over and upload.is_untold
            if upload.stage is UploadStage.FAILED or is_begun:
                self._by_path.setdefault(upload.file.given_path, []).append(upload)
        self._unsent: dict[Path, list[Upload]] = {}
        for upload in there if plan is not None else ():
            if _has_arrived_unsent(upload):
                self._unsent.setdefault(upload.file.given_path, []).append(upload)

    def look_for(self, paths: Iterable[Path]) -> list[Given]:
        """Return for each file what was begun of it, or its path where that is nothing."""
        return [self._take(path) or path for path in paths]

    def file_of_now(self, upload: Upload) -> LocalFile | None:
        """Return the file with which one that was found goes on; None: with its own."""
        return self._files_of_now.get(upload.id)

    def supersede(self, upload: Upload) -> Path:
        """Take that one which was found has arrived as it was before; return the file to send."""
        self.superseded.append(upload)
        return upload.file.given_path

    def with_other_words(self, given: Iterable[Given]) -> frozenset[str]:
        """Return the keys of messages that say what the plan does not, and were certainly not sent.

        Where nobody knows any more what the words were, they are taken to have been these.
        """
        return self._plans.with_other_words(given, self._plan)

    def taking(self, given: Sequence[Given], anew: Collection[str] = frozenset()) -> Taking:
        """Return how files come into the queue, or go on there.

        `anew` are the keys of messages in whose place there are others, where they are unsent.
        """
        if self._plan is None:
            return Taking(self._target, given, [None] * len(given))
        words = PlanWords(self._plan, self._plans, given, self.superseded, anew)
        made = words.deliveries(self._target.channel.rules.most_attachments)
        return Taking(
            target=self._target,
            given=given,
            deliveries=made,
            anew=anew,
            superseded=self.superseded,
            silenced=words.silenced(),
            are_words_unsaid=words.are_unsaid(made),
        )

    def _being_sent(self, words: str) -> list[Upload]:
        """Return those that have arrived and whose sending is not done with, the plan's others too.

        One that is sent is among them as long as another of the same plan is not: the command that
        began them is given again.
        """
        arrived: list[Upload] = []
        for plan in self._plans:
            if any(self._is_open(one, words) for one in plan):
                arrived += [one for one in plan if one.stage is UploadStage.UPLOADED]
        return arrived

    def _untold(self) -> list[Upload]:
        """Return those that have arrived, and of which no command has told then."""
        arrived = [one for one in self._there if one.stage is UploadStage.UPLOADED]
        return [one for one in arrived if self._is_untold(one, one.finished_at)]

    def _is_open(self, upload: Upload, words: str) -> bool:
        delivery = upload.delivery
        if delivery is None or delivery.stage is not DeliveryStage.SENT:
            return True
        says_the_same = self._plans.says(plan_of(delivery.key)[0], words)
        return says_the_same and self._is_untold(upload, delivery.sent_at)

    def _is_untold(self, upload: Upload, done_at: datetime | None) -> bool:
        """Whether no command had told that it was done when this one was given."""
        given_at = self._given_at
        if upload.is_untold or given_at is None:
            return upload.is_untold
        return any(at >= given_at for at in (done_at, upload.told_at) if at is not None)

    def _order(self, words: str, upload: Upload) -> tuple[bool, bool]:
        """Order uploads of one file: first what this very command may have begun."""
        plan_id = plan_id_of(upload)
        says_another = plan_id is not None and not self._plans.says(plan_id, words)
        return not upload.is_untold, says_another

    def _take(self, path: Path) -> Upload | None:
        try:
            file = look_at(path)
        except FileError:
            return self._first_of(self._by_path.get(path, []))  # which fails by that again
        self._supersede(file)
        alike = self._left.get(_look(file), [])
        found = self._first_of((*alike, *self._by_path.get(file.path, [])))
        if found is not None and found not in alike:
            self._files_of_now[found.id] = file
        return found

    def _first_of(self, uploads: Iterable[Upload]) -> Upload | None:
        found = next((one for one in uploads if one.id not in self._found), None)
        if found is not None:
            self._found.add(found.id)
        return found

    def _supersede(self, file: LocalFile) -> None:
        before = self._unsent.pop(file.path, [])
        self.superseded += [one for one in before if _look(one.file) != _look(file)]


def _has_arrived_unsent(upload: Upload) -> bool:
    """Whether it would still be sent, or may have been by a server that has turned it away."""
    is_unsent = upload.delivery is not None and upload.delivery.can_be_withdrawn
    return is_unsent and upload.stage is UploadStage.UPLOADED and upload.is_untold


def _look(file: LocalFile) -> _Look:
    return file.given_path, file.size, file.modified_ns


def _is_for(target: UploadTarget, upload: Upload) -> bool:
    """Whether it is for that conversation; its title may have changed meanwhile."""
    there = upload.target
    return (there.location_id, there.conversation_id, there.channel) == (
        target.location_id,
        target.conversation_id,
        target.channel,
    )
