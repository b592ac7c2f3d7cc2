from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from leadway_desktop.ui.uploads.row_layout import RowFonts
from leadway_desktop.ui.uploads.row_text import Part, RowFont, fitted, shortened_name, waiting_parts

LONG = "fotos de la fachada norte y del patio interior después de la lluvia.docx"


def test_long_name_keeps_its_extension(qtbot: QtBot) -> None:
    metrics = RowFonts.make().name.metrics
    name = shortened_name(LONG, metrics, 200)
    assert name.endswith(".docx")
    assert "…" in name
    assert metrics.horizontalAdvance(name) <= 200


def test_name_that_fits_is_left_alone(qtbot: QtBot) -> None:
    assert shortened_name("a.jpg", RowFonts.make().name.metrics, 400) == "a.jpg"


def test_odd_extension_does_not_eat_the_name(qtbot: QtBot) -> None:
    name = "informe." + "x" * 200
    assert len(shortened_name(name, RowFonts.make().name.metrics, 150)) < 40


def test_of_a_reason_that_has_no_room_half_is_left_or_nothing(qtbot: QtBot) -> None:
    face = RowFonts.make().facts
    what, end = (
        "The connection is intercepted: a page of the network's.",
        "Tries again in 36\u00a0s.",
    )
    whole = face.metrics.horizontalAdvance(f"{what} {end}") + 10
    left = {
        "".join(part.text for part in face.in_room(waiting_parts(what, end, "text2"), width, 1))
        for width in range(face.metrics.horizontalAdvance(end) + 10, whole)
    }
    assert {end, f"{what} {end}"} <= left
    cut = {text.removesuffix(end) for text in left} - {"", f"{what} "}
    least = face.metrics.horizontalAdvance(what) / 2
    assert cut
    assert all(face.metrics.horizontalAdvance(stump) >= least - 10 for stump in cut)


def picture(face: RowFont, text: str, colour: str) -> QImage:
    """Return the text as it is drawn into a line."""
    image = QImage(200, face.line_pitch, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    direction = Qt.LayoutDirection.LeftToRight
    face.draw(painter, image.rect(), (Part(text),), lambda _: QColor(colour), direction)
    painter.end()
    return image


def test_text_is_drawn_again_as_it_was_and_anew_in_other_colours(qtbot: QtBot) -> None:
    face = RowFonts.make().facts
    first = picture(face, "factura.pdf", "red")
    assert picture(face, "factura.pdf", "red") == first
    blue = picture(face, "factura.pdf", "blue")
    assert blue != first
    assert blue == picture(RowFonts.make().facts, "factura.pdf", "blue")


@given(text=st.text(max_size=300), width=st.integers(60, 600), lines=st.integers(1, 4))
def test_fitted_text_never_takes_more_lines(
    qapp: QApplication, text: str, width: int, lines: int
) -> None:
    facts = RowFonts.make().facts
    text = text.replace("\n", " ").replace("\u2028", " ").replace("\u2029", " ")
    assert facts.line_count(fitted(text, facts.font, width, lines), width) <= lines
