"""What is printed: results on standard output, messages on standard error."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TextIO

from leadway_desktop.domain.steering import spelt_out

_lost: list[OSError] = []
"""Why results could not be printed."""


class NotPrinted(OSError):
    """The standard output takes no results: its disk is full, or it was closed before we began."""


def prepare_streams() -> None:
    """Let no name from anywhere in the world stop the printing on a terminal of old."""
    if sys.stdout is None:  # closed, as by `>&-`
        sys.stdout = _nowhere()
        _lost.append(NotPrinted(errno.EBADF, os.strerror(errno.EBADF)))
    if sys.stderr is None:
        sys.stderr = _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def results() -> Iterator[TextIO]:
    """Yield the standard output for results, which are there at the end of the block.

    Raises NotPrinted, and BrokenPipeError when nobody reads any more.
    """
    if _lost:  # nothing after it may be there, either
        raise type(_lost[0])(*_lost[0].args)
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotPrinted(error.errno, error.strerror) from None


def print_line(text: str) -> None:
    """Print a result at once; raises what `results` does."""
    with results() as output:
        output.write(f"{text}\n")


def print_record(fields: Mapping[str, object]) -> None:
    r"""Print one JSON object on one line.

    Letters beyond ASCII stand as themselves where the output is UTF-8, else escaped. A file name
    that is no Unicode keeps its bytes as `\udcNN`, which is JSON's spelling too. So has what would
    turn the order of letters on a terminal, or what it would obey.
    """
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    line = json.dumps(fields, ensure_ascii=not is_utf8)
    print_line(spelt_out(line.encode(errors="backslashreplace").decode()))


def tell(text: str) -> None:
    """Say something to the person, if anybody listens; never mixed into the results."""
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _send_nowhere(sys.stderr)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Let a closed pipe, or a full disk, end the printing alone, not the work that it is about."""
    try:
        yield
    except OSError as error:
        _lost.append(error)
        stop_printing()


def stop_printing() -> None:
    """Send what is still printed nowhere: the reader has gone, as `head` does."""
    _send_nowhere(sys.stdout)


def what_lost_results(*, are_all: bool) -> OSError | None:
    """Return why results reached nobody, or not all of them; None: they did.

    A reader that leaves, as `head` does, has had enough; unless they `are_all` that is told.
    """
    lost = (error for error in _lost if are_all or not isinstance(error, BrokenPipeError))
    return next(lost, None)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _send_nowhere(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
