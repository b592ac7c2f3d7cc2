"""Everything that an upload depends on, looked at one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadway_desktop.support.findings import Section
from leadway_desktop.support.patience import Runner
from leadway_desktop.support.this_computer import (
    certificates,
    folders,
    keyring,
    settings,
    token,
    versions,
)
from leadway_desktop.support.way_to_server import proxy, reachability
from leadway_desktop.surroundings import Surroundings
from leadway_desktop.ui.plain_text import one_line


def examine(surroundings: Surroundings, runner: Runner) -> Iterator[Section]:
    """Yield what is found: the slow ones come last."""
    yield versions()
    yield folders(surroundings)
    yield settings(surroundings)
    yield certificates()
    yield proxy(surroundings)
    yield keyring(surroundings)
    found, known_token = token(surroundings)
    yield found
    yield reachability(surroundings, known_token, runner)


def as_record(sections: Sequence[Section]) -> dict[str, object]:
    """Return the sections as one JSON object, with all that keeps uploads from working."""
    problems = [problem for section in sections for problem in section.problems]
    fields = {section.key: section.fields for section in sections}
    return {**fields, "problems": problems, "ok": not problems}


def as_lines(section: Section) -> list[str]:
    """Return a section as a person reads it, with an empty line below."""
    lines = [section.title, *(f"  {one_line(line)}" for line in section.lines)]
    for problem in section.problems:
        first, *rest = problem.splitlines()
        lines += [f"  ! {first}", *(f"    {line}" for line in rest)]
    return [*lines, ""]
