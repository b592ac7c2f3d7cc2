"""`leadway-desktop token`: keeps the token in the keyring, or forgets it. Needs no network."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.output import tell
from leadway_desktop.domain.errors import TokenMissing
from leadway_desktop.domain.secret import Secret
from leadway_desktop.logs import forget_in_logs
from leadway_desktop.storage.session_token import TOKEN_VARIABLE, as_token
from leadway_desktop.surroundings import Surroundings

if TYPE_CHECKING:
    from leadway_desktop.storage.token_vault import TokenVault

LONGEST_INPUT = 64 * 1024
"""Bytes read from standard input: far above any token."""

translate = QCoreApplication.translate


def change_token(options: Namespace, surroundings: Surroundings) -> int:
    """Set or clear the token; return the exit status, or raise what the keyring raises."""
    match options.words:
        case ["set"]:
            _set(surroundings.vault)
        case ["clear"]:
            surroundings.vault.clear()
            tell(translate("CommandLine", "The keyring holds no token of this account any more."))
        case _:
            raise BadUse(
                translate(
                    "CommandLine",
                    "Say `token set` or `token clear`. The token itself is read from standard "
                    "input: as an argument, other programs would see it.",
                )
            )
    if surroundings.environment.get(TOKEN_VARIABLE, "").strip():
        pattern = translate("CommandLine", "As long as {name} is set, its token is used instead.")
        tell(pattern.format(name=TOKEN_VARIABLE))
    return 0


def _set(vault: TokenVault) -> None:
    vault.store(_read_token())
    pattern = translate("CommandLine", "The token is kept in the keyring ({backend}).")
    tell(pattern.format(backend=vault.backend_name()))


def _read_token() -> Secret:
    """Return the token from standard input, without showing it where a person types it."""
    if sys.stdin.isatty():
        text = getpass.getpass(translate("CommandLine", "Token (it is not shown): "))
    else:
        # A byte order mark is what PowerShell puts before what it pipes.
        text = sys.stdin.buffer.read(LONGEST_INPUT).decode("utf-8-sig", "replace")
    try:
        token = as_token(text)
    except TokenMissing:
        raise BadUse(translate("CommandLine", "No token was given; nothing has changed.")) from None
    forget_in_logs(token.reveal())
    return token
