"""What can be said on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.parser_words import translate_parser
from leadway_desktop.cli.parsers import Command, Parser
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.conversation import ConversationStatus

DEFAULT_LIMIT = 20
"""Conversations: the platform's own page."""

_PROGRAM = "leadway-desktop"

translate = QCoreApplication.translate


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for, or say what is wrong with it and exit with status 2."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    # Not argparse's `required`, which would hide a misspelt option behind the missing command.
    if options.command is None and not options.version:
        missing = translate("CommandLine", "the following arguments are required: %s")
        parser.error(missing % _word_for_command())
    return options


def make_parser() -> argparse.ArgumentParser:
    """Return the parser, in the language that is spoken; `command` names the subcommand."""
    translate_parser()
    parser = Parser(
        prog=_PROGRAM,
        usage=_usage(),
        description=translate(
            "CommandLine",
            "Attach files to Leadway CRM conversations. Without a command the window opens; where "
            "files are named, it asks which conversation they are for.",
        ),
    )
    parser.add_argument("--version", action="store_true", help=_help_of_version())
    _add_practice(parser, default=False)
    commands = parser.add_subparsers(
        dest="command", metavar=_word_for_command(), prog=_PROGRAM, parser_class=Command
    )
    _add_upload(commands)
    _add_resume(commands)
    _add_uploads(commands)
    _add_history(commands)
    _add_conversations(commands)
    commands.add_parser(
        "practice", help=translate("CommandLine", "run the practice account alone"), add_help=False
    )
    _add_token(commands)
    _add_quit(commands)
    _add_doctor(commands)
    return parser


def _usage() -> str:
    """Return the two ways to start the program, one below the other."""
    practice = f"{_PROGRAM} [--practice] [{_word_for_file()} ...]"
    command = f"{_PROGRAM} [-h] [--version] [--practice] {_word_for_command()} ..."
    margin = " " * len(translate("CommandLine", "usage: "))
    return f"{practice}\n{margin}{command}"


def _word_for_command() -> str:
    return translate("CommandLine", "COMMAND")


def _word_for_file() -> str:
    return translate("CommandLine", "FILE")


def _word_for_text() -> str:
    return translate("CommandLine", "TEXT")


def channel_names() -> str:
    """Return what --channel takes, for a sentence."""
    return ", ".join(channel.value for channel in Channel)


_Commands: TypeAlias = "argparse._SubParsersAction[Command]"


def _add_upload(commands: _Commands) -> None:
    summary = translate("CommandLine", "upload files to a conversation and print their links")
    command = commands.add_parser("upload", help=summary, description=summary)
    command.add_argument(
        "--conversation",
        required=True,
        type=_filled,
        metavar="ID",
        help=translate("CommandLine", "the conversation's id, as `conversations` prints it"),
    )
    command.add_argument(
        "--channel",
        type=_channel,
        metavar=translate("CommandLine", "CHANNEL"),
        help=translate(
            "CommandLine",
            "one of {names}; without it, that of the conversation's last message",
        ).format(names=channel_names()),
    )
    command.add_argument("files", nargs="+", type=Path, metavar=_word_for_file())
    _add_sending(command)
    _add_json(command, translate("CommandLine", "print one JSON object per file"))
    _add_practice(command)


def _add_sending(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--send",
        action="store_true",
        help=translate(
            "CommandLine",
            "send the files to the customer as messages; on a terminal it asks before",
        ),
    )
    command.add_argument(
        "--message",
        type=str.strip,  # as the window does: a message of blanks has been refused by WhatsApp
        default="",
        metavar=_word_for_text(),
        help=translate("CommandLine", "with --send: what the first message says"),
    )
    command.add_argument(
        "--yes",
        action="store_true",
        help=translate("CommandLine", "with --send: do not ask before"),
    )


def _add_resume(commands: _Commands) -> None:
    summary = translate("CommandLine", "finish the uploads that were begun and not finished")
    command = commands.add_parser("resume", help=summary, description=summary)
    command.add_argument(
        "--failed",
        action="store_true",
        help=translate("CommandLine", "try those again as well that failed"),
    )
    _add_json(command, translate("CommandLine", "print one JSON object per file"))
    _add_practice(command)


def _add_uploads(commands: _Commands) -> None:
    summary = translate(
        "CommandLine",
        "list the uploads of this computer: what runs, what is next, and what is over, latest "
        "first",
    )
    command = commands.add_parser("uploads", help=summary, description=summary)
    command.add_argument(
        "--remove",
        nargs="+",
        type=_filled,
        metavar="ID",
        help=translate("CommandLine", "take these off the list instead, finished or not"),
    )
    _add_json(command, translate("CommandLine", "print one JSON object per upload"))
    _add_practice(command)


def _add_history(commands: _Commands) -> None:
    summary = translate("CommandLine", "list what was uploaded from this computer, newest first")
    command = commands.add_parser("history", help=summary, description=summary)
    command.add_argument(
        "--query",
        default="",
        metavar=_word_for_text(),
        help=translate(
            "CommandLine", "only receipts with these words: file, contact, number, link, ids"
        ),
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument(
        "--csv",
        metavar=_word_for_file(),
        type=_filled,
        help=translate("CommandLine", "write a table; - is the standard output"),
    )
    _add_json(form, translate("CommandLine", "print one JSON object per receipt"))
    _add_practice(command)


def _add_conversations(commands: _Commands) -> None:
    summary = translate("CommandLine", "list conversations, the newest first")
    command = commands.add_parser("conversations", help=summary, description=summary)
    command.add_argument(
        "--query",
        default="",
        metavar=_word_for_text(),
        help=translate("CommandLine", "only those that Leadway finds for this text"),
    )
    command.add_argument(
        "--status",
        choices=[status.value for status in ConversationStatus],
        default=ConversationStatus.ALL.value,
        help=translate("CommandLine", "only those of this status"),
    )
    command.add_argument(
        "--limit",
        type=_positive,
        default=DEFAULT_LIMIT,
        metavar="N",
        help=translate("CommandLine", "how many at most (default: {count})").format(
            count=DEFAULT_LIMIT
        ),
    )
    _add_json(command, translate("CommandLine", "print one JSON object per conversation"))
    _add_practice(command)


def _add_token(commands: _Commands) -> None:
    summary = translate("CommandLine", "keep the token in this computer's keyring, or forget it")
    command = commands.add_parser("token", help=summary, description=summary)
    # Not `choices`: argparse would repeat a token that was given here by mistake.
    command.usage = "leadway-desktop token [-h] {set,clear}"
    command.add_argument(
        "words",
        nargs="*",
        metavar="{set,clear}",
        help=translate(
            "CommandLine", "set: reads the token from standard input; clear: forgets it"
        ),
    )


def _add_quit(commands: _Commands) -> None:
    summary = translate(
        "CommandLine", "end the program that is open; the next start goes on with its uploads"
    )
    command = commands.add_parser("quit", help=summary, description=summary)
    _add_practice(command)


def _add_doctor(commands: _Commands) -> None:
    summary = translate("CommandLine", "check this computer and print what was found")
    command = commands.add_parser("doctor", help=summary, description=summary)
    command.add_argument(
        "--bundle",
        nargs="?",
        const="",
        metavar=_word_for_file(),
        help=translate(
            "CommandLine", "show and write a report for support: a zip file without secrets"
        ),
    )
    command.add_argument(
        "--yes", action="store_true", help=translate("CommandLine", "write it without asking")
    )
    _add_json(command, translate("CommandLine", "print one JSON object"))


def _add_json(command: argparse._ActionsContainer, summary: str) -> None:
    command.add_argument("--json", action="store_true", dest="as_json", help=summary)


def _add_practice(
    command: argparse.ArgumentParser, default: bool | str = argparse.SUPPRESS
) -> None:
    # Suppressed below a command: its default would undo a --practice before the command.
    command.add_argument(
        "--practice",
        action="store_true",
        default=default,
        help=translate("CommandLine", "use the practice account: nothing leaves this computer"),
    )


def _help_of_version() -> str:
    return translate("CommandLine", "print the version and exit")


def _channel(text: str) -> Channel:
    wanted = text.upper().replace("-", "_").replace(" ", "_")
    for channel in Channel:
        if wanted in {channel.value, channel.name}:
            return channel
    raise argparse.ArgumentTypeError(
        translate("CommandLine", "must be one of {names}").format(names=channel_names())
    )


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(
            translate("CommandLine", "must be a whole number above zero")
        )
    return int(text)


def _filled(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(translate("CommandLine", "must not be empty"))
    return text.strip()
