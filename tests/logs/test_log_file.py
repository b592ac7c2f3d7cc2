"""The log file: redacted, rotated, its owner's alone, and deaf to the HTTP libraries."""

import logging
import os
import stat
import traceback
from pathlib import Path

import pytest

from leadway_desktop.logs import forget_in_logs
from leadway_desktop.logs.log_file import LONGEST_RECORD, OLDER_FILES, LogFile
from tests.logs.records import formatted, raised, text_of

FULL_DISK = Path("/dev/full")


def test_the_file_holds_the_records_and_is_the_owners_alone(log_file: LogFile) -> None:
    logging.getLogger("leadway_desktop.x").info("Bearer abcdefgh \ud800 ñ")
    text = text_of(log_file)
    assert "INFO MainThread leadway_desktop.x: Bearer [redacted] \\ud800 ñ" in text
    assert text.partition(" ")[0].endswith("Z")
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(log_file.baseFilename).st_mode) == 0o600


def test_the_file_rotates_and_every_part_is_the_owners_alone(
    log_file: LogFile, tmp_path: Path
) -> None:
    log_file.maxBytes = 2000
    for number in range(200):
        logging.getLogger("leadway_desktop").info("record %d", number)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 1 + OLDER_FILES
    assert all(file.stat().st_size <= 2000 for file in files)
    assert "record 199" in text_of(log_file)
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_where_the_file_cannot_be_rotated_it_goes_on(
    log_file: LogFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("another process has it open")

    log_file.maxBytes = 500
    monkeypatch.setattr(os, "rename", refuse)
    for number in range(50):
        logging.getLogger("leadway_desktop").info("record %d", number)
    monkeypatch.undo()
    assert text_of(log_file).count("record ") == 50


@pytest.mark.parametrize("name", ["httpx", "httpcore", "httpcore.http11", "httpx.anything"])
def test_http_libraries_are_never_heard_below_warning(log_file: LogFile, name: str) -> None:
    chatter = logging.getLogger(name)
    assert chatter.getEffectiveLevel() >= logging.WARNING
    chatter.setLevel(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    chatter.info("PUT %s", "loud")
    chatter.setLevel(logging.NOTSET)
    assert "loud" not in text_of(log_file)


def test_a_record_that_cannot_be_written_tells_no_argument(
    log_file: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    log_file.handle(
        logging.LogRecord("x", logging.INFO, "x.py", 1, "%d", ("the-secret-argument",), None)
    )
    told = capsys.readouterr().err
    assert "TypeError" in told
    assert "the-secret-argument" not in told + text_of(log_file)


@pytest.mark.skipif(not FULL_DISK.exists(), reason="this system has no such file")
def test_a_full_disk_is_told_once_and_ends_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    log_file = LogFile(FULL_DISK)
    for number in range(3):
        log_file.handle(logging.LogRecord("x", logging.INFO, "x.py", 1, str(number), (), None))
    assert capsys.readouterr().err.count("could not be written: OSError") == 1
    log_file.close()


def test_tracebacks_are_those_of_python() -> None:
    error = raised(ValueError("plain"))
    assert "".join(traceback.format_exception(error)).strip() in formatted("oh", error=error)


def test_an_endless_record_loses_its_middle(log_file: LogFile) -> None:
    logging.getLogger("leadway_desktop").info("begin %s end", "eyJ" * 1_000_000)
    text = text_of(log_file)
    assert "begin eyJ" in text
    assert text.endswith(" end\n")
    assert len(text) < LONGEST_RECORD + 100


def test_a_secret_where_a_record_is_cut_is_hidden_whole(log_file: LogFile) -> None:
    secret = "opaque-" + "0123456789" * 4
    forget_in_logs(secret)
    for shift in range(0, 60, 7):
        logging.getLogger("x").info("%s%s%s", "." * shift, secret * 1000, "," * LONGEST_RECORD)
    assert "01234" not in text_of(log_file)
