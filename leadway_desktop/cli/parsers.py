"""How the command line refuses what it does not know: naming what was meant, and no secret."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NoReturn

from PySide6.QtCore import QCoreApplication

from leadway_desktop.cli.output import results
from leadway_desktop.logs import redact

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

translate = QCoreApplication.translate


class Parser(argparse.ArgumentParser):
    """Repeats nothing that looks like a token when it says what is wrong."""

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Print the help; raises NotPrinted, which argparse would not."""
        if file is not None:
            super().print_help(file)
            return
        with results() as output:
            output.write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and exit with status 2."""
        super().error(redact(message))


class Command(Parser):
    """Refuses itself what it does not know: the program's own usage would be no help."""

    _given: Sequence[str] = ()

    def parse_known_args(
        self, args: Iterable[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Leave nothing unknown to the program's own parser."""
        self._given = list(args or ())
        known, unknown = super().parse_known_args(self._given, namespace)
        if unknown:
            self.error(self._unrecognized(unknown))
        return known, unknown

    def error(self, message: str) -> NoReturn:
        """Say what is wrong: above all what is misspelt."""
        # What a misspelt option was to give is missing too, and would be told instead.
        options = takewhile(lambda argument: argument != "--", self._given)
        misspelt = [argument for argument in options if self._is_no_option(argument)]
        super().error(self._unrecognized(misspelt) if misspelt else message)

    def _is_no_option(self, argument: str) -> bool:
        """Whether argparse took it for an option, and for none that there is; parts of one do."""
        if not argument.startswith("--") or " " in argument:
            return False
        name = argument.partition("=")[0]
        return not any(option.startswith(name) for option in self._option_string_actions)

    def _unrecognized(self, unknown: Sequence[str]) -> str:
        told = translate("CommandLine", "unrecognized arguments: %s") % " ".join(unknown)
        return " ".join([told, *self._meant_by(unknown)])

    def _meant_by(self, unknown: Sequence[str]) -> list[str]:
        """Return what to say where the first of them is nearly an option."""
        from difflib import get_close_matches  # few commands are misspelt

        options = [option for option in self._option_string_actions if option.startswith("--")]
        near = get_close_matches(unknown[0].partition("=")[0], options, n=1)
        pattern = translate("CommandLine", "(did you mean {option}?)")
        return [pattern.format(option=option) for option in near]
