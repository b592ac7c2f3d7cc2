"""Which language is spoken, and that each can be."""

import pytest

from leadway_desktop.domain.settings import LANGUAGES
from leadway_desktop.resources import resources_folder
from leadway_desktop.ui.language import LANGUAGE_NAMES, language_for


def test_every_language_has_a_name_and_its_words() -> None:
    assert set(LANGUAGE_NAMES) == set(LANGUAGES)
    kept = {file.stem for file in (resources_folder() / "translations").glob("*.ts")}
    assert kept == {f"leadway_desktop_{language}" for language in LANGUAGES}


@pytest.mark.parametrize(
    ("preference", "systems", "spoken"),
    [
        ("es", ["en-GB"], "es"),
        ("system", ["es-MX", "en"], "es"),
        ("system", ["pt-BR", "es_ES"], "es"),
        ("system", ["pt-BR"], "en"),
        ("system", [], "en"),
    ],
)
def test_the_first_language_of_the_system_s_that_we_speak(
    preference: str, systems: list[str], spoken: str
) -> None:
    assert language_for(preference, systems) == spoken
