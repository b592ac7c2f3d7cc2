"""A bar per running upload on a terminal, and a countdown; a line per upload everywhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, NoReturn, TextIO

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.output import tell
from leadway_desktop.cli.wait_words import countdown
from leadway_desktop.domain.progress import Progress
from leadway_desktop.domain.upload import Upload
from leadway_desktop.ui import texts
from leadway_desktop.ui.plain_text import one_line

if TYPE_CHECKING:
    from tqdm import tqdm

NAME_WIDTH = 28
"""Columns for the file's name; longer ones lose their middle."""

FACTS_WIDTH = 30
"""Columns for `100%  999 KB/s  1 h 59 min left`."""

translate = QCoreApplication.translate


class ProgressBars:
    """Draws on a stream, in the thread that calls; every method returns at once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._has_bars = _columns(stream) > 0
        self._bars: dict[str, tqdm[NoReturn]] = {}
        self._waiting: dict[str, Upload] = {}
        self._countdown: tqdm[NoReturn] | None = None

    def start(self, upload: Upload) -> None:
        """Show that an upload's bytes begin to travel."""
        name = one_line(upload.file.path.name)
        if not self._has_bars:
            pattern = translate("CommandLine", "{name}: uploading {size} …")
            tell(pattern.format(name=name, size=texts.size(upload.file.size)))
            return
        self._bars[upload.id] = _bar_class()(
            desc=_shortened(name),
            total=upload.file.size,
            file=self._stream,
            leave=False,
            dynamic_ncols=True,
            bar_format=_format(texts.percent(0, upload.file.size)),
            mininterval=0,
        )

    def move(self, progress: Progress) -> None:
        """Show how far it is: 100 % is left to the line that says it is done."""
        bar = self._bars.get(progress.upload_id)
        if bar is None:
            return
        bar.n = progress.acknowledged
        bar.bar_format = _format(_facts(progress))
        bar.refresh()

    def wait(self, upload: Upload) -> None:
        """Count an upload among those that wait for a time."""
        self._waiting[upload.id] = upload

    def count_down(self, now: datetime) -> None:
        """Show on one line when the next of them is tried again."""
        text = countdown(list(self._waiting.values()), now) if self._has_bars else ""
        if not text:
            self._end_countdown()
        elif self._countdown is None:
            self._countdown = _bar_class()(
                desc=text, total=1, file=self._stream, leave=False, bar_format="{desc}"
            )
        elif self._countdown.desc != text:
            self._countdown.set_description_str(text)

    def end(self, upload_id: str) -> None:
        """Take its bar away, or its part in the countdown."""
        if self._waiting.pop(upload_id, None) is not None and not self._waiting:
            self._end_countdown()
        bar = self._bars.pop(upload_id, None)
        if bar is not None:
            bar.close()

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Make room for lines that are printed in the block."""
        is_drawn = self._bars or self._countdown is not None
        with _bar_class().external_write_mode(file=self._stream) if is_drawn else nullcontext():
            yield

    def close(self) -> None:
        """Take every bar away."""
        for upload_id in (*self._bars, *self._waiting):
            self.end(upload_id)

    def _end_countdown(self) -> None:
        if self._countdown is not None:
            self._countdown.close()
            self._countdown = None


@cache
def _bar_class() -> type[tqdm[NoReturn]]:
    """Import tqdm where there is a bar to draw: a script has none, and need not wait for it."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # no thread of its own: bars move when something is acknowledged
    return tqdm


def _columns(stream: TextIO) -> int:
    """Return how wide the terminal is; 0 where there is none, or one that does not know."""
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except OSError:
        return 0


def _format(facts: str) -> str:
    # Not tqdm's own postfix: it comes with a comma, and its width makes the bar jump.
    return f"{{desc}} {{bar}} {facts:<{FACTS_WIDTH}}"


def _facts(progress: Progress) -> str:
    percent = texts.percent(min(progress.acknowledged, progress.total - 1), progress.total)
    return "  ".join(fact for fact in (percent, *_pace(progress)) if fact)


def _pace(progress: Progress) -> tuple[str, ...]:
    if progress.has_arrived:
        return (translate("CommandLine", "finishing"),)
    if progress.still is not None:
        return (texts.standstill(progress.still),)
    speed = texts.speed(progress.speed) if progress.speed else ""
    return speed, texts.time_left(progress.seconds_left)


def _shortened(name: str) -> str:
    if len(name) <= NAME_WIDTH:
        return name.ljust(NAME_WIDTH)
    kept = NAME_WIDTH - 1
    return f"{name[: kept // 2]}…{name[-(kept - kept // 2) :]}"
