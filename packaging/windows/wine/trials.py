"""What is tried of the installers, one after another, on one computer of wine's."""

import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from frozen import parts
from frozen.made import files_in
from smoking.program import PATIENCE, Program, SmokeFailure, expect, wait_for

from windows.tree import CONSOLE, WINDOW
from windows.wine.prefix import Finished, Prefix, as_windows
from windows.wine.traces import Traces

_TRUST = Path(__file__).with_name("inside") / "trust.py"
_ADDRESS = "https://crm.example/api"
_IS_OPEN = 3
"""The installer's status where the program is open and nobody may close it."""


@dataclass(frozen=True)
class Trial:
    """The computer, its Python, the installers, and how a program is started there."""

    prefix: Prefix
    python: Path
    app: Path
    setup: Path
    msi: Path
    older_msi: Path
    runner: Sequence[str]

    @property
    def data(self) -> Path:
        """Where the user's settings and uploads are."""
        return self.prefix.user / "AppData" / "Local" / parts.NAME

    @property
    def of_user(self) -> Path:
        """Where the installer for a person puts the program."""
        return self.prefix.user / "AppData" / "Local" / "Programs" / parts.NAME

    @property
    def of_all(self) -> Path:
        """Where the MSI puts the program for everybody."""
        return self.prefix.disk / "Program Files" / parts.NAME

    def run(self, *command: str | Path) -> Finished:
        """Run a program of the computer, and wait until all that it began is over."""
        return self.prefix.run(*command)

    def trust(self, program: Program, authority: Path) -> Program:
        """Have the computer's user trust an authority; the program starts as before."""
        _must(self.run(self.python, as_windows(_TRUST), as_windows(authority)))
        return program

    def doctor(self, folder: Path) -> str:
        """Return what the program in a folder says of its settings."""
        return self.run(folder / CONSOLE, "doctor").printed


def install_for_a_person(trial: Trial) -> str:
    """Install silently, with a preset, and look at what came of it."""
    _must(trial.run(trial.setup, "/S", f"BASE_URL={_ADDRESS}"))
    _same_files(trial.app, trial.of_user, ["uninstall.exe"])
    links = sorted(_links(trial))
    expect(links == ["SendTo", "Start Menu/Programs"], f"the links are in {links}")
    trial.prefix.rest()
    entry = "\n".join(Traces.on(trial.prefix.folder).registry)
    for word in ("QuietUninstallString", "InstallLocation", "DisplayIcon"):
        expect(word in entry, f"Apps & Features is not told {word}:\n{entry}")
    expect(f"{_ADDRESS} " in trial.doctor(trial.of_user), "the preset is not in force")
    return "no administrator asked, links, an entry in Apps & Features, the preset in force"


def replace_while_open(trial: Trial) -> str:
    """Install over a running program: refused, then allowed to close it."""
    settings = trial.data / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_bytes(b'theme = "dark"\n')
    with _open_window(trial, trial.of_user) as window:
        refused = trial.run(trial.setup, "/S")
        expect(refused.status == _IS_OPEN, f"status {refused.status}, though it was open")
        expect(window.poll() is None, "the installer ended the program unasked")
        before = _queue(trial)
        _must(trial.run(trial.setup, "/S", "/CLOSE"))
        _expect_end(window)
    expect(settings.read_bytes() == b'theme = "dark"\n', "the settings have changed")
    expect(_queue(trial) == before, "the list of uploads has gone")
    _same_files(trial.app, trial.of_user, ["uninstall.exe"])
    return "refused while it was open; with /CLOSE it ended in order; settings and queue stayed"


def remove_for_a_person(trial: Trial) -> str:
    """Remove silently; the user's data stay, unless they are to go."""
    _uninstall(trial, trial.of_user)
    expect(trial.data.is_dir(), "the user's data went with the program")
    _must(trial.run(trial.setup, "/S"))
    _uninstall(trial, trial.of_user, "/PURGE")
    expect(not trial.data.exists(), "the user's data are still there")
    return "settings and uploads stay; with /PURGE they go"


def install_elsewhere(trial: Trial) -> str:
    """Install in a folder of the person's choice, with other links; an upgrade keeps both."""
    folder = trial.prefix.disk / "Leadway"
    wanted = ["Desktop", "Start Menu/Programs"]
    choices = ("/DESKTOP", "/NOSENDTO", f"/D={as_windows(folder)}")
    for words in (choices, ()):
        _must(trial.run(trial.setup, "/S", *words))
        _same_files(trial.app, folder, ["uninstall.exe"])
        links = sorted(_links(trial))
        expect(links == wanted, f"the links are in {links}")
        expect(not trial.of_user.exists(), "the usual folder has something too")
    _uninstall_and_wait(trial, folder)
    _must(trial.run(trial.setup, "/S", f"/D={as_windows(folder)}"))
    _uninstall(trial, folder, "/PURGE")
    expect(_links(trial) == [], "a link has stayed")
    return "in another folder, with a link on the desktop and none to send to; so it stayed"


def install_msi_for_all(trial: Trial) -> str:
    """Install an older version for the computer with a lock, upgrade it while open, remove it."""
    words = (f"BASE_URL={_ADDRESS}", "LOCK_SETTINGS=1")
    _must(_msiexec(trial, "/i", trial.older_msi, *words))
    _same_files(trial.app, trial.of_all)
    stray = trial.of_all / "_internal" / "of the user.txt"
    stray.write_text("kept")
    with _open_window(trial, trial.of_all) as window:
        _must(_msiexec(trial, "/i", trial.msi))
        _expect_end(window)
    expect(stray.exists(), "a file that was not installed is gone")
    stray.unlink()
    _same_files(trial.app, trial.of_all)
    said = trial.doctor(trial.of_all)
    expect(_ADDRESS in said and "locked" in said, f"the lock is not in force:\n{said}")
    _must(_msiexec(trial, "/x", trial.msi))
    expect(not trial.of_all.exists(), "the program's folder is still there")
    expect(_queue(trial), "the list of uploads has gone")
    shutil.rmtree(trial.data)  # the next trial begins with a new user
    return "msiexec /qn; the upgrade ends the open program and keeps what was locked; removed"


def install_msi_for_one(trial: Trial) -> str:
    """Install for one user alone; wine keeps what belongs to the user's registry in the other.

    So it does not find the address again: told anew at the removal, the address goes too.
    """
    alone = ("ALLUSERS=2", "MSIINSTALLPERUSER=1", f"BASE_URL={_ADDRESS}", "LOCK_SETTINGS=1")
    _must(_msiexec(trial, "/i", trial.msi, *alone))
    _same_files(trial.app, trial.of_user)
    said = trial.doctor(trial.of_user)
    expect(f"{_ADDRESS} " in said, "the preset is not in force")
    expect("locked by" not in said, f"nobody but an administrator locks, yet:\n{said}")
    _must(_msiexec(trial, "/x", trial.msi, *alone))
    expect(not trial.of_user.exists(), "the program's folder is still there")
    return "into the user's folder, with its preset; removed"


TRIALS: list[tuple[str, Callable[[Trial], str]]] = [
    ("MSI for the computer", install_msi_for_all),
    ("MSI for one user", install_msi_for_one),
    ("Installer", install_for_a_person),
    ("Upgrade over a running copy", replace_while_open),
    ("Removal", remove_for_a_person),
    ("Installer, another folder", install_elsewhere),
]


def compare(trial: Trial, before: Traces) -> str:
    """Compare files and registry with what they were before all of it."""
    trial.prefix.rest()
    left = Traces.on(trial.prefix.folder).beyond(before)
    expect(not left, "the computer is not as it was:\n  " + "\n  ".join(left[:40]))
    return "as before"


def _must(done: Finished) -> None:
    expect(done.status == 0, f"exit status {done.status}:\n{done.printed}")


def _msiexec(trial: Trial, what: str, msi: Path, *words: str) -> Finished:
    return trial.run("msiexec", what, as_windows(msi), "/qn", *words)


def _uninstall(trial: Trial, folder: Path, *words: str) -> None:
    """Run the uninstaller, which goes on in a copy of itself: `Trial.run` waits for that too."""
    _must(trial.run(folder / "uninstall.exe", "/S", *words))
    left = [file.name for file in files_in(folder)] if folder.exists() else []
    expect(not left, f"left in the program's folder: {left}")


def _uninstall_and_wait(trial: Trial, folder: Path) -> None:
    """Run the uninstaller as whoever rolls out does, who wants its status: it alone stays."""
    with _open_window(trial, folder) as window:
        place = f"_?={as_windows(folder)}"
        refused = trial.run(folder / "uninstall.exe", "/S", place)
        expect(refused.status == _IS_OPEN, f"status {refused.status}, though it was open")
        _must(trial.run(folder / "uninstall.exe", "/S", "/CLOSE", place))
        _expect_end(window)
    left = [file.name for file in files_in(folder)]
    expect(left == ["uninstall.exe"], f"left in the program's folder: {left}")


def _same_files(app: Path, installed: Path, besides: Iterable[str] = ()) -> None:
    there = {file.relative_to(installed).as_posix() for file in files_in(installed)}
    wanted = {file.relative_to(app).as_posix() for file in files_in(app)} | {*besides}
    expect(there == wanted, f"the files differ: {sorted(there ^ wanted)[:20]}")
    for file in files_in(app):
        copy = installed / file.relative_to(app)
        expect(copy.stat().st_size == file.stat().st_size, f"{copy.name} is not whole")


def _links(trial: Trial) -> list[str]:
    user = trial.prefix.user
    roaming = user / "AppData" / "Roaming" / "Microsoft" / "Windows"
    found = [
        link.parent.relative_to(place).as_posix()
        for place, begin in ((roaming, roaming), (user, user / "Desktop"))
        for link in begin.rglob(f"{parts.NAME}.lnk")
    ]
    return found


def _queue(trial: Trial) -> bool:
    return (trial.data / "practice" / "uploads.sqlite3").is_file()


@contextmanager
def _open_window(trial: Trial, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [*trial.runner, str(folder / WINDOW), "--practice"]
    environment = trial.prefix.environment()
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL) as window:
        try:
            wait_for("the window", lambda: _queue(trial))
            yield window
        except BaseException:
            window.kill()
            raise


def _expect_end(window: "subprocess.Popen[bytes]") -> None:
    try:
        status = window.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        raise SmokeFailure("the program is still open") from None
    expect(status == 0, f"the program ended with {status}")
