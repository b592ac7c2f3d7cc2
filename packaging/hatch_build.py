"""Build hook: compiles the translations, and puts the resources into the package of a wheel."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OF_THE_DOCUMENTS = "readme"


class ResourcesHook(BuildHookInterface[Any]):
    """Runs before the files of a wheel are gathered, also of one that points to the checkout."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each language next to its .ts file; one that is broken ends the build."""
        if self.target_name != "wheel":
            return
        resources = Path(self.root, "resources")
        compile_translations(resources / "translations")
        if version == "standard":  # an editable wheel reads them in the checkout
            for folder in resources.iterdir():
                if folder.name != OF_THE_DOCUMENTS:
                    target = f"leadway_desktop/resources/{folder.name}"
                    build_data["force_include"][str(folder)] = target


def compile_translations(folder: Path) -> None:
    """Make a .qm file of each .ts file, in the place of the older one as a whole.

    A window that runs from the checkout has that one in its memory: written over, it would crash.

    Raises:
        CalledProcessError: lrelease could not read one; it has said why.
    """
    tool = lrelease()
    for source in sorted(folder.glob("*.ts")):
        made = source.with_suffix(".made.qm")
        subprocess.run([tool, "-silent", source, "-qm", made], check=True)
        made.replace(source.with_suffix(".qm"))


def lrelease() -> Path:
    """Return the compiler that PySide6 brings, without loading Qt into the build."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("PySide6 is needed to compile the translations")
    return Path(spec.origin).with_name("lrelease.exe" if sys.platform == "win32" else "lrelease")
