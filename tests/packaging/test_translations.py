"""The translation check complains about each way in which a language can fall behind."""

from pathlib import Path

import pytest
from hatch_build import compile_translations
from translations import Message, complaints, hidden, read, update

EMPTY = '<?xml version="1.0"?><!DOCTYPE TS><TS version="2.1" language="es"></TS>'


def message(source: str, *forms: str, state: str = "", context: str = "Window") -> Message:
    return Message(context, source, state, forms, plural=len(forms) > 1)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        (message("Close", "Cerrar", state="vanished"), "not in the code"),
        (message("Close", "Cerrar", state="unfinished"), "not translated"),
        (message("Close", " "), "not translated"),
        (message("%n files", "un archivo", ""), "not translated"),
        (message("Up to {limit}", "Hasta {límite}"), "other placeholders"),
        (message("%1 of %2", "%1 de %1"), "other placeholders"),
        (message("<b>Now</b>", "<b>Ahora"), "other placeholders"),
        (message("%n files", "%n archivo", "archivos"), "other placeholders"),
        (message("%n of {all}", "uno", "%n de {all}"), "other placeholders"),
        (message("Close", "Cerrar", context=""), "no class or context"),
        (message("%n files", "%n archivos"), "plurals in tr()"),
    ],
)
def test_complaint(said: Message, complaint: str) -> None:
    assert [complaint in found for found in said.complaints()].count(True) == 1


@pytest.mark.parametrize(
    "said",
    [
        message("Close", "Cerrar"),
        message("{done} of {all}", "De {all}, {done}"),
        message("%n of {all}", "uno de {all}", "%n de {all}"),
        message("Saved 100%.", "Guardado al 100 %."),
    ],
)
def test_no_complaint(said: Message) -> None:
    assert not list(said.complaints())


def test_strings_of_the_code_that_a_file_lacks_are_named(tmp_path: Path) -> None:
    file = tmp_path / "leadway_desktop_es.ts"
    file.write_text(EMPTY, encoding="utf-8")
    assert any("'yesterday' is not translated" in found for found in complaints(file))
    assert file.read_text(encoding="utf-8") == EMPTY


def test_strings_that_left_the_code_are_named(tmp_path: Path) -> None:
    file = tmp_path / "leadway_desktop_es.ts"
    gone = (
        "<context><name>Gone</name><message><source>Bye</source>"
        "<translation>Adiós</translation></message></context></TS>"
    )
    file.write_text(EMPTY.replace("</TS>", gone), encoding="utf-8")
    assert any("'Bye' is not in the code" in complaint for complaint in complaints(file))


@pytest.mark.parametrize("call", ["translate('Window', 'Close')", "self.tr('Close')"])
def test_strings_that_lupdate_does_not_see_are_named(call: str, tmp_path: Path) -> None:
    code = tmp_path / "window.py"
    code.write_text(f'print({call}, f"{{now}}")\n', encoding="utf-8")
    assert not list(hidden(code))
    code.write_text(f'print(f"{{now}}: {{{call}}}")\n', encoding="utf-8")
    (complaint,) = hidden(code)
    assert "'Close'" in complaint


def test_english_lists_plurals_alone(tmp_path: Path) -> None:
    file = tmp_path / "leadway_desktop_en.ts"
    file.write_text(EMPTY.replace('"es"', '"en"'), encoding="utf-8")
    update(file)
    messages = read(file)
    assert messages
    assert all(said.plural for said in messages)


def test_a_translation_that_a_window_has_open_is_not_written_over(tmp_path: Path) -> None:
    tmp_path.joinpath("some_es.ts").write_text(EMPTY)
    files = set()
    for _ in range(2):
        compile_translations(tmp_path)
        files.add(tmp_path.joinpath("some_es.qm").stat().st_ino)
    assert len(files) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["some_es.qm", "some_es.ts"]
