"""From the arguments to a subcommand, and from what it raises to an exit status."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from leadway_desktop import logs
from leadway_desktop.cli.arguments import parse_arguments
from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.garbage import importing
from leadway_desktop.cli.output import NotPrinted, stop_printing, tell
from leadway_desktop.cli.starting import raise_at_ctrl_c
from leadway_desktop.cli.version import print_version
from leadway_desktop.domain.cancel import Cancelled
from leadway_desktop.domain.errors import (
    KeyringLocked,
    KeyringUnavailable,
    LeadwayError,
    SettingInvalid,
    TokenMalformed,
    TokenMissing,
)
from leadway_desktop.storage.paths import Folders, make_private_folder
from leadway_desktop.storage.session_token import TOKEN_VARIABLE
from leadway_desktop.surroundings import Surroundings, look_around
from leadway_desktop.ui.language import speak

LOG_FILE_NAME = "command-line.log"
"""Not the window's: two processes do not rotate one file."""

translate = QCoreApplication.translate


def run_command(arguments: Sequence[str], given_at: datetime) -> int:
    """Run a subcommand and return the exit status; `given_at`: when the person gave it."""
    app = QCoreApplication([])
    surroundings = look_around(os.environ, is_practice=_says_practice(arguments))
    logs.install_exception_hooks()
    with _logging(surroundings.folders) as failure:
        speak(app, surroundings.loaded.settings.language)
        if failure is not None:
            pattern = translate("CommandLine", "There is no log of this run: {reason}")
            tell(pattern.format(reason=failure.strerror))
        return _run(arguments, given_at, surroundings)


def _run(arguments: Sequence[str], given_at: datetime, surroundings: Surroundings) -> int:
    try:
        options = parse_arguments(arguments)
        options.given_at = given_at
        if options.version:
            return print_version()
        with importing():
            command = _command(options.command)
        raise_at_ctrl_c()
        return command(options, surroundings)
    except BadUse as error:
        tell(str(error))
        return ExitStatus.BAD_USE
    except LeadwayError as error:
        tell(error_text(error).text)
        if isinstance(error, TokenMissing | KeyringUnavailable | KeyringLocked):
            tell(_ways_to_a_token())
        is_bad_use = isinstance(error, SettingInvalid | TokenMalformed)
        return ExitStatus.BAD_USE if is_bad_use else ExitStatus.FAILED
    except (KeyboardInterrupt, Cancelled):
        tell(translate("CommandLine", "Stopped."))
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        stop_printing()
        return ExitStatus.DONE
    except NotPrinted as error:
        stop_printing()
        pattern = translate(
            "CommandLine", "This could not be written to the standard output: {reason}."
        )
        tell(pattern.format(reason=error.strerror))
        return ExitStatus.FAILED


def _command(name: str) -> Callable[[Namespace, Surroundings], int]:
    """Import no more than the command needs: `token` does without httpx, and is there at once."""
    match name:
        case "upload":
            from leadway_desktop.cli.upload import upload_files as command
        case "resume":
            from leadway_desktop.cli.resume import resume_uploads as command
        case "uploads":
            from leadway_desktop.cli.uploads import list_uploads as command
        case "history":
            from leadway_desktop.cli.history import show_history as command
        case "conversations":
            from leadway_desktop.cli.conversations import list_conversations as command
        case "quit":
            from leadway_desktop.cli.quit import quit_program as command
        case "token":
            from leadway_desktop.cli.token import change_token as command
        case _:
            from leadway_desktop.cli.doctor import run_doctor as command
    return command


def _ways_to_a_token() -> str:
    return translate(
        "CommandLine",
        "`leadway-desktop token set` keeps a token in the keyring; the variable {name} gives one "
        "for a session.",
    ).format(name=TOKEN_VARIABLE)


def _says_practice(arguments: Sequence[str]) -> bool:
    """Whether the practice account is meant: known before the parser speaks a language."""
    options = list(arguments)
    return "--practice" in (options[: options.index("--")] if "--" in options else options)


@contextmanager
def _logging(folders: Folders) -> Iterator[OSError | None]:
    """Log to a file in the block; yields why that cannot be, if it cannot."""
    try:
        make_private_folder(folders.logs)
        log_file = logs.start_logging(folders.logs, file_name=LOG_FILE_NAME)
    except OSError as error:
        logs.log_nowhere()
        yield error
        return
    with closing(log_file):
        yield None
