"""Uploads that wait, in the person's language."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.output import tell
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import one_line
from leadway_desktop.ui.wait_words import seconds_left, upload_waits

translate = QCoreApplication.translate


def tell_of_wait(upload: Upload) -> None:
    """Say what happened to an upload, and when it is tried again."""
    name = one_line(upload.file.path.name)
    if upload.error is None or upload.wait is None:
        return
    told = error_text(upload.error)
    if upload.wait.until is None:
        tell(f"{name}: {told.text}")
        return
    seconds = seconds_left(upload.wait, datetime.now(UTC))
    again = upload_waits().after(upload.error, upload.wait, seconds)
    lines = (f"{name}: {again}", told.detail, told.trace_line)
    tell("\n".join(line for line in lines if line))


def countdown(waiting: list[Upload], now: datetime) -> str:
    """Return one line about uploads that wait for a time; empty where none does."""
    ends = [(one.wait.until, one) for one in waiting if one.wait and one.wait.until]
    if not ends:
        return ""
    until, first = min(ends, key=lambda end: end[0])
    pattern = translate("CommandLine", "{name}: trying again in {time}")
    if len(ends) > 1:
        pattern = translate("CommandLine", "Waiting: {count}. {name}: trying again in {time}")
    name = one_line(first.file.path.name)
    time = texts.countdown(max((until - now).total_seconds(), 1.0))
    return pattern.format(count=len(ends), name=name, time=time)
