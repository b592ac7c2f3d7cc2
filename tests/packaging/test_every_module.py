"""Every module can be imported on its own, before there is an application."""

import subprocess
import sys

IMPORT_ALL = """
import importlib, pkgutil
import leadway_desktop

names = [m.name for m in pkgutil.walk_packages(leadway_desktop.__path__, "leadway_desktop.")]
for name in names:
    print(name, flush=True)
    importlib.import_module(name)
print(len(names))
"""


def test_every_module_can_be_imported_without_an_application() -> None:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL], capture_output=True, text=True
    )
    assert result.returncode == 0, f"importing {result.stdout.split()[-1]}: {result.stderr}"
    assert int(result.stdout.split()[-1]) > 50
