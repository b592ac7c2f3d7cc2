"""The lists of files that NSIS puts and removes, and what it is told besides."""

import re
from pathlib import Path

import pytest
from windows import nsis
from windows.tree import folders_of
from windows.wine import by_hand


def test_what_is_put_is_what_is_removed(app: Path) -> None:
    put = nsis.put_lines(app, folders_of(app))
    removed = nsis.remove_lines(folders_of(app))
    files = [line for line in put if line.startswith("File ")]
    assert len(files) == sum(line.startswith("Delete ") for line in removed) == 5
    places = {line.partition(" ")[2] for line in put if line.startswith("SetOutPath ")}
    folders = [line.partition(" ")[2] for line in removed if line.startswith("RMDir ")]
    assert set(folders) == places - {'"$INSTDIR"'}


def test_a_folder_is_removed_after_what_is_in_it(app: Path) -> None:
    removed = nsis.remove_lines(folders_of(app))
    inner = removed.index(r'RMDir "$INSTDIR\_internal\PySide6\plugins"')
    assert inner < removed.index(r'RMDir "$INSTDIR\_internal\PySide6"')
    assert not any("/r" in line for line in removed)


def test_names_are_no_variables(app: Path) -> None:
    (line,) = [one for one in nsis.remove_lines(folders_of(app)) if "price" in one]
    assert line == r'Delete "$INSTDIR\_internal\licences\price $$5 $\`half$\`.txt"'


def test_the_script_knows_every_value_that_it_is_given(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADWAY_WINDOWS_PFX", "key.pfx")
    script = nsis.SCRIPT.read_text(encoding="utf-8")
    told = nsis.options(Path("work"), Path("setup.exe"), app)
    names = {match[1] for one in told if (match := re.match(r"-D(\w+)=", one))}
    assert "SIGN" in names
    assert all(f"${{{name}}}" in script for name in names)


def test_every_text_is_in_both_languages() -> None:
    script = nsis.SCRIPT.read_text(encoding="utf-8")
    texts = re.findall(r'^!insertmacro Say (\w+) "(.+?)(?<!\\)" "(.+)"$', script, re.MULTILINE)
    assert len(texts) == len(re.findall(r"^!insertmacro Say ", script, re.MULTILINE))
    assert all(english != spanish for _, english, spanish in texts)
    asked = set(re.findall(r"\$\(([A-Z_0-9]+)\)", script))
    assert asked == {name for name, _, _ in texts}


def test_the_uninstaller_asks_one_question_and_deletes_no_data_unasked() -> None:
    script = nsis.SCRIPT.read_text(encoding="utf-8")
    assert "MUI_UNPAGE_COMPONENTS" not in script
    assert re.search(r'^Section /o "-un\.data" DATA$', script, re.MULTILINE), "chosen by nobody"
    assert script.count("${NSD_CreateCheckBox}") == 1


def test_the_trial_by_hand_checks_the_box_by_its_own_letter() -> None:
    script = nsis.SCRIPT.read_text(encoding="utf-8")
    (label,) = re.findall(r'^!insertmacro Say DATA_TOO "(.+?)" "', script, re.MULTILINE)
    letter = label[label.index("&") + 1].lower()
    assert f"alt+{letter}" == by_hand.ALSO_MY_DATA
