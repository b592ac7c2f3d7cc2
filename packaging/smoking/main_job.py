"""The main job with the frozen window: up, a file dropped, uploaded, the link there, out again."""

import json
import os
import signal
import sys
import time
import urllib.request
from pathlib import Path, PureWindowsPath
from typing import Any

from smoking.program import Program, Running, expect, wait_for
from smoking.screen import Mouse, screen, what_is_missing

_FIRST_ROW = (160, 140)
"""A point of the conversation list's first row, in the window as `Mouse.arrange` puts it."""
_SIZE = 300_000
_SETTLING = 8.0
"""Seconds for the list to be there: wine ends a program that refuses a drag."""
_SECRETS = ("X-Goog-Signature", "Traceback")


def do_main_job(program: Program) -> str:
    """Upload a file through the window to a practice account; return how it was done.

    With an X11 screen the file is dragged from another program; elsewhere another start of the
    program hands it to the window.
    """
    file = program.home / "foto de la cocina.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + os.urandom(_SIZE))
    missing = what_is_missing()
    with program.practice() as account:
        program = program.using(**_signed_in(account))
        if missing:
            told = _unseen(program, file, f"(no drag without {', '.join(missing)})")
        else:
            told = _seen(program, file)
        _look_afterwards(program, account["token"])
    return told


def _seen(program: Program, file: Path) -> str:
    with screen() as display:
        mouse, program = Mouse(display), program.using(DISPLAY=display)
        with program.started(program.window) as running:
            window = mouse.window_of(running, " – Leadway Desktop")
            mouse.arrange(window)
            if program.runner:
                time.sleep(_SETTLING)
            # Until the list has its rows, nothing takes the drop.
            wait_for("the drop", lambda: mouse.drop(file, window, *_FIRST_ROW) == "CopyAction")
            link = _link_of(program, file)
            _compare(link, file)
            mouse.press(window, "ctrl+q")
            _ended_well(running)
    return "dropped by a real drag, uploaded, its link opens; closed by Ctrl+Q"


def _unseen(program: Program, file: Path, why: str) -> str:
    if sys.platform.startswith("linux"):
        program = program.using(QT_QPA_PLATFORM="offscreen")
    with program.started(program.window) as running:
        wait_for("the window", lambda: _holds_the_account(program))
        conversation = program.records("conversations", "--limit", "1")[0]["id"]
        wait_for("the upload", lambda: _hand_over(program, conversation, file))
        _compare(_link_of(program, file), file)
        if sys.platform == "win32":
            program.answer("quit")
        else:
            running.process.send_signal(signal.SIGTERM)
        _ended_well(running)
    return f"handed to the window, uploaded, its link opens; ended {why}"


def _signed_in(account: dict[str, Any]) -> dict[str, str]:
    return {
        "LEADWAY_DESKTOP_BASE_URL": account["base_url"],
        "LEADWAY_DESKTOP_TOKEN": account["token"],
        "LEADWAY_DESKTOP_LOCATION_ID": account["location_id"],
    }


def _holds_the_account(program: Program) -> bool:
    """Whether the window has begun: from then on `upload` gives it the files."""
    return program.home.joinpath("leadway", "data", "in-use.lock").exists()


def _hand_over(program: Program, conversation: str, file: Path) -> bool:
    """Give a file to the window; False while it is not signed in yet, and takes none."""
    done = program.run("upload", "--conversation", conversation, str(file), "--json")
    return done.returncode == 0 and json.loads(done.stdout)["status"] == "handed over"


def _link_of(program: Program, file: Path) -> str:
    def look() -> str | None:
        uploads = program.records("uploads")
        rows = [row for row in uploads if PureWindowsPath(row["file"]).name == file.name]
        for row in rows:
            expect(row["status"] != "failed", f"the upload failed: {row}")
        return next((row["link"] for row in rows if row.get("link")), None)

    return wait_for("the link", look)


def _compare(link: str, file: Path) -> None:
    with urllib.request.urlopen(link, timeout=30) as reply:
        expect(reply.read() == file.read_bytes(), f"{link} holds other bytes than the file")


def _ended_well(running: Running) -> None:
    status = running.wait_for_end()
    expect(status == 0, f"exit status {status}:\n{running.printed()}")
    expect(not running.printed(), f"the program printed:\n{running.printed()}")


def _look_afterwards(program: Program, token: str) -> None:
    """See that the upload is still known, and that the logs tell neither secrets nor trouble."""
    expect(program.records("uploads"), "after the end the upload is forgotten")
    for log in program.home.joinpath("leadway", "logs").rglob("*.log"):
        text = log.read_text(encoding="utf-8")
        found = [word for word in (*_SECRETS, token, " ERROR ") if word in text]
        expect(not found, f"{log.name} holds {found}:\n{text[-2000:]}")
