"""`leadway-desktop doctor --bundle`: shown first, asked on a terminal, and without secrets."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from leadway_desktop.practice.account import Account
from tests.cli.conftest import ROOT, Command


def names(file: Path) -> set[str]:
    with zipfile.ZipFile(file) as content:
        return set(content.namelist())


def test_a_report_is_shown_and_written(
    command: Command, account: Account, tmp_path: Path, pdf: Path
) -> None:
    conversation = command("conversations", "--json", "--limit", "1").objects[0]
    uploaded = command("upload", "--conversation", conversation["id"], "--channel", "Email", pdf)
    assert uploaded.status == 0, uploaded.err
    file = tmp_path / "report.zip"
    done = command("doctor", "--bundle", file)
    assert done.status == 0, done.err
    for name in names(file):
        assert f"  {name} " in done.out
    assert done.out.index("README.txt") < done.out.index("Written: ")
    with zipfile.ZipFile(file) as content:
        everything = "".join(content.read(name).decode() for name in content.namelist())
    assert '"uploaded": 1' in everything
    for unwanted in (account.token, pdf.name, pdf.stem, conversation["name"]):
        assert unwanted not in everything + done.out


def test_what_is_there_is_not_replaced_unasked(
    command: Command, account: Account, tmp_path: Path
) -> None:
    file = tmp_path / "report.zip"
    file.write_text("something else")
    done = command("doctor", "--bundle", file)
    assert done.status == 2
    assert "--yes" in done.err
    assert file.read_text() == "something else"
    assert command("doctor", "--bundle", file, "--yes").status == 0
    assert "doctor.json" in names(file)


def test_for_a_script(command: Command, account: Account, tmp_path: Path) -> None:
    file = tmp_path / "report.zip"
    told = command("doctor", "--bundle", file, "--json").object
    assert told["file"] == str(file)
    assert {part["name"] for part in told["contents"]} == names(file)
    assert all(part["what"] for part in told["contents"])


def test_where_it_cannot_be_written_that_is_said(
    command: Command, account: Account, tmp_path: Path
) -> None:
    done = command("doctor", "--bundle", tmp_path / "gone" / "report.zip")
    assert done.status == 1
    assert "cannot be written: No such file or directory" in done.err


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "is_written"), [("y\n", True), ("\n", False), ("no\n", False)])
def test_on_a_terminal_it_asks_first(
    command: Command, account: Account, tmp_path: Path, answer: str, is_written: bool
) -> None:
    controller, terminal = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "leadway_desktop", "doctor", "--bundle"],
        cwd=tmp_path,
        env=os.environ | command.environment | {"PYTHONPATH": str(ROOT)},
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    os.close(terminal)
    os.write(controller, answer.encode())
    out, err = process.communicate(timeout=60)
    os.close(controller)
    assert "doctor.json" in out
    assert "[y/N]" in err
    assert process.returncode == (0 if is_written else 1)
    written = list(tmp_path.glob("leadway-desktop-report-*.zip"))
    assert len(written) == is_written
