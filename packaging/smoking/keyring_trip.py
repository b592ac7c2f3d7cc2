"""The token into the system's keyring and out again, seen from outside by another program."""

import os
import shutil
import subprocess
import textwrap

from smoking.contents import system_of
from smoking.program import NotTried, Program, expect

_TOKEN = "pit-01234567-89ab-cdef-0123-456789abcdef"
_LOCATION = "locationOfTheTrial01"
_NEEDED = ("dbus-run-session", "gnome-keyring-daemon", "secret-tool")
_SESSION = textwrap.dedent(
    """\
    set -e
    mkdir -p "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME"
    chmod 700 "$XDG_RUNTIME_DIR"
    eval "$(printf '\\n' | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
    printf '%s' "$TOKEN" | "$PROGRAM" token set
    secret-tool search --all username "$LEADWAY_DESKTOP_LOCATION_ID" 2>&1
    "$PROGRAM" token clear
    echo "--- cleared"
    secret-tool search --all username "$LEADWAY_DESKTOP_LOCATION_ID" 2>&1
    """
)
"""A session of its own, so that the trial cannot meet the keyring of whoever runs it."""


def go_through_keyring(program: Program) -> str:
    """Keep a token and forget it; return what was seen of it meanwhile."""
    if system_of(program) == "linux":
        return _with_private_keyring(program)
    program = program.using(LEADWAY_DESKTOP_LOCATION_ID=_LOCATION)
    kept = program.run("token", "set", given=_TOKEN)
    expect(kept.returncode == 0, kept.stdout + kept.stderr)
    program.answer("token", "clear")
    return "kept, read back and forgotten by the system's keyring"


def _with_private_keyring(program: Program) -> str:
    missing = [tool for tool in _NEEDED if shutil.which(tool) is None]
    if missing:
        raise NotTried(f"a keyring to try takes {', '.join(missing)} (dbus, gnome-keyring, ...)")
    home = program.home
    session = {
        "PROGRAM": str(program.command),
        "TOKEN": _TOKEN,
        "LEADWAY_DESKTOP_LOCATION_ID": _LOCATION,
        "XDG_RUNTIME_DIR": str(home / "run"),
        "XDG_DATA_HOME": str(home / "share"),
    }
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", _SESSION],
        env=program.environment() | session | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    before, _, after = done.stdout.partition("--- cleared")
    expect(f"secret = {_TOKEN}" in before, f"the keyring holds no token:\n{before}{done.stderr}")
    expect(_TOKEN not in after and after, f"the keyring still holds the token:\n{after}")
    expect(_TOKEN not in done.stderr, "the token was printed")
    return "another program saw the token in a private gnome-keyring, and then no more"
