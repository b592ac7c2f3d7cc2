"""Who says the words of a plan: what an earlier giving has begun of it, or what is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from leadway_desktop.domain.delivery import (
    Delivery,
    DeliveryStage,
    MessagePlan,
    message_key,
    plan_of,
)
from leadway_desktop.domain.upload import Upload
from leadway_desktop.domain.upload_stage import UploadStage
from leadway_desktop.transfer.messages.contents import as_tried, deliveries_of

Given: TypeAlias = Path | Upload
"""A file that is new, or the upload that an earlier giving has begun for it."""


class Plans:
    """Uploads by the plan that their messages belong to, whatever has become of those."""

    def __init__(self, uploads: Iterable[Upload]) -> None:
        self._plans: defaultdict[str, list[Upload]] = defaultdict(list)
        for upload in uploads:
            if (plan_id := plan_id_of(upload)) is not None:
                self._plans[plan_id].append(upload)

    def __iter__(self) -> Iterator[list[Upload]]:
        return iter(self._plans.values())

    def __getitem__(self, plan_id: str) -> list[Upload]:
        """Return the uploads of a plan that there is."""
        return self._plans[plan_id]

    def last_of(self, plan_id: str) -> str:
        """Return the key of a plan's last message."""
        return max(one.delivery.key for one in self._plans[plan_id] if one.delivery)

    def says(self, plan_id: str, words: str) -> bool:
        """Whether a plan says these; where nobody knows any more what it says, that is so.

        It says what its first message does, or one that took the words over: the last one, where
        some of it was said anew with others.
        """
        plan = [one.delivery for one in self._plans[plan_id] if one.delivery]
        said = [(one.key, one.text) for one in plan if one.text]
        if not said:
            is_first_there = any(one.key == message_key(plan_id, 0) for one in plan)
            return not (is_first_there and words)
        return max(said)[1] == words

    def with_other_words(self, given: Iterable[Given], plan: MessagePlan | None) -> frozenset[str]:
        """Return the keys of messages that say what `plan` does not, and are certainly unsent."""
        begun = (one.delivery for one in given if isinstance(one, Upload))
        unsent = {one.key for one in begun if one is not None and one.is_certainly_unsent}
        return frozenset(
            key for key in unsent if plan is not None and not self.says(plan_of(key)[0], plan.text)
        )


@dataclass(frozen=True)
class PlanWords:
    """The words of a plan that is to be carried out with files that are given."""

    plan: MessagePlan
    plans: Plans
    given: Sequence[Given]
    superseded: Collection[Upload]
    """What has arrived of these files as they were before, and is not to be sent."""
    anew: Collection[str]
    """The keys of messages in whose place there are others."""

    def deliveries(self, most: int) -> list[Delivery | None]:
        """Return for each file its part of the plan; None where it has a message that stays.

        `most`: how many go in one message.
        """
        plan, last = self.plan, self._last_that_says_it()
        if last is not None:
            plan = replace(plan, text="")
        else:
            last = self._last_of_what_goes_on()
        is_free = [is_free_of_message(one, self.anew) for one in self.given]
        made = iter(deliveries_of(plan, sum(is_free), most, behind=last))
        begun = [one if isinstance(one, Upload) else None for one in self.given]
        return as_tried([next(made) if free else None for free in is_free], begun)

    def silenced(self) -> list[Upload]:
        """Return what has the words in messages of its own plan, and loses them to others.

        So it is where the words go with what is new though somebody has them already, of whom
        nobody knows when he goes on.
        """
        is_said_anew = any(is_free_of_message(one, self.anew) for one in self.given)
        if not self.plan.text or not is_said_anew or self._last_that_says_it() is not None:
            return []
        free = {one.id for one in self._begun if is_free_of_message(one, self.anew)} | self._gone
        plans = dict.fromkeys(filter(None, map(plan_id_of, (*self._begun, *self.superseded))))
        return [
            one
            for plan_id in plans
            for one in self.plans[plan_id]
            if one.id not in free and _says_unsent(one, self.plan.text)
        ]

    def are_unsaid(self, deliveries: Iterable[Delivery | None]) -> bool:
        """Whether the words go with no file: all have gone, or perhaps, with others."""
        if not self.plan.text or any(deliveries):
            return False
        plans = filter(None, map(plan_id_of, self._begun))
        return not any(self.plans.says(plan_id, self.plan.text) for plan_id in plans)

    @property
    def _begun(self) -> list[Upload]:
        return [one for one in self.given if isinstance(one, Upload)]

    @property
    def _gone(self) -> set[str]:
        return {one.id for one in self.superseded}

    def _last_that_says_it(self) -> str | None:
        """Return the last message of a plan that has said the words, or will; None: there is none.

        What comes behind it takes the words over where the file fails that they go with.
        """
        words = self.plan.text
        staying = [one for one in self._begun if not is_free_of_message(one, self.anew)]
        ids, gone = {one.id for one in staying}, self._gone
        for plan_id in dict.fromkeys(filter(None, map(plan_id_of, staying))):
            if not self.plans.says(plan_id, words):
                continue
            spoken_for = [one for one in self.plans[plan_id] if words and _text(one) == words]
            coming = [one for one in spoken_for if one.id not in gone]
            if spoken_for and not coming:
                continue
            if all(_says_it(one, is_given=one.id in ids) for one in coming):
                return self.plans.last_of(plan_id)
        return None

    def _last_of_what_goes_on(self) -> str | None:
        """Return the last message of the plan from which others are said anew; None: of none.

        They stay in it: what it has sent is not done with before they are. But where a file that is
        not given still has its words, what comes behind it would say those.
        """
        mine = {one.id for one in (*self.silenced(), *self._begun)} | self._gone
        for plan_id in dict.fromkeys(plan_of(key)[0] for key in sorted(self.anew)):
            left = [one for one in self.plans[plan_id] if one.id not in mine]
            if not any(_text(one) for one in left if not one.is_sent):
                return self.plans.last_of(plan_id)
        return None


def plan_id_of(upload: Upload) -> str | None:
    """Return the plan that an upload's message belongs to; None: it has none."""
    return None if upload.delivery is None else plan_of(upload.delivery.key)[0]


def is_free_of_message(one: Given, anew: Collection[str]) -> bool:
    """Whether a file gets a message: it has none, or one that does not stay."""
    return isinstance(one, Path) or one.delivery is None or one.delivery.key in anew


def _says_unsent(upload: Upload, words: str) -> bool:
    delivery = upload.delivery
    return delivery is not None and delivery.is_certainly_unsent and delivery.text == words


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
