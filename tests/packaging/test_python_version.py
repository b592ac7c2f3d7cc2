"""An old Python can read what turns it away."""

import ast
import sys
from pathlib import Path

import pytest
import python_version

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.mark.parametrize("name", ["try.py", "test.py", "python_version.py"])
def test_the_first_files_are_readable_to_an_old_python(name: str) -> None:
    ast.parse((PACKAGING / name).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_this_python_will_do() -> None:
    python_version.require("try.py")


@pytest.mark.parametrize(
    ("found", "way_out"), [("python3.12", "python3.12 packaging/try.py"), (None, "Install")]
)
def test_an_old_python_is_shown_a_way_out(
    monkeypatch: pytest.MonkeyPatch, found: str | None, way_out: str
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 6))
    monkeypatch.setattr(python_version, "which", lambda name: name if name == found else None)
    with pytest.raises(SystemExit) as ended:
        python_version.require("try.py")
    assert "needs Python 3.11 or newer; this is 3.9" in str(ended.value)
    assert way_out in str(ended.value)
