"""What test.py does once Python is new enough: every check, then a table of how each went."""

import argparse
import sys
import time
from dataclasses import dataclass

import system_libraries
from environment import PYTHON, ROOT, prepare
from steps import clean_environment, command, run, say

IN_ENVIRONMENT = str(PYTHON)
SMOKE = str(ROOT / "packaging" / "smoke.py")
BESIDE_IT = PYTHON.parent
SIDE_BY_SIDE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal"]
"""How all tests are run; those that a person chooses go one by one, where a debugger can follow."""


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and the command that tells."""

    name: str
    title: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """How a check went."""

    check: Check
    passed: bool
    seconds: float


def _script(name: str, *arguments: str) -> tuple[str, ...]:
    return (IN_ENVIRONMENT, str(ROOT / "packaging" / name), *arguments)


CHECKS = [
    Check(
        "lint",
        "Style (ruff check)",
        (IN_ENVIRONMENT, "-m", "ruff", "check", "--output-format=concise"),
    ),
    Check("lint", "Format (ruff format)", (IN_ENVIRONMENT, "-m", "ruff", "format", "--check")),
    Check("types", "Types (mypy --strict)", (IN_ENVIRONMENT, "-m", "mypy")),
    Check(
        "imports",
        "Who imports whom (import-linter)",
        (str(BESIDE_IT / "lint-imports"), "--no-logo"),
    ),
    Check("translations", "Translations are complete", _script("translations.py", "check")),
    Check("docs", "Links and commands of the READMEs", _script("check_docs.py")),
    Check("places", "No place of one machine is named", _script("check_places.py")),
    Check("tests", "Tests (pytest)", (IN_ENVIRONMENT, "-m", "pytest")),
]
if sys.platform == "linux":  # the others' are tried where they are released
    CHECKS.append(
        Check("frozen", "The frozen program", (sys.executable, SMOKE, "--build")),
    )


@command
def main() -> int:
    """Prepare everything, run what was asked for, and say how each went."""
    only, pytest_arguments = parse(sys.argv[1:])
    system_libraries.ensure(screen=False)
    system_libraries.ensure_test_keyring()
    prepare("test")
    chosen = [check for check in CHECKS if only in (None, check.name)]
    results = [perform(check, pytest_arguments) for check in chosen]
    return summarize(results)


def parse(arguments: list[str]) -> tuple[str | None, list[str]]:
    """Return the one check asked for, if any, and what pytest is to be told."""
    parser = argparse.ArgumentParser(
        description="Run every check and test of Leadway Desktop in its own environment.",
        epilog="Any other argument goes to pytest, and then the tests alone are run.",
    )
    names = list(dict.fromkeys(check.name for check in CHECKS))
    parser.add_argument("--only", choices=names, help="run this check alone")
    known, rest = parser.parse_known_args(arguments)
    only: str | None = known.only or ("tests" if rest else None)
    if rest and only != "tests":
        parser.error(f"only the tests take arguments of pytest: {' '.join(rest)}")
    return only, rest


def perform(check: Check, pytest_arguments: list[str]) -> Result:
    """Run one check in front of the person."""
    say(f"\n=== {check.title} ===")
    more = (pytest_arguments or SIDE_BY_SIDE) if check.name == "tests" else []
    environment = clean_environment(QT_QPA_PLATFORM="offscreen", PYTHONUTF8="1")
    started = time.monotonic()
    status = run([*check.command, *more], environment, ROOT)
    return Result(check, status == 0, time.monotonic() - started)


def summarize(results: list[Result]) -> int:
    """Print one line for each check, then one for all; return the exit status."""
    say("\n=== Summary ===")
    for result in results:
        outcome = "passed" if result.passed else "FAILED"
        say(f"{outcome}  {result.seconds:6.1f} s  {result.check.title}")
    failed = [result.check.title for result in results if not result.passed]
    say(f"Failed: {', '.join(failed)}." if failed else "Everything holds.")
    return 1 if failed else 0
