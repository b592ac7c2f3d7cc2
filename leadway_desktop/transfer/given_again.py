"""Files that a command gives: those that an earlier giving has begun go on, the others are new.

So a command that was killed can simply be given again, to a window too: what has not arrived goes
on, and no message is sent twice of a plan that is not all sent. Given with other words, it says
those with what was certainly not sent. What is done with is new: a file that has arrived and is
not sent is uploaded again, and of a plan that is all sent, sent again. But nothing is done with
before a command has told so: killed in its last moment, it is given again for the same. Nor is what
was done, or told, only after the command was given, as by another one that it waited for. A file
that was saved anew before the command had told goes as it is now: what has not arrived begins anew,
and what has, and is not sent, is superseded and never sent. Once it was told, both are meant.

What the agent has dropped was begun by no command: both are meant, each with its words. And a
command that sends nothing does not mean what is to be sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from leadway_desktop.domain.checks import look_at
from leadway_desktop.domain.delivery import (
    Delivery,
    DeliveryStage,
    MessagePlan,
    message_key,
    plan_of,
)
from leadway_desktop.domain.errors import FileError
from leadway_desktop.domain.upload import LocalFile, Upload, UploadTarget
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.messages.contents import as_tried, deliveries_of
from leadway_desktop.transfer.spool import Spool

Given = Path | Upload
"""A file that is new, or the upload that an earlier giving has begun for it."""

_Look = tuple[str, int, int]
"""A file's name, size and time of change: those of our copy of it, too."""


class BegunBefore:
    """The uploads for a target that are not done with; each is found once."""

    def __init__(
        self,
        target: UploadTarget,
        uploads: Iterable[Upload],
        spool: Spool,
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
        self._spool = spool
        self._given_at, self._plan = given_at, plan
        self._plans: dict[str, list[Upload]] = {}
        for upload in there:
            if (plan_id := _plan(upload)) is not None:
                self._plans.setdefault(plan_id, []).append(upload)
        left = [
            one for one in there if one.stage is not UploadStage.UPLOADED and not one.is_superseded
        ]
        if plan is None:
            left = [one for one in (*left, *self._untold()) if one.delivery is None]
        else:
            left += self._being_sent(plan.text)
            left.sort(key=partial(self._is_further, plan.text))
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
        begun = (one.delivery for one in given if isinstance(one, Upload))
        unsent = {one.key for one in begun if one is not None and one.is_certainly_unsent}
        plans = {plan_of(key)[0] for key in unsent}
        words = {plan_id: self._words_of(plan_id) for plan_id in plans}
        return frozenset(
            key
            for key in unsent
            if self._plan is not None and words[plan_of(key)[0]] not in {None, self._plan.text}
        )

    def deliveries(
        self, given: Sequence[Given], anew: Collection[str] = ()
    ) -> list[Delivery | None]:
        """Return for each file its part of the plan; None where it has a message that stays.

        `anew` are the keys of messages that do not: see `take_in`.
        """
        if self._plan is None:
            return [None] * len(given)
        begun = [one if isinstance(one, Upload) else None for one in given]
        is_free = [_is_free(one, anew) for one in given]
        most = self._target.channel.rules.most_attachments
        plan, last = self._plan, self._last_that_says_it(given, anew)
        if last is not None:
            plan = replace(plan, text="")
        else:
            silent = {one.id for one in self.silenced(given, anew)}
            spoken_for = {*silent, *self._superseded_ids, *(one.id for one in begun if one)}
            last = self._last_of_what_goes_on(anew, spoken_for)
        made = iter(deliveries_of(plan, sum(is_free), most, behind=last))
        return as_tried([next(made) if free else None for free in is_free], begun)

    def silenced(self, given: Sequence[Given], anew: Collection[str] = ()) -> list[Upload]:
        """Return what has the plan's words in messages of its own plan, and loses them to others.

        So it is where the words go with what is new though somebody has them already, of whom
        nobody knows when he goes on.
        """
        is_said_anew = any(_is_free(one, anew) for one in given)
        if self._plan is None or not self._plan.text or not is_said_anew:
            return []
        if self._last_that_says_it(given, anew) is not None:
            return []
        mine = [one for one in given if isinstance(one, Upload)]
        taken = {one.id for one in mine if _is_free(one, anew)} | self._superseded_ids
        plans = dict.fromkeys(filter(None, map(_plan, (*mine, *self.superseded))))
        return [
            one
            for plan_id in plans
            for one in self._plans[plan_id]
            if one.id not in taken and _says_unsent(one, self._plan.text)
        ]

    def are_words_unsaid(self, given: Iterable[Given], made: Iterable[Delivery | None]) -> bool:
        """Whether the words go with no file: all have gone, or perhaps, with others.

        `made`: what `deliveries` returned for those.
        """
        if self._plan is None or not self._plan.text or any(made):
            return False
        plans = {_plan(one) for one in given if isinstance(one, Upload)}
        said = {self._words_of(plan_id) for plan_id in plans if plan_id is not None}
        return not said & {None, self._plan.text}

    def _last_that_says_it(self, given: Sequence[Given], anew: Collection[str]) -> str | None:
        """Return the last message of a plan that has said the words, or will; None: there is none.

        What comes behind it takes the words over where the file fails that they go with.
        """
        if self._plan is None:
            return None
        words = self._plan.text
        begun = (one for one in given if isinstance(one, Upload))
        staying = [one for one in begun if not _is_free(one, anew)]
        ids = {one.id for one in staying}
        for plan_id in dict.fromkeys(filter(None, map(_plan, staying))):
            if self._words_of(plan_id) not in {None, words}:
                continue
            spoken_for = [one for one in self._plans[plan_id] if words and _text(one) == words]
            coming = [one for one in spoken_for if one.id not in self._superseded_ids]
            if spoken_for and not coming:
                continue
            if all(_says_it(one, is_given=one.id in ids) for one in coming):
                return self._last_of(plan_id)
        return None

    @property
    def _superseded_ids(self) -> set[str]:
        return {one.id for one in self.superseded}

    def _last_of_what_goes_on(self, anew: Collection[str], ids: Collection[str]) -> str | None:
        """Return the last message of the plan from which others are said `anew`; None: of none.

        They stay in it: what it has sent is not done with before they are. But where a file that is
        not given still has its words, what comes behind it would say those.
        """
        for plan_id in dict.fromkeys(plan_of(key)[0] for key in sorted(anew)):
            left = [one for one in self._plans[plan_id] if one.id not in ids]
            if not any(_text(one) for one in left if not one.is_sent):
                return self._last_of(plan_id)
        return None

    def _last_of(self, plan_id: str) -> str:
        return max(one.delivery.key for one in self._plans[plan_id] if one.delivery)

    def _being_sent(self, words: str) -> list[Upload]:
        """Return those that have arrived and whose sending is not done with, the plan's others too.

        One that is sent is among them as long as another of the same plan is not: the command that
        began them is given again.
        """
        arrived: list[Upload] = []
        for plan in self._plans.values():
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
        says_the_same = self._words_of(plan_of(delivery.key)[0]) in {None, words}
        return says_the_same and self._is_untold(upload, delivery.sent_at)

    def _is_untold(self, upload: Upload, done_at: datetime | None) -> bool:
        """Whether no command had told that it was done when this one was given."""
        given_at = self._given_at
        if upload.is_untold or given_at is None:
            return upload.is_untold
        return any(at >= given_at for at in (done_at, upload.told_at) if at is not None)

    def _words_of(self, plan_id: str) -> str | None:
        """Return what a plan says, in its first message or one that took the words over.

        Those of the last, where some of it was said anew with others.
        """
        plan = [one.delivery for one in self._plans[plan_id] if one.delivery]
        is_first_there = any(one.key == message_key(plan_id, 0) for one in plan)
        said = [(one.key, one.text) for one in plan if one.text]
        return max(said)[1] if said else "" if is_first_there else None

    def _is_further(self, words: str, upload: Upload) -> tuple[bool, bool]:
        """Order uploads of one file: first what this very command may have begun."""
        plan_id = _plan(upload)
        says_another = plan_id is not None and self._words_of(plan_id) not in {None, words}
        return not upload.is_untold, says_another

    def _take(self, path: Path) -> Upload | None:
        try:
            file = look_at(path)
        except FileError:
            return self._first_of(self._by_path.get(path, []))  # which fails by that again
        self._supersede(file)
        alike = [one for one in self._left.get(_look(file), []) if self._is_of(one.file, file)]
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

    def _is_of(self, known: LocalFile, file: LocalFile) -> bool:
        """Whether a file is the one that is known and looks like it: itself, or our copy of it."""
        is_copy = self._spool.holds(known.path) and known.origin in {None, file.path}
        return known == file or is_copy


def is_among(keys: Collection[str], upload: Upload) -> bool:
    """Whether an upload's message is one of those."""
    return upload.delivery is not None and upload.delivery.key in keys


def _is_free(one: Given, anew: Collection[str]) -> bool:
    """Whether a file gets a message: it has none, or one that does not stay."""
    return isinstance(one, Path) or one.delivery is None or is_among(anew, one)


def _says_unsent(upload: Upload, words: str) -> bool:
    delivery = upload.delivery
    return delivery is not None and delivery.is_certainly_unsent and delivery.text == words


def _has_arrived_unsent(upload: Upload) -> bool:
    """Whether it would still be sent, or may have been by a server that has turned it away."""
    is_unsent = upload.delivery is not None and upload.delivery.can_be_withdrawn
    return is_unsent and upload.stage is UploadStage.UPLOADED and upload.is_untold


def _says_it(upload: Upload, *, is_given: bool) -> bool:
    """Whether the words of an upload's message were read, perhaps, or will be.

    Of one that is not given again nobody knows when it goes on, once it rests.
    """
    delivery = upload.delivery
    if delivery is None or delivery.has_failed:
        return False
    if is_given or upload.is_sent or upload.is_in_doubt:
        return True
    is_coming = not upload.stage.is_over or upload.stage is UploadStage.UPLOADED
    is_coming &= upload.stage is not UploadStage.PAUSED
    return is_coming and delivery.stage is DeliveryStage.PLANNED


def _text(upload: Upload) -> str:
    return "" if upload.delivery is None else upload.delivery.text


def _look(file: LocalFile) -> _Look:
    return file.path.name, file.size, file.modified_ns


def _is_for(target: UploadTarget, upload: Upload) -> bool:
    """Whether it is for that conversation; its title may have changed meanwhile."""
    there = upload.target
    return (there.location_id, there.conversation_id, there.channel) == (
        target.location_id,
        target.conversation_id,
        target.channel,
    )


def _plan(upload: Upload) -> str | None:
    return None if upload.delivery is None else plan_of(upload.delivery.key)[0]
