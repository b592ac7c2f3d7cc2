"""Nothing in a report tells who the customers are, however it is escaped."""

import html
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leadway_desktop.domain.delivery import Delivery
from leadway_desktop.domain.upload import Upload
from leadway_desktop.support.cleaning import FILE, MESSAGE, NAME, Cleaner
from tests.logs.records import SIGNATURE, SIGNED_URL
from tests.storage.uploads import make_upload

HOME = Path("/home/ana")
TITLE, RECIPIENT, CAPTION = "María José Ñúñez", "600 12 34 56", "Aquí tiene su «factura»"
PATH = HOME / "Fotos" / "Juan's cocina.jpg"


def upload_for(title: str) -> Upload:
    upload = make_upload()
    return replace(
        upload,
        target=replace(upload.target, title=title),
        file=replace(upload.file, path=PATH),
        delivery=Delivery(key="key", text=CAPTION, recipient=RECIPIENT),
    )


CLEANER = Cleaner([upload_for(TITLE)], HOME)


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        (TITLE, NAME),
        (RECIPIENT, NAME),
        (CAPTION, MESSAGE),
        (PATH.name, FILE),
        (PATH.stem, FILE),
        (str(PATH), FILE),
    ],
)
@pytest.mark.parametrize(
    "spell",
    [
        lambda name: name,
        lambda name: repr(name)[1:-1],
        lambda name: ascii(name)[1:-1],
        lambda name: json.dumps(name)[1:-1],
        lambda name: json.dumps(f"\n{name}")[3:-1],
        quote,
        html.escape,
    ],
)
def test_what_names_a_customer_is_taken_out(
    name: str, instead: str, spell: Callable[[str], str]
) -> None:
    for pattern in ("before {} after", "n{}n", "{}{}"):
        text = CLEANER.clean(pattern.format(*[spell(name)] * 2))
        assert text == pattern.format(instead, instead)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=3, max_size=40))
def test_any_title_is_taken_out(title: str) -> None:
    title = title.strip()
    assume(len(title) >= 3)
    assume(title not in NAME + FILE)
    assert title not in Cleaner([upload_for(title)], HOME).clean(f"«{title}»")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("from ana.garcia+x@example.com.mx today", "from [email] today"),
        ("called +34 600 123 456.", "called [phone]."),
        ("called +525512345678", "called [phone]"),
        ("called 0034600123456", "called [phone]"),
        ("/home/ana/.cache/leadway-desktop", "~/.cache/leadway-desktop"),
        ("Bearer abcdefgh", "Bearer [redacted]"),
    ],
)
def test_what_looks_like_a_person_or_a_secret_is_taken_out(text: str, cleaned: str) -> None:
    assert CLEANER.clean(text) == cleaned


def test_a_signed_address_loses_its_signature() -> None:
    assert SIGNATURE not in CLEANER.clean(SIGNED_URL)


def test_ordinary_text_stays_as_it_is() -> None:
    ordinary = (
        "2026-11-26T18:16:26.574Z INFO MainThread x: Upload 3f2a (HTTP 503, traceId 7b-11-0042) "
        "1700000000000000000 ns 10485760 B 2026-11-26T18:21:42+00:00 8,4 MB"
    )
    assert CLEANER.clean(ordinary) == ordinary
