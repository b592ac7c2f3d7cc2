"""Sizes, speeds, times and dates in the agent's language; QtCore only, for the command line too.

Numbers follow the default QLocale. Sizes count 1,024 bytes to the KB, as the platform's limits
do: a file shown as 5 MB fits a limit shown as 5 MB.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from functools import cache

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QCoreApplication,
    QDate,
    QDateTime,
    QLocale,
    QObject,
)

from leadway_desktop.domain.channel import Channel
from leadway_desktop.ui.plain_text import NO_BREAK_SPACE

_UNITS = ("B", "KB", "MB", "GB", "TB")
_MINUTE, _HOUR = 60, 3600
_PATIENCE = 100 * _HOUR  # beyond this a time left says nothing
_BEFORE_A_UNIT = re.compile(r"(?<=\d) ")


def size(count: float) -> str:
    """Return a number of bytes as `8.4 MB`: one decimal from MB on, none where it is zero."""
    return _size(count, 1)


def sizes_apart(one: int, other: int) -> tuple[str, str]:
    """Return two sizes with as many decimals as it takes to tell them apart."""
    for decimals in (1, 2, 3):
        texts = _size(one, decimals), _size(other, decimals)
        if texts[0] != texts[1] or one == other:
            return texts
    return _bytes(one), _bytes(other)


def speed(bytes_per_second: float) -> str:
    """Return a speed as `3.4 MB/s`."""
    return f"{size(bytes_per_second)}/s"


def percent(done: int, total: int) -> str:
    """Return `62%`, rounded down: 100 % is said only when all of it is done."""
    share = 100 * min(done, total) // total if total > 0 else 0
    return _kept_together(QCoreApplication.translate("Texts", "{number}%").format(number=share))


def duration(seconds: float) -> str:
    """Return `2 s`, `5 min` or `5 h 12 min`; rounded up, so that it is never too short."""
    return _duration(max(0, math.ceil(seconds))).replace(" ", NO_BREAK_SPACE)


def countdown(seconds: float) -> str:
    """Return `8 s`, `1 min 15 s` or, where nobody counts along, a `duration`."""
    count = max(0, math.ceil(seconds))
    if count >= 10 * _MINUTE:
        return duration(count - 1)  # a second that is waited to be sure makes no minute
    if count <= _MINUTE:
        return duration(seconds)
    minutes, rest = divmod(count, _MINUTE)
    pattern = QCoreApplication.translate("Texts", "{minutes} min {seconds} s")
    return pattern.format(minutes=minutes, seconds=rest).replace(" ", NO_BREAK_SPACE)


def time_left(seconds: float | None) -> str:
    """Return `2 s left`, or nothing where the time is not known or absurd."""
    if seconds is None or not 0 <= seconds < _PATIENCE:
        return ""
    return _kept_together(_words().left(seconds))


def standstill(seconds: float) -> str:
    """Return `no progress for 6 s`; never more than it is."""
    pattern = QCoreApplication.translate("Texts", "no progress for {time}")
    return pattern.format(time=duration(math.floor(seconds)))


def lasting(seconds: float) -> str:
    """Return `for 6 s`; never more than it is."""
    pattern = QCoreApplication.translate("Texts", "for {time}")
    return pattern.format(time=duration(math.floor(seconds)))


def clock(moment: datetime) -> str:
    """Return the local time of day, as the locale writes it."""
    return QLocale().toString(_local(moment).time(), QLocale.FormatType.ShortFormat)


def when(moment: datetime | None, now: datetime | None = None) -> str:
    """Return how long ago in a word: `10:42`, `yesterday`, `Fri`, `Nov 3`, `Nov 3, 2024`.

    `moment` and `now` are aware; the days are those of this computer's time zone.
    """
    if moment is None:
        return ""
    then, today = _local(moment), _local(now or datetime.now(UTC)).date()
    days = then.date().daysTo(today)
    if days == 0:
        return QLocale().toString(then.time(), QLocale.FormatType.ShortFormat)
    if days == 1:
        return QCoreApplication.translate("Texts", "yesterday")
    if 1 < days < 7:
        return QLocale().dayName(then.date().dayOfWeek(), QLocale.FormatType.ShortFormat)
    return _date(then.date(), with_year=then.date().year() != today.year())


def is_today(moment: datetime) -> bool:
    """Whether the local day of an aware moment is not over."""
    return _local(moment).date() == _local(datetime.now(UTC)).date()


def moment_in_words(moment: datetime, now: datetime | None = None) -> str:
    """Return a moment for a sentence: `today at 14:03`, `on Friday at 14:03`, `on Nov 3 at 14:03`.

    As `when`, but with the time, and with days that are not cut short.
    """
    then, today = _local(moment).date(), _local(now or datetime.now(UTC)).date()
    days, time = then.daysTo(today), clock(moment)
    if days == 0:
        return QCoreApplication.translate("Texts", "today at {time}").format(time=time)
    if days == 1:
        return QCoreApplication.translate("Texts", "yesterday at {time}").format(time=time)
    day = QLocale().dayName(then.dayOfWeek()) if 1 < days < 7 else when(moment, now)
    pattern = QCoreApplication.translate("Texts", "on {day} at {time}")
    return pattern.format(day=day, time=time)


def full_date(moment: datetime | None) -> str:
    """Return date and time in full, for tool tips and screen readers."""
    if moment is None:
        return ""
    return QLocale().toString(_local(moment), QLocale.FormatType.ShortFormat)


def channel_name(channel: Channel | None) -> str:
    """Return what the agent calls a channel; brands and standards keep their names."""
    if channel is None:
        return QCoreApplication.translate("Texts", "unknown channel")
    # Marked for lupdate: the names in the rules that are words rather than brands.
    QT_TRANSLATE_NOOP("Texts", "Email")
    QT_TRANSLATE_NOOP("Texts", "Live chat")
    return QCoreApplication.translate("Texts", channel.rules.name)


def channel_limit(channel: Channel) -> str:
    """Return how large a file the channel takes, as `100 MB`."""
    return size(channel.rules.upload_limit)


def _duration(count: int) -> str:
    if count < _MINUTE:
        return QCoreApplication.translate("Texts", "{seconds} s").format(seconds=count)
    minutes = math.ceil(count / _MINUTE)
    if minutes < 60:
        return QCoreApplication.translate("Texts", "{minutes} min").format(minutes=minutes)
    hours, rest = divmod(minutes, 60)
    pattern = QCoreApplication.translate("Texts", "{hours} h {minutes} min")
    return pattern.format(hours=hours, minutes=rest)


def _kept_together(text: str) -> str:
    """Return the text so that no line ends between a number and its unit."""
    return _BEFORE_A_UNIT.sub(NO_BREAK_SPACE, text)


def _size(count: float, decimals: int) -> str:
    amount, unit = float(max(count, 0)), 0
    while unit < len(_UNITS) - 1 and round(amount, decimals if unit > 1 else 0) >= 1024:
        amount, unit = amount / 1024, unit + 1
    number = QLocale().toString(amount, "f", decimals if unit > 1 else 0)
    return f"{_without_zeros(number)}{NO_BREAK_SPACE}{_UNITS[unit]}"


def _bytes(count: int) -> str:
    return f"{QLocale().toString(float(count), 'f', 0)}{NO_BREAK_SPACE}B"


def _without_zeros(number: str) -> str:
    point = QLocale().decimalPoint()
    return number.rstrip("0").removesuffix(point) if point in number else number


def _date(day: QDate, *, with_year: bool) -> str:
    month_first = QLocale().dateFormat(QLocale.FormatType.ShortFormat).startswith("M")
    pattern = "MMM d" if month_first else "d MMM"
    if with_year:
        pattern += ", yyyy" if month_first else " yyyy"
    return QLocale().toString(day, pattern)


def _local(moment: datetime) -> QDateTime:
    # Not datetime.astimezone: on Windows it fails for dates before 1970.
    return QDateTime.fromMSecsSinceEpoch(int(moment.timestamp() * 1000))


class _Words(QObject):
    """Sentences with a plural: lupdate finds those only in `self.tr`."""

    def left(self, seconds: float) -> str:
        count = max(1, math.ceil(seconds))
        if count < _MINUTE:
            return self.tr("%n s left", "", count)
        minutes = math.ceil(count / _MINUTE)
        if minutes < 60:
            return self.tr("%n min left", "", minutes)
        hours, rest = divmod(minutes, 60)
        return self.tr("%n h {minutes} min left", "", hours).format(minutes=rest)


@cache
def _words() -> _Words:
    return _Words()
