"""What is said of the file itself."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from leadway_desktop.domain.errors import file as errors
from leadway_desktop.ui.error_sentences.pair import Sentences, pair

SENTENCES: Sentences = {
    errors.FileMissing: pair(
        QT_TRANSLATE_NOOP("Errors", "The file is not there, or no longer."),
        QT_TRANSLATE_NOOP(
            "Errors", "Put it back and retry, or attach it again from its new place."
        ),
    ),
    errors.FileUnreadable: pair(
        QT_TRANSLATE_NOOP("Errors", "This computer does not allow the file to be read."),
        QT_TRANSLATE_NOOP(
            "Errors", "Close the program that has it open, or ask for permission to read it."
        ),
    ),
    errors.FileIsDirectory: pair(
        QT_TRANSLATE_NOOP("Errors", "This is a folder, not a file."),
        QT_TRANSLATE_NOOP("Errors", "Open it, and attach the files that are in it."),
    ),
    errors.FileIsSpecial: pair(
        QT_TRANSLATE_NOOP("Errors", "This is a device or a pipe, not a file."),
        QT_TRANSLATE_NOOP("Errors", "Save what comes from it in a file, and attach that."),
    ),
    errors.FileEmpty: pair(
        QT_TRANSLATE_NOOP("Errors", "The file is empty."),
        QT_TRANSLATE_NOOP("Errors", "Save it again where it comes from, and retry."),
    ),
    errors.FileTooLarge: pair(
        QT_TRANSLATE_NOOP(
            "Errors", "The file is {size}, and {channel} takes files of up to {limit}."
        ),
        QT_TRANSLATE_NOOP(
            "Errors", "Make it smaller, or choose a channel that takes larger files."
        ),
    ),
    errors.FileTypeMismatch: pair(
        QT_TRANSLATE_NOOP("Errors", "It is called .{extension}, but it is {kind}."),
        QT_TRANSLATE_NOOP("Errors", "Rename it so that it ends in .{ending}, and attach it again."),
    ),
    errors.FileChanged: pair(
        QT_TRANSLATE_NOOP("Errors", "The file has changed since you chose it."),
        QT_TRANSLATE_NOOP("Errors", "Retry to upload it as it is now."),
    ),
    errors.FileGivenAgain: pair(
        QT_TRANSLATE_NOOP("Errors", "The file was added again since."),
        QT_TRANSLATE_NOOP("Errors", "The newer entry counts; this one can be taken off the list."),
    ),
    errors.FileError: pair(
        QT_TRANSLATE_NOOP("Errors", "The file cannot be uploaded as it is."),
        QT_TRANSLATE_NOOP("Errors", "Check that it opens on this computer, and retry."),
    ),
}
