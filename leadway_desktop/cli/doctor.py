"""`leadway-desktop doctor`: looks at everything an upload depends on, and tells no secret."""

from __future__ import annotations

from argparse import Namespace

from leadway_desktop.cli.exit_status import ExitStatus
from leadway_desktop.cli.interrupts import Interrupts
from leadway_desktop.cli.output import print_line, print_record
from leadway_desktop.support.examination import as_lines, as_record, examine
from leadway_desktop.support.findings import Section
from leadway_desktop.surroundings import Surroundings


def run_doctor(options: Namespace, surroundings: Surroundings) -> int:
    """Print what is found; return 1 if something keeps uploads from working.

    With --bundle, save a report for support instead.
    """
    if options.bundle is not None:
        from leadway_desktop.cli.bundle import save_bundle

        return save_bundle(options, surroundings)
    sections: list[Section] = []
    with Interrupts() as interrupts:
        for section in examine(surroundings, interrupts):
            sections.append(section)
            if not options.as_json:
                for line in as_lines(section):
                    print_line(line)
    if options.as_json:
        print_record(as_record(sections))
    is_well = not any(section.problems for section in sections)
    return ExitStatus.DONE if is_well else ExitStatus.FAILED
