"""What a built wheel carries: the package, its resources, compiled translations, nothing else."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["leadway_desktop", "resources", "packaging", "tests"]
SPANISH = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es"><context><name>Wheel</name>
<message><source>Round</source><translation>Redonda</translation></message>
</context></TS>
"""
ASK_FOR_ROUND = """
from PySide6.QtCore import QCoreApplication, QTranslator
from leadway_desktop.resources import resources_folder
app, translator = QCoreApplication([]), QTranslator()
assert translator.load(str(resources_folder() / "translations" / "wheel_es.qm"))
app.installTranslator(translator)
print(QCoreApplication.translate("Wheel", "Round"))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with one language more, where builds leave no trace."""
    copy = tmp_path_factory.mktemp("project")
    for part in PARTS:
        no_builds = shutil.ignore_patterns("__pycache__", "*.qm")
        shutil.copytree(ROOT / part, copy / part, ignore=no_builds)
    for file in ("pyproject.toml", "README.md", ".gitignore"):
        shutil.copy(ROOT / file, copy)
    (copy / "resources/readme").mkdir(exist_ok=True)
    (copy / "resources/readme/window.png").touch()
    language = copy / "resources/translations/wheel_es.ts"
    language.parent.mkdir(exist_ok=True)
    language.write_text(SPANISH, encoding="utf-8")
    return copy


def build(project: Path, target: str) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", f"out-{target}"]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    (built,) = (project / f"out-{target}").iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(project: Path) -> Path:
    return build(project, "wheel")


def test_a_wheel_carries_modules_resources_and_metadata_and_nothing_else(
    project: Path, wheel: Path
) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    modules = {file.relative_to(project) for file in project.glob("leadway_desktop/**/*.py")}
    resources = [file.relative_to(project) for file in project.glob("resources/**/*.*")]
    carried = {"leadway_desktop" / file for file in resources if file.parts[1] != "readme"}
    assert names == {path.as_posix() for path in modules | carried}
    assert "leadway_desktop/resources/translations/wheel_es.qm" in names


def test_an_installed_wheel_finds_its_translations(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    result = subprocess.run(
        [sys.executable, "-P", "-c", ASK_FOR_ROUND],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == "Redonda"


def test_a_broken_translation_ends_the_build(project: Path) -> None:
    broken = project / "resources/translations/broken_es.ts"
    broken.write_text("<TS><context>", encoding="utf-8")
    try:
        with pytest.raises(subprocess.CalledProcessError):
            build(project, "wheel")
    finally:
        broken.unlink()


def test_a_source_archive_holds_what_a_build_and_a_test_run_need(project: Path) -> None:
    with tarfile.open(build(project, "sdist")) as archive:
        names = archive.getnames()
    top = {name.split("/")[1] for name in names}
    assert top == {*PARTS, "README.md", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert not [name for name in names if name.endswith((".qm", ".pyc"))]
