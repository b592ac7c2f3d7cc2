"""Each guard stops what it is there to stop, under the project's own pytest settings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a project with our settings and our conftest, and no tests yet."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    shutil.copy(ROOT / "pyproject.toml", pytester.path)
    shutil.copy(ROOT / "tests" / "conftest.py", pytester.path)
    return pytester


def test_a_running_thread_fails_the_test_and_is_told_where_it_started(
    project: pytest.Pytester,
) -> None:
    project.makepyfile("""
        import threading
        from PySide6.QtCore import QThread

        threads = []

        def start_one():
            threads.append(threading.Thread(target=threading.Event().wait, daemon=True))
            threads[-1].start()

        def test_python_thread():
            start_one()

        def test_qt_thread(qapp):
            threads.append(QThread(objectName="worker"))
            threads[-1].start()

        def test_ended_threads(qapp):
            thread = threading.Thread(target=print)
            thread.start()
            qt_thread = QThread()
            qt_thread.start()
            qt_thread.quit()
    """)
    result = project.runpytest_subprocess(".", "-p", "no:randomly")
    result.assert_outcomes(passed=3, errors=2)
    result.stdout.fnmatch_lines(
        ["Leaked threads:", "*still running*", "*start_one()", "*threads[[]-1[]].start()"]
    )
    result.stdout.fnmatch_lines(["QThread 'worker' is still running*"])


def test_a_widget_left_behind_fails_the_test(project: pytest.Pytester) -> None:
    project.makepyfile("""
        from PySide6.QtWidgets import QLabel, QMenu, QWidget

        kept = []

        def test_left_behind(qapp):
            kept.append(QLabel("left", objectName="left_label"))

        def test_given_to_qtbot(qtbot):
            widget = QWidget()
            qtbot.addWidget(widget)
            QMenu(widget)

        def test_garbage_in_a_circle(qapp):
            widget = QWidget()
            widget.itself = widget
    """)
    result = project.runpytest_subprocess(".", "-p", "no:randomly")
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["Widgets left behind: QLabel 'left_label'"])


def test_a_drag_that_a_test_does_not_end_goes_on_in_no_other(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import pytest
        from PySide6.QtCore import QMimeData, QPoint, Qt
        from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent
        from PySide6.QtWidgets import QApplication, QWidget

        DATA, KEYS = QMimeData(), Qt.KeyboardModifier.NoModifier

        class Target(QWidget):
            moves = 0

            def dragEnterEvent(self, event):
                event.accept()

            def dragMoveEvent(self, event):
                Target.moves += 1

        def send(kind, widget):
            event = kind(QPoint(1, 1), Qt.DropAction.CopyAction, DATA, Qt.LeftButton, KEYS)
            QApplication.sendEvent(widget, event)

        @pytest.fixture(scope="module")
        def target(qapp):
            target = Target(acceptDrops=True)
            yield target
            target.deleteLater()

        def test_drag(target):
            send(QDragEnterEvent, target)
            send(QDragMoveEvent, QWidget())
            assert Target.moves == 1, "where the drag is, says Qt"

        def test_other(qapp):
            send(QDragMoveEvent, QWidget())
            assert Target.moves == 1
    """)
    project.runpytest_subprocess(".", "-p", "no:randomly").assert_outcomes(passed=2)


def test_a_language_that_a_test_speaks_is_not_that_of_the_next(project: pytest.Pytester) -> None:
    project.makepyfile("""
        from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

        class Spanish(QTranslator):
            def translate(self, context, text, comment=None, n=-1):
                return "Hola"

        def test_spanish(qapp):
            qapp.installTranslator(Spanish(qapp))
            QLocale.setDefault(QLocale("es_ES"))
            assert QCoreApplication.translate("Any", "Hello") == "Hola"

        def test_other(qapp):
            assert QCoreApplication.translate("Any", "Hello") == "Hello"
            assert QLocale().name() != "es_ES"
    """)
    project.runpytest_subprocess(".", "-p", "no:randomly").assert_outcomes(passed=2)


def test_an_unannounced_warning_fails_the_test(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import logging, threading
        import pytest

        log = logging.getLogger("leadway_desktop.somewhere")

        def test_unannounced():
            log.warning("the %s is full", "disk")

        def test_unannounced_in_a_thread_and_hidden():
            log.propagate = False
            thread = threading.Thread(target=log.error, args=("no room",))
            thread.start()
            thread.join()

        def test_announced(allowed_logs):
            allowed_logs.allow("is full$")
            log.warning("the %s is full", "disk")

        @pytest.mark.allow_logs("no room")
        def test_marked():
            log.error("no room")

        @pytest.mark.allow_logs("something else")
        def test_marked_for_another():
            log.error("no room")

        def test_info():
            log.info("all well")
    """)
    result = project.runpytest_subprocess(".", "-p", "no:randomly")
    result.assert_outcomes(passed=6, errors=3)
    result.stdout.fnmatch_lines(["WARNING leadway_desktop.somewhere: the disk is full*"])


def test_qt_warnings_and_errors_in_slots_fail_the_test(project: pytest.Pytester) -> None:
    project.makepyfile("""
        from PySide6.QtCore import QTimer, qWarning

        def test_warning():
            qWarning("QObject: something is off")

        def test_error_in_a_slot(qtbot):
            QTimer.singleShot(0, lambda: 1 / 0)
            qtbot.wait(10)
    """)
    result = project.runpytest_subprocess(".")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["QtWarningMsg: QObject: something is off"])


def test_only_this_machine_can_be_reached(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import socket
        import pytest

        def test_address():
            with pytest.raises(OSError, match="this machine"):
                socket.create_connection(("192.0.2.1", 443), 0.01)

        def test_name():
            with pytest.raises(socket.gaierror):
                socket.create_connection(("leadway.example", 443), 0.01)

        def test_a_name_that_cannot_exist():
            with pytest.raises(socket.gaierror):
                socket.create_connection(("leadway.invalid", 443), 0.01)

        @pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
        def test_loopback(host):
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection((host, server.getsockname()[1])).close()
    """)
    result = project.runpytest_subprocess(".", "-p", "no:randomly")
    result.assert_outcomes(passed=5, errors=2)
    result.stdout.fnmatch_lines(["The test tried to reach 192.0.2.1 port 443"])


def test_nothing_from_outside_reaches_a_test(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADWAY_DESKTOP_TOKEN", "a real one")
    monkeypatch.setenv("https_proxy", "http://proxy.example")
    project.makepyfile("""
        import os
        import keyring, pytest
        from keyring.errors import NoKeyringError

        def test_home(tmp_path):
            assert os.environ["LEADWAY_DESKTOP_HOME"].startswith(str(tmp_path))
            assert "LEADWAY_DESKTOP_TOKEN" not in os.environ
            assert "https_proxy" not in os.environ

        def test_keyring():
            with pytest.raises(NoKeyringError):
                keyring.set_password("leadway", "token", "x")
    """)
    project.runpytest_subprocess(".").assert_outcomes(passed=2)


def test_garbage_is_freed_in_no_thread_but_the_tests_own(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import threading

        freed_in, kept = [], []

        class Cycle:
            def __init__(self):
                self.self = self

            def __del__(self):
                freed_in.append(threading.current_thread())

        def test_a_thread_allocates():
            Cycle()
            thread = threading.Thread(target=lambda: kept.extend([] for _ in range(9999)))
            thread.start()
            thread.join()
            assert freed_in == []

        def test_afterwards():
            assert freed_in == [threading.main_thread()]
    """)
    project.runpytest_subprocess(".", "-p", "no:randomly").assert_outcomes(passed=2)


def test_a_hang_ends_with_the_stacks_of_all_threads(project: pytest.Pytester) -> None:
    project.makepyfile("""
        from PySide6.QtCore import QEventLoop

        def test_hang(qapp):
            QEventLoop().exec()
    """)
    result = project.runpytest_subprocess(".", "--numprocesses=1", "-o", "faulthandler_timeout=0.5")
    assert result.ret
    assert "Timeout" in result.stderr.str()
    assert "in test_hang" in result.stderr.str()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to be deaf to")
def test_what_a_test_starts_hears_ctrl_c_also_in_the_background() -> None:
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
    child = "import signal; assert signal.getsignal(signal.SIGINT) is signal.default_int_handler"
    script = f"{deaf}; import subprocess, sys, tests.conftest; " + (
        f"sys.exit(subprocess.run([sys.executable, '-c', {child!r}]).returncode)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_what_a_test_tells_and_prints_reaches_the_end_of_the_run(project: pytest.Pytester) -> None:
    project.makepyfile("""
        import sys

        def test_it(tell):
            tell("a table of two lines")
            print("half a character: \\ud800", file=sys.stderr)
    """)
    result = project.runpytest_subprocess(".", "--numprocesses=1")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["a table of two lines"])
