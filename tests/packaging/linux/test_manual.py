"""The manual page tells every subcommand, and no other."""

import argparse
import re
from pathlib import Path

from linux import deb

from leadway_desktop.cli.arguments import make_parser


def test_each_subcommand_is_in_the_manual() -> None:
    text = (Path(deb.__file__).parent / "leadway-desktop.1").read_text(encoding="utf-8")
    section = text.partition(".SH COMMANDS")[2].partition(".PP")[0]
    told = set(re.findall(r"^\.B (\w+)$", section, re.MULTILINE))
    (commands,) = (
        action
        for action in make_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    assert told == set(commands.choices)
