"""`leadway-desktop doctor`: looks at everything an upload depends on, and tells no secret."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.findings import Section
from leadway_desktop.cli.findings_inside import (
    certificates,
    folders,
    keyring,
    settings,
    token,
    versions,
)
from leadway_desktop.cli.findings_network import proxy, reachability
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import print_line, print_record
from leadway_desktop.cli.surroundings import Surroundings


def examine(options: Namespace, surroundings: Surroundings) -> int:
    """Print what is found; return 1 if something keeps uploads from working."""
    sections: list[Section] = []
    with Interrupts() as interrupts:
        for section in _examinations(surroundings, interrupts):
            sections.append(section)
            if not options.as_json:
                _print(section)
    is_well = not any(section.problems for section in sections)
    if options.as_json:
        fields = {section.key: section.fields for section in sections}
        problems = [problem for section in sections for problem in section.problems]
        print_record({**fields, "problems": problems, "ok": is_well})
    return ExitStatus.DONE if is_well else ExitStatus.FAILED


def _examinations(surroundings: Surroundings, interrupts: Interrupts) -> Iterator[Section]:
    """Yield one after the other: the slow ones come last."""
    yield versions()
    yield folders(surroundings)
    yield settings(surroundings)
    yield certificates()
    yield proxy(surroundings)
    yield keyring(surroundings)
    found, known_token = token(surroundings)
    yield found
    yield reachability(surroundings, known_token, interrupts)


def _print(section: Section) -> None:
    print_line(section.title)
    for line in section.lines:
        print_line(f"  {line}")
    for problem in section.problems:
        first, *rest = problem.splitlines()
        print_line(f"  ! {first}")
        for line in rest:
            print_line(f"    {line}")
    print_line("")
