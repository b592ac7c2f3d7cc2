"""How it may fail to ask who works on a data folder. Without Qt, so that to catch it is cheap."""

from __future__ import annotations


class NobodyAnswers(Exception):
    """No program listens, or it went away, or it hangs."""


class Unanswered(Exception):
    """It has been given the files, and has not said what became of them."""


class Stopped(Exception):
    """The person had enough of waiting; the other program may have heard all the same."""
