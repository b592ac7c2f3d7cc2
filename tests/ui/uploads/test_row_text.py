from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.uploads.row_layout import RowFonts
from leadway_desktop.ui.uploads.row_text import fitted, line_count, shortened_name

LONG = "fotos de la fachada norte y del patio interior después de la lluvia.docx"


def test_long_name_keeps_its_extension(qtbot: QtBot) -> None:
    font = RowFonts.make().name
    name = shortened_name(LONG, font, 200)
    assert name.endswith(".docx")
    assert "…" in name
    assert QFontMetrics(font).horizontalAdvance(name) <= 200


def test_name_that_fits_is_left_alone(qtbot: QtBot) -> None:
    assert shortened_name("a.jpg", RowFonts.make().name, 400) == "a.jpg"


def test_odd_extension_does_not_eat_the_name(qtbot: QtBot) -> None:
    name = "informe." + "x" * 200
    assert len(shortened_name(name, RowFonts.make().name, 150)) < 40


@given(text=st.text(max_size=300), width=st.integers(60, 600), lines=st.integers(1, 4))
def test_fitted_text_never_takes_more_lines(
    qapp: QApplication, text: str, width: int, lines: int
) -> None:
    font = RowFonts.make().facts
    text = text.replace("\n", " ").replace("\u2028", " ").replace("\u2029", " ")
    assert line_count(fitted(text, font, width, lines), font, width) <= lines
