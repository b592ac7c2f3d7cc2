"""The tour, as `packaging/try.py` runs it where there is no screen."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "packaging" / "offscreen_tour.py"


@pytest.fixture
def tour(tmp_path: Path) -> "subprocess.Popen[str]":
    """Start a tour whose temporary folder is `tmp_path`."""
    unseen = {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(TOUR)],
        env=os.environ | unseen,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_tour_proves_three_links_and_leaves_a_picture(
    tour: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    said, _ = tour.communicate()
    assert tour.returncode == 0, said
    assert said.count("the same, byte for byte") == 3
    (folder,) = tmp_path.glob("leadway-desktop-*")
    assert [file.name for file in folder.iterdir()] == ["window.png"]
    assert str(folder / "window.png") in said
    picture = QImage(str(folder / "window.png"))
    assert picture.width() >= 1180


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send to one process")
def test_an_interrupt_ends_the_tour_and_leaves_nothing(
    tour: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    assert tour.stdout is not None
    while not tour.stdout.readline().startswith("The window lists"):
        assert tour.poll() is None
    tour.send_signal(signal.SIGINT)
    said, _ = tour.communicate()
    assert tour.returncode == 130, said
    assert "Traceback" not in said
    assert not list(tmp_path.glob("leadway-desktop-*"))
