"""Missing system libraries are named, and installed where that can be done."""

import os
import shutil
import sys
from pathlib import Path

import pytest
import system_libraries
from steps import Failure

ON_DEBIAN = {"apt-get", "sudo"}


class System:
    """A Debian with things missing, which records what is run on it."""

    def __init__(self) -> None:
        self.missing = {"libEGL.so.1", "libxcb-cursor.so.0"}
        self.fonts = [Path("DejaVuSans.ttf")]
        self.programs = set(ON_DEBIAN)
        self.user_id = 1000
        self.sudo_status = 1
        self.apt_status = 0
        self.ran: list[str] = []

    def capture(self, command: list[str], *rest: object) -> tuple[int, list[str]]:
        if command == ["sudo", "-n", "true"]:
            return self.sudo_status, []
        self.ran.append(" ".join(command))
        return self.apt_status, ["E: Unable to fetch some archives"]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> System:
    made = System()
    system_libraries._fetch_package_lists.cache_clear()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "_loads", lambda name: name not in made.missing)
    monkeypatch.setattr(system_libraries, "_fonts", lambda: iter(made.fonts))
    monkeypatch.setattr(system_libraries, "_missing_ensurepip", list)
    monkeypatch.setattr(system_libraries, "capture", made.capture)
    monkeypatch.setattr(os, "geteuid", lambda: made.user_id, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: name if name in made.programs else None)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    return made


def test_root_installs_what_is_missing_after_fetching_the_lists(system: System) -> None:
    system.user_id = 0
    system_libraries.ensure(screen=True)
    update, install = system.ran
    assert update.endswith(" update")
    assert install.endswith("install --yes --no-install-recommends libegl1 libxcb-cursor0")
    assert "sudo" not in install


def test_the_lists_are_fetched_once(system: System) -> None:
    system.user_id = 0
    system_libraries.ensure(screen=False)
    system_libraries.ensure_test_keyring()
    assert [command.endswith(" update") for command in system.ran] == [True, False, False]


def test_offscreen_needs_less(system: System) -> None:
    system.user_id = 0
    system_libraries.ensure(screen=False)
    assert system.ran[-1].endswith(" libegl1")


@pytest.mark.parametrize(
    ("fonts", "picture", "wanted"),
    [
        ([], False, "fonts-dejavu-core"),
        ([], True, "fonts-dejavu-core fonts-noto-color-emoji"),
        ([Path("DejaVuSans.ttf")], True, "fonts-noto-color-emoji"),
        ([Path("NotoColorEmoji.ttf")], True, "libegl1"),
    ],
)
def test_a_picture_wants_fonts(
    system: System, fonts: list[Path], picture: bool, wanted: str
) -> None:
    system.user_id, system.fonts = 0, fonts
    system_libraries.ensure(screen=False, picture=picture)
    assert system.ran[-1].endswith(wanted)


def test_a_bare_debian_s_own_python_freezes_after_one_question(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = f"libpython{sys.version_info.major}.{sys.version_info.minor}"
    system.user_id, system.missing = 0, {f"{own}.so.1.0"}
    monkeypatch.setattr(sys, "executable", "/usr/bin/python3")
    system_libraries.ensure(screen=True)
    assert not system.ran
    system_libraries.ensure(screen=True, freezing=True)
    assert system.ran[-1].endswith(f" binutils {own}")


def test_another_python_brings_its_own_library(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    system.missing = {f"libpython3.{sys.version_info.minor}.so.1.0"}
    system.programs |= {"objcopy"}
    monkeypatch.setattr(sys, "executable", "/opt/hostedtoolcache/Python/bin/python")
    system_libraries.ensure(screen=True, freezing=True)
    assert not system.ran


def test_sudo_that_asks_nothing_is_used(system: System) -> None:
    system.sudo_status = 0
    system_libraries.ensure(screen=False)
    assert system.ran[-1].startswith("sudo -n env ")


@pytest.mark.parametrize("programs", [ON_DEBIAN, {"apt-get"}])
def test_without_a_way_to_be_root_the_command_is_shown(
    system: System, programs: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    system.programs = programs
    with pytest.raises(Failure, match="apt-get install --no-install-recommends libegl1"):
        system_libraries.ensure(screen=False)
    assert "libEGL.so.1, for drawing" in capsys.readouterr().out
    assert not system.ran


def test_what_apt_said_is_passed_on(system: System) -> None:
    system.user_id, system.apt_status = 0, 100
    with pytest.raises(Failure, match="Unable to fetch"):
        system_libraries.ensure(screen=False)


def test_other_distributions_are_told_and_go_on(
    system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    system.programs = set()
    system_libraries.ensure(screen=False)
    assert "libEGL.so.1" in capsys.readouterr().out


def test_nothing_missing_asks_for_nothing(
    system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    system.missing = set()
    system_libraries.ensure(screen=True)
    assert not system.ran
    assert not capsys.readouterr().out


def test_the_keyring_for_tests_is_not_worth_a_password(
    system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    system_libraries.ensure_test_keyring()
    assert not system.ran
    said = capsys.readouterr().out
    assert "will be skipped, for want of: dbus gnome-keyring libsecret-tools" in said


def test_the_keyring_for_tests_is_installed_by_root(system: System) -> None:
    system.user_id = 0
    system_libraries.ensure_test_keyring()
    assert system.ran[-1].endswith("dbus gnome-keyring libsecret-tools")
