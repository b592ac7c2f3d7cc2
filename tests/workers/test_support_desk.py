"""The report for support is made and written off the window's thread."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from leadway_desktop.domain.cancel import CancelToken
from leadway_desktop.domain.support_report import Report, ReportPart
from leadway_desktop.workers.support_desk import Collect, SupportDesk, Write
from tests.workers.ending import shut_down

REPORT: Report = (ReportPart("doctor.txt", "what doctor finds", "all is well"),)


def write_nothing(file: Path, report: Report) -> None:
    raise AssertionError


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Callable[[Collect, Write], SupportDesk]]:
    desks: list[SupportDesk] = []

    def make(collect: Collect, write: Write) -> SupportDesk:
        desks.append(SupportDesk(collect, write))
        return desks[-1]

    yield make
    for desk in desks:
        shut_down(desk)


def test_a_report_is_made_and_written_in_a_thread(
    qtbot: QtBot, open_desk: Callable[[Collect, Write], SupportDesk]
) -> None:
    threads: set[str] = set()
    written: list[tuple[Path, Report]] = []

    def collect(cancel: CancelToken) -> Report:
        threads.add(threading.current_thread().name)
        return REPORT

    def write(file: Path, report: Report) -> None:
        threads.add(threading.current_thread().name)
        written.append((file, report))

    desk = open_desk(collect, write)
    with qtbot.waitSignal(desk.collected) as collected:
        desk.collect()
    assert collected.args == [REPORT]
    with qtbot.waitSignal(desk.saved) as saved:
        desk.save(Path("report.zip"), REPORT)
    assert saved.args == [Path("report.zip")]
    assert written == [(Path("report.zip"), REPORT)]
    assert threading.main_thread().name not in threads


def test_a_cancel_ends_a_wait_and_nothing_is_told(
    qtbot: QtBot, open_desk: Callable[[Collect, Write], SupportDesk]
) -> None:
    begun = threading.Event()

    def collect(cancel: CancelToken) -> Report:
        begun.set()
        cancel.wait(60)
        return REPORT

    desk = open_desk(collect, write_nothing)
    told: list[Report] = []
    desk.collected.connect(told.append)
    desk.collect()
    assert begun.wait(10)
    shut_down(desk)
    qtbot.wait(1)
    assert told == []


def test_a_report_that_comes_too_late_is_nobodys(
    qtbot: QtBot, open_desk: Callable[[Collect, Write], SupportDesk]
) -> None:
    """It was made before the cancel, and is heard after it."""
    made = threading.Event()
    reports = iter([(), REPORT])

    def collect(cancel: CancelToken) -> Report:
        report = next(reports)
        made.set()
        return report

    desk = open_desk(collect, write_nothing)
    told: list[Report] = []
    desk.collected.connect(told.append)
    desk.collect()
    assert made.wait(10)
    desk.collect()
    qtbot.waitUntil(lambda: told != [])
    assert told == [REPORT]


@pytest.mark.allow_logs("No report could be made")
def test_a_report_that_cannot_be_made_is_told(
    qtbot: QtBot, open_desk: Callable[[Collect, Write], SupportDesk]
) -> None:
    def fail(cancel: CancelToken) -> Report:
        raise ZeroDivisionError

    desk = open_desk(fail, write_nothing)
    with qtbot.waitSignal(desk.failed) as failed:
        desk.collect()
    assert failed.args == ["ZeroDivisionError"]


def test_why_it_was_not_written_is_told(
    qtbot: QtBot, open_desk: Callable[[Collect, Write], SupportDesk]
) -> None:
    def refuse(file: Path, report: Report) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    desk = open_desk(lambda cancel: REPORT, refuse)
    with qtbot.waitSignal(desk.failed) as failed:
        desk.save(Path("report.zip"), REPORT)
    assert failed.args == ["Permission denied"]
