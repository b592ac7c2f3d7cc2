"""Commands end as a person expects: a sentence, an exit status, no child left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
PARENT = """
import sys
from steps import Failure, capture, command, run

@command
def main():
    if sys.argv[1] == "fail":
        raise Failure("Bread is missing. Buy some.")
    child = [sys.executable, "-c", sys.argv[2]]
    return run(child) if sys.argv[1] == "run" else capture(child)[0]

sys.exit(main())
"""
WAIT = "import os, threading; print(os.getpid(), flush=True); threading.Event().wait()"
STUBBORN = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); {WAIT}"


def start(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, *arguments],
        env=os.environ | {"PYTHONPATH": str(PACKAGING)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_failure_is_a_sentence_and_status_1() -> None:
    process = start("fail")
    _, said = process.communicate()
    assert process.returncode == 1
    assert said.strip() == "Bread is missing. Buy some."


@pytest.mark.parametrize("status", [0, 3])
@pytest.mark.parametrize("how", ["run", "capture"])
def test_the_status_of_a_child_is_ours(how: str, status: int) -> None:
    process = start(how, f"raise SystemExit({status})")
    process.communicate()
    assert process.returncode == status


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to one process")
@pytest.mark.parametrize("child", [WAIT, STUBBORN], ids=["willing", "stubborn"])
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
def test_an_interrupt_ends_us_and_the_child(sent: str, child: str) -> None:
    process = start("run", child)
    assert process.stdout is not None
    child_id = int(process.stdout.readline())
    process.send_signal(signal.Signals[sent])
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.strip() == "Stopped."
    with pytest.raises(ProcessLookupError):
        os.kill(child_id, 0)
