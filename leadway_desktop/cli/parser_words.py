"""argparse's own words in the agent's language: headings, and what was wrong with the arguments."""

from __future__ import annotations

import argparse

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

WORDS = frozenset(
    str(words)
    for words in (
        QT_TRANSLATE_NOOP("CommandLine", "usage: "),
        QT_TRANSLATE_NOOP("CommandLine", "positional arguments"),
        QT_TRANSLATE_NOOP("CommandLine", "options"),
        QT_TRANSLATE_NOOP("CommandLine", "show this help message and exit"),
        QT_TRANSLATE_NOOP("CommandLine", "argument %(argument_name)s: %(message)s"),
        QT_TRANSLATE_NOOP("CommandLine", "the following arguments are required: %s"),
        QT_TRANSLATE_NOOP("CommandLine", "unrecognized arguments: %s"),
        QT_TRANSLATE_NOOP("CommandLine", "invalid choice: %(value)r (choose from %(choices)s)"),
        QT_TRANSLATE_NOOP("CommandLine", "ambiguous option: %(option)s could match %(matches)s"),
        QT_TRANSLATE_NOOP("CommandLine", "expected one argument"),
        QT_TRANSLATE_NOOP("CommandLine", "expected at least one argument"),
        QT_TRANSLATE_NOOP("CommandLine", "ignored explicit argument %r"),
        QT_TRANSLATE_NOOP("CommandLine", "not allowed with argument %s"),
    )
)
"""What our commands can be told; a sentence that argparse spells anew stays in English."""


def translate_parser() -> None:
    """Have every parser of this process say its words through Qt, as everything else is said."""
    # The name under which argparse asks gettext; it has no other door.
    vars(argparse)["_"] = _in_our_language


def _in_our_language(words: str) -> str:
    return QCoreApplication.translate("CommandLine", words) if words in WORDS else words
