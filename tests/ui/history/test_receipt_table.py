"""The table's columns: the same for agents and scripts, whatever the language."""

from collections.abc import Callable

from leadway_desktop.domain.proof import Proof
from leadway_desktop.ui.history.receipt_table import row_of, table_for_agents, table_for_scripts
from tests.ui.history.receipts import LINK, SENT, receipt

Speak = Callable[[str], None]


def test_scripts_find_their_columns_in_every_language(speak: Speak) -> None:
    speak("es_ES")
    table = table_for_scripts()
    assert table.delimiter == ","
    row = dict(zip(table.head, table.row_of(receipt(delivery=SENT)), strict=True))
    assert row["file"] == "factura.pdf"
    assert row["size"] == "1100000"
    assert row["link"] == LINK
    assert row["message"] == "sent"
    assert row["crc32c"] == "1a2b3c4d"
    assert row["proof"] == "crc32c"
    assert (row["initiate_trace"], row["put_trace"]) == ("trace-initiate", "bucket-put")
    steps = [row[head][-2:] for head in ("checked", "initiated", "put", "completed")]
    assert steps == ["00", "01", "02", "03"]
    assert (row["complete_trace"], row["message_trace"]) == ("trace-complete", "trace-message")
    assert len(row["uploaded"]) == len("2026-11-22 12:00:00")


def test_agents_get_heads_in_their_language_and_their_excels_separator(speak: Speak) -> None:
    speak("en_US")
    english = table_for_agents()
    speak("es_ES")
    spanish = table_for_agents()
    assert (english.delimiter, spanish.delimiter) == (",", ";")
    assert len(set(spanish.head)) == len(spanish.head) == len(row_of(receipt()))
    assert {"Archivo", "Enlace", "Contacto"} <= set(spanish.head)
    assert "File" in english.head


def test_agents_are_told_in_their_language_how_message_and_proof_stand(speak: Speak) -> None:
    speak("es_ES")
    table = table_for_agents()
    row = dict(zip(table.head, table.row_of(receipt(delivery=SENT)), strict=True))
    assert (row["Mensaje"], row["Comprobado por"]) == ("Enviado", "CRC-32C")
    unproved = receipt(proof=Proof.NONE)
    row = dict(zip(table.head, table.row_of(unproved), strict=True))
    assert (row["Mensaje"], row["Comprobado por"]) == ("", "Nada")


def test_what_is_not_known_is_an_empty_cell() -> None:
    row = dict(zip(table_for_scripts().head, row_of(receipt(steps=(), checksum=None)), strict=True))
    assert row["message"] == row["sent"] == row["crc32c"] == row["put_trace"] == ""
