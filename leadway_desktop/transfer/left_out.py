"""Files that a command leaves out of messages which an earlier one has begun with them.

Who runs what is given, and nothing else, neither sends them along nor lets the others wait for
them: somebody who stops a command and gives it without a file may not want the customer to see it.
They stay on the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leadway_desktop.domain.delivery import plan_of
from leadway_desktop.domain.upload import Upload
from leadway_desktop.transfer.plan_words import Given


def held_up(given: Sequence[Given], known: Iterable[Upload]) -> frozenset[str]:
    """Return the keys of unsent messages that would wait for what is left out, or lack its words.

    `known` are all uploads; what is superseded (see `BegunBefore`) is left out, too. Of a plan it
    is all of its messages or none: they keep their order.
    """
    held = (mine for mine, others in _plans(given, known) if _hold(others, mine))
    return frozenset(one.delivery.key for mine in held for one in mine if one.delivery)


def _plans(
    given: Sequence[Given], known: Iterable[Upload]
) -> Iterator[tuple[list[Upload], list[Upload]]]:
    """Yield, of each plan that is given in part, what is and what is not; both unsent."""
    ids = {one.id for one in given if isinstance(one, Upload)}
    plans: dict[str, tuple[list[Upload], list[Upload]]] = {}
    for one in known:
        if one.delivery is not None and one.delivery.is_certainly_unsent:
            mine, others = plans.setdefault(plan_of(one.delivery.key)[0], ([], []))
            (mine if one.id in ids else others).append(one)
    return (pair for pair in plans.values() if all(pair))


def _hold(others: Sequence[Upload], mine: Sequence[Upload]) -> bool:
    """Whether messages cannot go as they are without these others."""
    keys = {one.delivery.key for one in mine if one.delivery}
    coming = (one for one in others if not one.stage.has_stopped)
    if any(one.delivery.key in keys for one in coming if one.delivery):
        return True
    return _have_words(others) and not _have_words(mine)


def _have_words(uploads: Iterable[Upload]) -> bool:
    return any(one.delivery.text for one in uploads if one.delivery)
