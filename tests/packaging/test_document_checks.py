"""READMEs that promise what is not there, and files that name places of one machine, are found."""

from pathlib import Path

import check_docs
import check_places
import pytest

MACHINE = "/" + "work/main"
REGISTRY = "https://pypi." + "org/simple"


@pytest.fixture
def readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(check_docs, "ROOT", tmp_path)
    (tmp_path / "there.png").touch()
    (tmp_path / "there.py").touch()
    return tmp_path / "README.md"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[a](missing.md)", "nothing is at missing.md"),
        ("![a](missing.png)", "nothing is at missing.png"),
        ('<img src="missing.png">', "nothing is at missing.png"),
        ("[a](#nowhere)", "no heading for #nowhere"),
    ],
)
def test_a_broken_link_is_found(readme: Path, text: str, complaint: str) -> None:
    readme.write_text(text, encoding="utf-8")
    assert list(check_docs.broken_links(readme)) == [complaint]


@pytest.mark.parametrize(
    "text",
    [
        "![a](there.png)",
        "[a](https://example.com/x)",
        "# The `main` job\n[a](#the-main-job)",
        "```sh\n[a](missing)\n```",
    ],
)
def test_a_good_link_is_not(readme: Path, text: str) -> None:
    readme.write_text(text, encoding="utf-8")
    assert not list(check_docs.broken_links(readme))


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("python3 there.py --fast  # quickly", False),
        ("$ python3 missing.py", True),
        ("git clone somewhere", False),
        ("leadway-desktop nonsense --conversation ID", True),
    ],
)
def test_a_shown_command_must_run(readme: Path, line: str, broken: bool) -> None:
    readme.write_text(f"```sh\n{line}\n```\n", encoding="utf-8")
    assert bool(list(check_docs.broken_commands(readme))) is broken


@pytest.mark.parametrize(
    ("name", "line", "found"),
    [
        ("a.py", f'PATH = "{MACHINE}/x"', True),
        ("a.md", f"see {Path.home()}/notes", True),
        ("a.py", f'PATH = "home{MACHINE}/x"', False),
        ("locks.txt", f"--index-url {REGISTRY}", True),
        ("a.md", f"packages are at {REGISTRY}", False),
    ],
)
def test_a_place_of_one_machine_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str, found: bool
) -> None:
    monkeypatch.setattr(check_places, "ROOT", tmp_path)
    file = tmp_path / name
    file.write_text(f"first\n{line}\n", encoding="utf-8")
    expected = [f"{name}:2"] if found else []
    assert [place.rpartition(": ")[0] for place in check_places.places(file)] == expected
