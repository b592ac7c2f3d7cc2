"""The program under trial: found, started in an environment of its own, and watched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from smoking import words
from smoking.command import CHECKS, parse, smoke
from smoking.contents import account_for_files
from smoking.program import NotTried, Program, Running, SmokeFailure, find_program, wait_for

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script")


def stand_in(folder: Path, body: str) -> Path:
    """Make a program of a few lines of Python; return its folder."""
    app = folder / "app"
    app.mkdir(exist_ok=True)
    script = app / "leadway-desktop"
    script.write_text(f"#!{sys.executable}\nimport os, sys\n{body}\n", encoding="utf-8")
    script.chmod(0o755)
    return app


def program(folder: Path, body: str) -> Program:
    return find_program(stand_in(folder, body), folder / "home")


@pytest.mark.parametrize(
    ("files", "window", "command"),
    [
        (["leadway-desktop"], "leadway-desktop", "leadway-desktop"),
        (
            ["Leadway Desktop.exe", "leadway-desktop.exe"],
            "Leadway Desktop.exe",
            "leadway-desktop.exe",
        ),
        (["Contents/MacOS/leadway-desktop"], "leadway-desktop", "leadway-desktop"),
    ],
)
def test_the_executables_are_found(
    tmp_path: Path, files: list[str], window: str, command: str
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = find_program(tmp_path, tmp_path)
    assert (found.window.name, found.command.name) == (window, command)


def test_a_folder_without_the_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(SmokeFailure, match="holds no Leadway Desktop"):
        find_program(tmp_path, tmp_path)


def test_a_command_that_does_not_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smoking.program.PATIENCE", 0.5)
    with pytest.raises(SmokeFailure, match="doctor --json: no end"):
        program(tmp_path, "import threading; threading.Event().wait()").run("doctor", "--json")


def test_nothing_of_ours_bends_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("LEADWAY_DESKTOP_TOKEN", "mine")
    told = program(tmp_path, "print(sorted(os.environ))").answer()
    assert "PYTHONPATH" not in told
    assert "LEADWAY_DESKTOP_TOKEN" not in told
    assert "LEADWAY_DESKTOP_HOME" in told


def test_the_program_has_a_home_of_its_own_but_a_mac_s_keychain_is_in_the_user_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/Users/agent")
    app = program(tmp_path, "")
    for system, home in (("linux", str(app.home)), ("darwin", "/Users/agent")):
        monkeypatch.setattr(sys, "platform", system)
        told = app.environment()
        assert told["HOME"] == home
        assert told["LEADWAY_DESKTOP_HOME"] == str(app.home / "leadway")


def test_what_macos_prints_of_its_input_methods_is_not_the_program_s(tmp_path: Path) -> None:
    output = tmp_path / "output.txt"
    begin = "2026-11-26 22:43:42.634 leadway-desktop[33014:3805202]"
    output.write_text(
        f"{begin} +[IMKClient subclass]: chose IMKClient_Modern\n"
        f"{begin} +[IMKInputSession subclass]: chose IMKInputSession_Modern\n"
    )
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        running = Running(process, output)
        assert running.printed() == ""
        output.write_text(f"{begin} The class overrides a method\nIMK\n")
        assert running.printed() == f"{begin} The class overrides a method\nIMK\n"


def test_a_version_alone_is_well(tmp_path: Path) -> None:
    told = words.say_version(program(tmp_path, "print('leadway-desktop 1.2.3')"))
    assert told == "leadway-desktop 1.2.3"


@pytest.mark.parametrize(
    "body",
    [
        "print('leadway-desktop 1.2.3'); print('warning', file=sys.stderr)",
        "print('debug'); print('leadway-desktop 1.2.3')",
        "print('leadway-desktop 1.2.3'); sys.exit(3)",
    ],
)
def test_stray_output_and_a_bad_end_are_failures(tmp_path: Path, body: str) -> None:
    with pytest.raises(SmokeFailure):
        words.say_version(program(tmp_path, body))


def test_a_language_that_speaks_english_is_a_failure(tmp_path: Path) -> None:
    spoken = "print('Uso' if os.environ['LEADWAY_DESKTOP_LANGUAGE'] == 'es' else 'Usage')"
    app = program(tmp_path, spoken)
    for code in ("en", "es"):
        (tmp_path / "app" / f"leadway_desktop_{code}.qm").touch()
    assert words.speak_languages(app) == "en, es"
    (tmp_path / "app" / "leadway_desktop_pt.qm").touch()
    with pytest.raises(SmokeFailure, match="in pt it speaks English"):
        words.speak_languages(app)


def test_a_file_too_many_is_a_failure(tmp_path: Path) -> None:
    app = program(tmp_path, "")
    (tmp_path / "app" / "_internal").mkdir()
    (tmp_path / "app" / "_internal" / "notes.docx").touch()
    with pytest.raises(SmokeFailure, match=r"notes\.docx"):
        account_for_files(app)


MACS_FILES = """\
Info.plist
CodeResources
_CodeSignature/CodeResources
MacOS/leadway-desktop
Frameworks/Python.framework/Versions/3.11/Python
Frameworks/python3__dot__11/lib-dynload/_ssl.cpython-311-darwin.so
Frameworks/libssl.3.dylib
Frameworks/_cffi_backend.cpython-311-darwin.so
Frameworks/PySide6/QtDBus.abi3.so
Frameworks/PySide6/QtGui.abi3.so
Frameworks/PySide6/QtSvg.abi3.so
Frameworks/PySide6/libpyside6.abi3.6.11.dylib
Frameworks/PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui
Frameworks/PySide6/Qt/lib/QtGui.framework/Versions/A/_CodeSignature/CodeResources
Frameworks/PySide6/Qt/plugins/platforms/libqcocoa.dylib
Frameworks/PySide6/Qt/plugins/platforms/libqoffscreen.dylib
Frameworks/PySide6/Qt/plugins/styles/libqmacstyle.dylib
Frameworks/PySide6/Qt/plugins/iconengines/libqsvgicon.dylib
Frameworks/PySide6/Qt/plugins/imageformats/libqjpeg.dylib
Frameworks/PySide6/Qt/plugins/networkinformation/libqapplenetworkinformation.dylib
Frameworks/shiboken6/Shiboken.abi3.so
Frameworks/google_crc32c/__dot__dylibs/libcrc32c.1.1.0.dylib
Frameworks/nacl/_sodium.abi3.so
Resources/leadway-desktop.icns
Resources/base_library.zip
Resources/certifi/cacert.pem
Resources/keyring-25.7.0.dist-info/METADATA
Resources/leadway_desktop/resources/icons/app.svg
Resources/leadway_desktop/resources/styles/app.qss
Resources/leadway_desktop/resources/translations/leadway_desktop_es.qm
Resources/licences/README.txt"""


def test_a_mac_s_bundle_is_accounted_for_wherever_its_files_were_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    contents = tmp_path / "Leadway Desktop.app" / "Contents"
    for name in MACS_FILES.splitlines():
        (contents / name).parent.mkdir(parents=True, exist_ok=True)
        (contents / name).touch()
    (contents / "Frameworks" / "certifi").symlink_to("../Resources/certifi")
    app = find_program(contents.parent, tmp_path)
    assert app.folder == contents
    assert account_for_files(app).startswith(f"{len(MACS_FILES.splitlines())} files")
    assert words.languages_of(app) == ["es"]
    (contents / "Resources" / "notes.docx").touch()
    with pytest.raises(SmokeFailure, match=r"notes\.docx"):
        account_for_files(app)


def test_waiting_ends_with_what_was_found_or_a_failure() -> None:
    assert wait_for("it", lambda: "found") == "found"
    with pytest.raises(SmokeFailure, match="it did not come"):
        wait_for("it", lambda: None, patience=0.0)


def test_a_failed_check_fails_the_trial_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = stand_in(tmp_path, "print('nonsense')")
    version, languages = CHECKS[1], CHECKS[2]
    assert smoke(app, [version, languages]) == 1
    said = capsys.readouterr().out
    assert "Version" in said
    assert "Languages" in said
    assert said.count("FAILED") == 2


def test_what_this_computer_cannot_try_is_said_and_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def lack(under_trial: Program) -> str:
        raise NotTried("a keyring")

    check = type(CHECKS[0])("keyring", "Keyring", lack)
    assert smoke(stand_in(tmp_path, ""), [check]) == 0
    assert "NOT TRIED: a keyring" in capsys.readouterr().out


def test_one_check_can_be_asked_for() -> None:
    assert parse(["/opt/x", "--only", "tls"]).only == "tls"
