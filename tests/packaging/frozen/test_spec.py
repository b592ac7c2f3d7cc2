"""The one recipe, executed for each system with stand-ins for PyInstaller's builders."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from frozen import licences, parts
from frozen.accounts import unexplained

SPEC = Path(parts.__file__).with_name("leadway_desktop.spec")
QT = {
    "linux": ("PySide6/Qt/lib/libQt6Gui.so.6", "PySide6/Qt/plugins/platforms/libqxcb.so"),
    "win32": ("PySide6/Qt6Gui.dll", "PySide6/plugins/platforms/qwindows.dll"),
    "darwin": (
        "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
    ),
}
UNUSED = {
    "linux": "PySide6/Qt/plugins/platforms/libqvnc.so",
    "win32": "PySide6/plugins/tls/qopensslbackend.dll",
    "darwin": "PySide6/Qt/plugins/platforms/libqminimal.dylib",
}
MODULE = {
    "linux": "PySide6/QtGui.abi3.so",
    "win32": "PySide6/QtGui.pyd",
    "darwin": "PySide6/QtGui.abi3.so",
}


@dataclass
class Builders:
    """Takes note of what the recipe asks PyInstaller for."""

    out: Path
    system: str
    analysed: dict[str, Any] = field(default_factory=dict)
    programs: list[dict[str, Any]] = field(default_factory=list)
    collected: list[str] = field(default_factory=list)
    bundle: dict[str, Any] = field(default_factory=dict)

    def analysis(self, scripts: list[str], **options: Any) -> SimpleNamespace:
        self.analysed = {"scripts": scripts, **options}
        return SimpleNamespace(
            scripts=[],
            pure=[("leadway_desktop", self._file("leadway_desktop/__init__.py"), "PYMODULE")],
            binaries=[
                (name, self._file(name), kind)
                for name, kind in (
                    (MODULE[self.system], "EXTENSION"),
                    (QT[self.system][0], "BINARY"),
                    (QT[self.system][1], "BINARY"),
                    (UNUSED[self.system], "BINARY"),
                )
            ],
            datas=[
                ("PySide6/Qt/translations/qt_de.qm", self._file("qt_de.qm"), "DATA"),
                *((f"{place}/{Path(file).name}", file, "DATA") for file, place in options["datas"]),
            ],
        )

    def exe(self, *_: object, **options: Any) -> dict[str, Any]:
        self.programs.append(options)
        return options

    def collect(self, *tables: Any, **options: Any) -> str:
        for table in tables:
            if isinstance(table, list):
                self.collected += [entry[0] for entry in table]
        return str(options["name"])

    def note_bundle(self, folder: str, **options: Any) -> None:
        self.bundle = {"folder": folder, **options}

    def _file(self, name: str) -> str:
        file = self.out / "fake" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        return str(file)


@pytest.fixture(scope="module", params=["linux", "win32", "darwin"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Builders:
    """Return what the recipe made for a system."""
    builders = Builders(tmp_path_factory.mktemp("build"), request.param)
    install_program(builders.out)
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, place in (("OUT", ""), ("LICENCES", "licences"), ("ICONS", "icons")):
            monkeypatch.setattr(parts, name, builders.out / place)
        monkeypatch.setattr(licences, "OUT", builders.out)
        monkeypatch.setattr(licences, "_ALWAYS", ())  # PyInstaller, which is not here
        stand_in_for_pyinstaller(monkeypatch, request.param)
        monkeypatch.setattr(sys, "path", list(sys.path))
        monkeypatch.setattr(sys, "platform", request.param)
        execute(builders)
    return builders


def execute(builders: Builders) -> None:
    names = {
        "SPECPATH": str(SPEC.parent),
        "Analysis": builders.analysis,
        "PYZ": lambda pure: "archive",
        "EXE": builders.exe,
        "COLLECT": builders.collect,
        "BUNDLE": builders.note_bundle,
    }
    exec(compile(SPEC.read_text(encoding="utf-8"), str(SPEC), "exec"), names)


def install_program(out: Path) -> None:
    resources = out / "site" / "leadway_desktop" / "resources"
    for name in ("icons/app.svg", "translations/leadway_desktop_es.qm", "translations/x_es.ts"):
        (resources / name).parent.mkdir(parents=True, exist_ok=True)
        (resources / name).touch()


def stand_in_for_pyinstaller(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """Put modules where the recipe imports PyInstaller's; every module of Qt links its library."""
    contents: dict[str, dict[str, Any]] = {
        "PyInstaller": {},
        "PyInstaller.utils": {},
        "PyInstaller.utils.hooks": {"copy_metadata": lambda name: []},
        "PyInstaller.utils.win32": {"versioninfo": SimpleNamespace(**dict.fromkeys(VERSION, note))},
        "PyInstaller.depend": {},
        "PyInstaller.depend.bindepend": {
            "get_imports": lambda path: {(QT[system][0], None)} if "QtGui." in path else set()
        },
    }
    for name, values in contents.items():
        module = ModuleType(name)
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, name, module)


VERSION = (
    "VSVersionInfo",
    "FixedFileInfo",
    "StringFileInfo",
    "StringTable",
    "StringStruct",
    "VarFileInfo",
    "VarStruct",
)


def note(*values: object, **more: object) -> tuple[object, ...]:
    return (*values, *more.values())


def test_each_system_gets_its_programs(made: Builders) -> None:
    told = [(one["name"], one["console"]) for one in made.programs]
    assert told == parts.PROGRAMS[made.system]
    assert any(name == "leadway-desktop" for name, _ in told)


def test_the_keyring_of_the_system_comes_along(made: Builders) -> None:
    (backend,) = made.analysed["hiddenimports"]
    names = {"linux": "SecretService", "win32": "Windows", "darwin": "macOS"}
    assert backend == f"keyring.backends.{names[made.system]}"


def test_what_is_used_is_collected_and_nothing_else(made: Builders) -> None:
    assert {*QT[made.system], MODULE[made.system]} <= set(made.collected)
    assert UNUSED[made.system] not in made.collected
    assert not [name for name in made.collected if name.endswith((".ts", "qt_de.qm"))]


def test_icons_languages_and_licences_come_along(made: Builders) -> None:
    assert "leadway_desktop/resources/icons/app.svg" in made.collected
    assert "leadway_desktop/resources/translations/leadway_desktop_es.qm" in made.collected
    assert "licences/README.txt" in made.collected
    assert any(name.startswith("licences/Python/") for name in made.collected)


def test_every_file_is_there_for_a_reason(made: Builders) -> None:
    assert unexplained(made.collected, made.system) == []


def test_windows_shows_whose_program_it_is(made: Builders) -> None:
    for program in made.programs:
        if made.system != "win32":
            assert program["version"] is None
            continue
        said = str(program["version"])
        assert parts.VERSION in said
        assert parts.PUBLISHER in said
        assert program["icon"].endswith(".ico")


def test_macos_gets_a_bundle_that_takes_files(made: Builders) -> None:
    if made.system != "darwin":
        assert made.bundle == {}
        return
    assert made.bundle["name"] == "Leadway Desktop.app"
    assert made.bundle["icon"].endswith(".icns")
    assert made.bundle["version"] == parts.VERSION
    plist = made.bundle["info_plist"]
    (documents,) = plist["CFBundleDocumentTypes"]
    assert "public.data" in documents["LSItemContentTypes"]
    assert documents["LSHandlerRank"] == "None"  # takes drops, opens nothing by itself
    assert plist["LSMinimumSystemVersion"] == "13.0"
    assert plist["CFBundleVersion"] == plist["CFBundleShortVersionString"] == parts.VERSION
    assert set(plist["CFBundleLocalizations"]) == {"en", "es"}
    (program,) = made.programs
    assert program["entitlements_file"].endswith("entitlements.plist")
    assert program["console"] is False  # or macOS takes it for a program without a window
