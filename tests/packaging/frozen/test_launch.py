"""The start of the frozen program."""

import sys
from types import ModuleType, SimpleNamespace

import pytest
from frozen import launch


@pytest.mark.parametrize(
    ("system", "read_from"), [("linux", "/proc/self/exe"), ("win32", "here.exe")]
)
def test_on_linux_modules_come_from_the_program_that_was_started(
    monkeypatch: pytest.MonkeyPatch, system: str, read_from: str
) -> None:
    importers = ModuleType("pyimod02_importers")
    archive = SimpleNamespace(_filename="here.exe")
    vars(importers)["pyz_archive"] = archive
    monkeypatch.setitem(sys.modules, "pyimod02_importers", importers)
    monkeypatch.setattr(sys, "platform", system)
    launch.read_on_from_this_program()
    assert archive._filename == read_from
