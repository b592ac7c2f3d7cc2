"""How long the frozen window takes to be there, beside a bare PySide6 window frozen the same way.

    python3 packaging/smoke.py --start-time [PATH]

Both are started in turn, on the same screen (Xvfb where there is none), until a window is on it;
the medians are compared. The bare one is made by the same PyInstaller, without our pruning.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from environment import must
from frozen import build_environment, parts
from frozen.freezing import surroundings
from steps import Failure, say, step

from smoking.program import Program, find_program
from smoking.screen import screen

ROUNDS = 9
MOST = 1.5
_LOOK = 0.005
_PATIENCE = 60.0
_BARE = """\
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.setWindowTitle("Leadway Desktop")
window.resize(1180, 760)
window.show()
sys.exit(app.exec())
"""


def compare_starts(ours: Path) -> int:
    """Measure and print; return 1 where our window takes too long.

    Raises:
        Failure: this computer has nothing to look at a screen with.
    """
    if not sys.platform.startswith("linux") or shutil.which("xdotool") is None:
        raise Failure("This takes Linux, xdotool, and a screen or Xvfb.")
    bare = freeze_bare()
    with tempfile.TemporaryDirectory() as home, screen() as display:
        programs = {
            name: find_program(path, Path(home)).using(DISPLAY=display)
            for name, path in (("bare", bare), ("ours", ours))
        }
        times = measure(programs)
    for name, taken in times.items():
        low, high = min(taken), max(taken)
        say(f"{name}: {statistics.median(taken):.2f} s ({low:.2f} to {high:.2f}, {ROUNDS} rounds)")
    ratio = statistics.median(times["ours"]) / statistics.median(times["bare"])
    say(f"ratio: {ratio:.2f} (at most {MOST})")
    return int(ratio > MOST)


def measure(programs: dict[str, Program]) -> dict[str, list[float]]:
    """Start each in turn, once to warm the disk's cache, then `ROUNDS` times; seconds."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for round_number in range(ROUNDS + 1):
        for name, program in programs.items():
            taken = start(program, () if name == "bare" else ("--practice",))
            if round_number:
                times[name].append(taken)
    return times


def start(program: Program, arguments: tuple[str, ...]) -> float:
    """Start a program until its window is on the screen, then end it; return the seconds."""
    look = ["xdotool", "search", "--onlyvisible", "--name", "Leadway Desktop"]  # --sync naps
    environment = program.environment()
    began = time.monotonic()
    with program.started(program.window, *arguments) as running:
        while subprocess.run(look, env=environment, capture_output=True).returncode:
            if running.process.poll() is not None or time.monotonic() - began > _PATIENCE:
                raise Failure(f"No window came: {running.printed()}")
            time.sleep(_LOOK)
        return time.monotonic() - began


def freeze_bare() -> Path:
    """Freeze a program that is a window and nothing else; return its folder."""
    python, folder = build_environment.prepare(), parts.OUT / "bare"
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "leadway-desktop.py"
    script.write_text(_BARE, encoding="utf-8")
    with step("Freezing a bare window") as progress:
        places = ["--distpath", str(folder / "app"), "--workpath", str(folder / "work")]
        options = ["--noconfirm", "--log-level", "WARN", "--specpath", str(folder)]
        pyinstaller = [str(python), "-m", "PyInstaller", *options, *places, str(script)]
        must(progress, pyinstaller, surroundings())
    return folder / "app" / "leadway-desktop"
