"""What argparse itself says is in the agent's language too."""

from __future__ import annotations

import inspect
import re

import pytest

from leadway_desktop.cli.arguments import parse_arguments
from leadway_desktop.cli.parser_words import WORDS
from tests.ui.conftest import Speak, compiled_translations, speak

__all__ = ["compiled_translations", "speak"]


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        parse_arguments(arguments)
    told = capsys.readouterr()
    return told.out + told.err


@pytest.mark.parametrize(
    ("arguments", "spanish"),
    [
        (["--help"], "opciones:"),
        (["upload", "--help"], "argumentos:"),
        (["resume", "--help"], "mostrar esta ayuda y terminar"),
        (["upload", "--conversation", "x"], "faltan estos argumentos: ARCHIVO"),
        (["upload", "--conversation"], "argumento --conversation: falta su valor"),
        (["uploads", "--remove"], "falta al menos un valor"),
        (["nonsense"], "'nonsense' no es ninguna de las opciones"),
        (["conversations", "--status", "old"], "'old' no es ninguna de las opciones"),
        (["doctor", "extra"], "argumentos desconocidos: extra"),
        (["--bogus"], "argumentos desconocidos: --bogus"),
        (["--practice"], "faltan estos argumentos: COMANDO"),
        (["history", "--csv", "-", "--json"], "argumento --json: no se admite junto con --csv"),
        (["conversations", "--li", "5", "--json=5"], "no admite el valor '5'"),
    ],
)
def test_help_and_refusals_are_in_spanish(
    speak: Speak, capsys: pytest.CaptureFixture[str], arguments: list[str], spanish: str
) -> None:
    speak("es_ES")
    text = said(arguments, capsys)
    assert spanish in text
    assert "uso: leadway-desktop" in text
    for words in WORDS:
        assert words.partition("%")[0] not in text.replace("argumento ", "")


@pytest.mark.parametrize("command", ["", "upload", "uploads", "history", "conversations", "doctor"])
def test_what_stands_for_a_value_is_in_spanish_too(
    speak: Speak, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    speak("es_ES")
    text = said([*command.split(), "--help"], capsys)
    assert not set(re.findall(r"[A-Z]{3,}", text)) & {"FILE", "COMMAND", "TEXT", "CHANNEL"}


def test_english_is_argparse_s_own(speak: Speak, capsys: pytest.CaptureFixture[str]) -> None:
    speak("en_US")
    assert "the following arguments are required: FILE" in said(
        ["upload", "--conversation", "x"], capsys
    )


def test_argparse_knows_each_of_the_words() -> None:
    import argparse

    source = inspect.getsource(argparse)
    assert [words for words in WORDS if words not in source] == []
