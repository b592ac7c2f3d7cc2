"""What try_under_wine.py does: builds, then tries; a line on each, and 1 if one failed."""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

from frozen import parts
from frozen.made import digest, digests, require_same
from smoking.command import CHECKS, smoke
from smoking.program import SmokeFailure
from smoking.screen import screen
from smoking.tls import try_tls
from steps import Failure, command, say

from windows.making import make_for_windows
from windows.msi import make_msi
from windows.wine import needs
from windows.wine.by_hand import BY_HAND
from windows.wine.freezing import FROZEN, OUT, freeze
from windows.wine.prefix import Prefix, runner
from windows.wine.python import make_python, packages
from windows.wine.traces import Traces
from windows.wine.trials import TRIALS, Trial, compare, install_for_a_person

_OLDER = "0.0.1"
DIST, OLDER = OUT / "dist", OUT / "older"


@command
def main() -> int:
    """Build for Windows, and try it."""
    arguments = parse(sys.argv[1:])
    needs.require()
    with _desk() as display:
        prefix = Prefix(OUT / "prefix", display)
        python = make_python(OUT / "python")
        try:
            prefix.create(packages(python) / "PySide6")
            if not arguments.built:
                _build(prefix, python)
            if arguments.twice:
                before = _bytes_made()
                _build(prefix, python)
                require_same(before, _bytes_made())
            return try_all(_trial(prefix, python))
        finally:
            prefix.end()


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Build for Windows, and try it under wine.")
    parser.add_argument("--built", action="store_true", help="try what was built the last time")
    parser.add_argument(
        "--twice", action="store_true", help="build twice, and fail unless each byte is the same"
    )
    return parser.parse_args(arguments)


def try_all(trial: Trial) -> int:
    """Perform every trial; return 1 if one failed."""
    trial.prefix.rest()
    before = Traces.on(trial.prefix.folder)
    failed = 0
    for title, perform in (*TRIALS, *BY_HAND):
        if not _tell(title, partial(perform, trial)):
            return 1
        if perform is install_for_a_person:
            failed |= _use(trial)
    failed |= not _tell("Files and registry", partial(compare, trial, before))
    for file in (trial.setup, trial.msi):
        say(f"{file.name}  {file.stat().st_size / 1e6:.1f} MB  SHA-256 {digest(file)}")
    return int(failed)


def _use(trial: Trial) -> int:
    """Use the installed program as smoke.py does, its authority trusted by wine's Windows."""
    tls = partial(try_tls, trust=trial.trust)
    checks = [replace(one, perform=tls) if one.name == "tls" else one for one in CHECKS]
    with trial.prefix.inhabited(trial.python):
        return smoke(trial.of_user, checks, trial.runner)


def _build(prefix: Prefix, python: Path) -> None:
    """Freeze the program anew and make the installers, an older MSI to upgrade from among them."""
    for folder in (DIST, OLDER):
        shutil.rmtree(folder, ignore_errors=True)
    freeze(prefix, python)
    _pack()


def _pack() -> None:
    with patch.object(parts, "VERSION", _OLDER), patch.object(parts, "DIST", _make(OLDER)):
        make_msi(FROZEN)
    with patch.object(parts, "DIST", _make(DIST)):
        make_for_windows(FROZEN)


def _bytes_made() -> dict[str, str]:
    return {**digests(FROZEN), **digests(DIST)}


def _trial(prefix: Prefix, python: Path) -> Trial:
    if not FROZEN.is_dir():
        raise Failure("Nothing was built yet: run this without --built.")
    if not DIST.is_dir():
        _pack()
    (setup,), (msi,), (old,) = DIST.glob("*.exe"), DIST.glob("*.msi"), OLDER.glob("*.msi")
    start = runner(prefix, OUT / "start-under-wine")
    return Trial(prefix, python, FROZEN, setup, msi, old, start)


def _make(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _tell(title: str, perform: Callable[[], str]) -> bool:
    started = time.monotonic()
    try:
        seen, is_fine = perform(), True
    except SmokeFailure as failure:
        seen, is_fine = f"FAILED: {failure}", False
    say(f"{title} ({time.monotonic() - started:.1f} s): {seen}")
    return is_fine


@contextmanager
def _desk() -> Iterator[str]:
    """Yield a display with a window manager, without which wine knows not where windows are."""
    with screen() as display, subprocess.Popen(["openbox"], env={"DISPLAY": display}) as manager:
        try:
            yield display
        finally:
            manager.terminate()
