"""A real Secret Service, gnome-keyring on a D-Bus of its own, with nothing of the user's in it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

PATIENCE_SECONDS = 10
NEEDED = ("dbus-daemon", "gnome-keyring-daemon", "secret-tool")
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


@dataclass(frozen=True)
class SecretService:
    """What a process needs in its environment to meet the keyring."""

    environment: dict[str, str]

    def seen_from_outside(self, service: str) -> dict[str, str]:
        """Return user name -> secret of a service, as another program is told."""
        command = ["secret-tool", "search", "--all", "--unlock", "service", service]
        told = subprocess.run(
            command, env=os.environ | self.environment, capture_output=True, text=True, check=False
        )
        # secret-tool writes secrets to standard output and attributes to standard error.
        secrets = _values(told.stdout, "secret")
        return dict(zip(_values(told.stderr, "attribute.username"), secrets, strict=True))


def _values(text: str, key: str) -> list[str]:
    pairs = (line.partition(" = ") for line in text.splitlines())
    return [value for name, _, value in pairs if name == key]


@contextmanager
def running_secret_service(home: Path, *, unlocked: bool) -> Iterator[SecretService]:
    """Run the bus and the keyring; skips the test where they are not installed.

    A locked one has a keyring that nobody unlocks, and no screen to ask on.
    """
    if missing := [program for program in NEEDED if not shutil.which(program)]:
        pytest.skip(f"no Secret Service here: {', '.join(missing)} not installed")
    # A runtime folder of an earlier session would make the daemon wait for a dead one.
    with TemporaryDirectory(prefix="lw-") as runtime:
        private = _private_environment(home, runtime)
        base = {name: value for name, value in os.environ.items() if name not in SCREENS}
        with _bus(base | private) as address:
            environment = private | {"DBUS_SESSION_BUS_ADDRESS": address}
            if unlocked:
                unlock(base | environment)
            try:
                yield SecretService(environment)
            finally:
                _end_keyring(base | environment)


def unlock(environment: dict[str, str]) -> None:
    """Start the keyring's daemon with an empty password, and wait until the bus knows it."""
    command = ["gnome-keyring-daemon", "--unlock", "--components=secrets"]
    subprocess.run(command, env=environment, input=b"\n", capture_output=True, check=True)
    until = time.monotonic() + PATIENCE_SECONDS
    while _keyring_process(environment) is None:  # it goes to the background before it is there
        assert time.monotonic() < until, "gnome-keyring-daemon did not appear on its bus"


def _end_keyring(environment: dict[str, str]) -> None:
    """End the daemon, whoever started it: it does not always notice that its bus is gone."""
    process = _keyring_process(environment)
    if process is not None:
        os.kill(process, signal.SIGTERM)


def _keyring_process(environment: dict[str, str]) -> int | None:
    """Ask the bus which process is the keyring; None while nobody is."""
    ask = ["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/"]
    method = "org.freedesktop.DBus.GetConnectionUnixProcessID"
    command = [*ask, method, "string:org.freedesktop.secrets"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True)
    return int(answer.stdout.split()[-1]) if answer.returncode == 0 else None


def _private_environment(home: Path, runtime: str) -> dict[str, str]:
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")
    return dict.fromkeys(names, str(home)) | {"XDG_RUNTIME_DIR": runtime}


@contextmanager
def _bus(environment: dict[str, str]) -> Iterator[str]:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as bus:
        assert bus.stdout is not None
        try:
            yield bus.stdout.readline().strip()
        finally:
            bus.terminate()
