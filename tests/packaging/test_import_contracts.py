"""Each import contract of pyproject.toml breaks when its rule does, also under TYPE_CHECKING."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["domain", "network", "practice", "storage", "transfer", "ui", "workers"]
FILES = [
    "__init__",
    "__main__",
    "app",
    "assembly",
    "cli",
    "logs",
    "resources",
    "support",
    "surroundings",
]
LINT = [
    sys.executable,
    "-P",
    "-c",
    "from importlinter.cli import lint_imports_command as main; main()",
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return an empty house of the same rooms, under the project's contracts."""
    package = tmp_path / "leadway_desktop"
    package.mkdir()
    for name in FILES:
        (package / f"{name}.py").touch()
    for room in ROOMS:
        (package / room).mkdir()
        (package / room / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return package


def lint(house: Path) -> str:
    """Return what import-linter says of the house."""
    command = [*LINT, "--no-cache"]
    result = subprocess.run(command, cwd=house.parent, capture_output=True, text=True)
    return f"status {result.returncode}\n{result.stdout}"


def test_a_house_in_order_passes(house: Path) -> None:
    (house / "app.py").write_text(
        "import PySide6\nimport leadway_desktop.cli\n"
        + "".join(f"import leadway_desktop.{room}\n" for room in ROOMS),
        encoding="utf-8",
    )
    (house / "network/__init__.py").write_text("import httpx\nimport leadway_desktop.domain\n")
    (house / "storage/__init__.py").write_text("import sqlite3, keyring, platformdirs\n")
    assert lint(house).startswith("status 0")


@pytest.mark.parametrize(
    ("file", "imported", "contract"),
    [
        ("ui/__init__", "leadway_desktop.app", "app, cli -> ui"),
        ("domain/__init__", "leadway_desktop.transfer", "app, cli -> ui"),
        ("ui/__init__", "leadway_desktop.assembly", "app, cli -> ui"),
        ("support", "leadway_desktop.cli", "app, cli -> ui"),
        ("surroundings", "leadway_desktop.support", "app, cli -> ui"),
        ("network/__init__", "leadway_desktop.assembly", "import domain alone"),
        ("workers/__init__", "leadway_desktop.network", "only through ports"),
        ("network/__init__", "leadway_desktop.storage", "do not know each other"),
        ("storage/__init__", "leadway_desktop.logs", "import domain alone"),
        ("practice/__init__", "leadway_desktop.domain", "imports nothing of the rest"),
        ("ui/__init__", "leadway_desktop.practice", "by app and cli alone"),
        ("logs", "leadway_desktop.domain", "import nothing of the package"),
        ("transfer/__init__", "PySide6", "Qt stays"),
        ("cli", "httpx", "httpx stays"),
        ("app", "keyring", "stay in storage"),
        ("attic", "", "no room outside the plan"),
    ],
)
def test_a_broken_rule_is_seen(house: Path, file: str, imported: str, contract: str) -> None:
    line = f"import {imported}" if imported else "pass"
    guarded = f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {line}\n"
    (house / f"{file}.py").write_text(guarded, encoding="utf-8")
    said = lint(house)
    assert said.startswith("status 1")
    assert any(contract in row and row.endswith("BROKEN") for row in said.splitlines())
