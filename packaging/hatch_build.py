"""Build hook: compiles resources/translations/*.ts to .qm next to them, for wheel and checkout."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationsHook(BuildHookInterface[Any]):
    """Runs Qt's lrelease before the files of a wheel, also an editable one, are gathered."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each language; a .ts file that lrelease cannot read ends the build."""
        if self.target_name != "wheel":
            return
        tool = lrelease()
        for source in sorted(Path(self.root, "resources", "translations").glob("*.ts")):
            target = source.with_suffix(".qm")
            subprocess.run([tool, "-silent", source, "-qm", target], check=True)


def lrelease() -> Path:
    """Return the compiler that PySide6 brings, without loading Qt into the build."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("PySide6 is needed to compile the translations")
    return Path(spec.origin).with_name("lrelease.exe" if sys.platform == "win32" else "lrelease")
