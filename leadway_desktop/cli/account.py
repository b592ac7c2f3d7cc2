"""The account that a command works on, with its engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from leadway_desktop.assembly import Engine, build_engine
from leadway_desktop.cli.bad_use import BadUse
from leadway_desktop.cli.error_words import error_text
from leadway_desktop.cli.output import tell
from leadway_desktop.domain.errors import TokenMissing
from leadway_desktop.domain.secret import Secret
from leadway_desktop.domain.settings import LoadedSettings, Settings
from leadway_desktop.logs import forget_in_logs
from leadway_desktop.surroundings import Surroundings, misleading_problem

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Account:
    """An account to work on."""

    settings: Settings
    engine: Engine


@contextmanager
def open_account(surroundings: Surroundings) -> Iterator[Account]:
    """Build the engine for the block; raises BadUse or an error of domain.errors."""
    _tell_of_settings(surroundings.loaded)
    opened = _practice if surroundings.folders.is_practice else _real
    with opened(surroundings) as (settings, token):
        forget_in_logs(token.reveal())
        engine = build_engine(settings, token)
        with closing(engine):
            yield Account(settings, engine)


@contextmanager
def _real(surroundings: Surroundings) -> Iterator[tuple[Settings, Secret]]:
    settings = surroundings.loaded.settings
    if not settings.location_id:
        raise BadUse(
            translate(
                "CommandLine",
                "No location id is set. Set location_id in {file}, or the variable "
                "LEADWAY_DESKTOP_LOCATION_ID.",
            ).format(file=surroundings.loaded.file)
        )
    token = surroundings.token()
    if token is None:
        raise TokenMissing
    yield settings, token


@contextmanager
def _practice(surroundings: Surroundings) -> Iterator[tuple[Settings, Secret]]:
    tell(
        translate(
            "CommandLine",
            "Practice account: nothing leaves this computer; links end with this run.",
        )
    )
    from leadway_desktop.practice.server import PracticeServer

    with PracticeServer() as server:
        account = server.account
        settings = replace(
            surroundings.loaded.settings,
            base_url=account.base_url,
            location_id=account.location_id,
            proxy="none",
        )
        yield settings, Secret(account.token)


def _tell_of_settings(loaded: LoadedSettings) -> None:
    if loaded.set_aside is not None:
        pattern = translate("CommandLine", "The settings file could not be read; it is now {file}.")
        tell(pattern.format(file=loaded.set_aside))
        tell(loaded.why_set_aside)
    if (misleading := misleading_problem(loaded)) is not None:
        raise misleading
    for problem in loaded.problems:
        tell(error_text(problem).text)
