"""Every error says what happened and what to do, in every language, in plain text."""

import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from leadway_desktop.domain import errors
from leadway_desktop.domain.certificate_flaw import CertificateFlaw
from leadway_desktop.domain.channel import Channel
from leadway_desktop.domain.content_type import Content
from leadway_desktop.domain.errors import LeadwayError
from leadway_desktop.domain.settings import SETTING_NAMES
from leadway_desktop.ui.content_kinds import CONTENT_KINDS
from leadway_desktop.ui.error_sentences import SENTENCES
from leadway_desktop.ui.error_texts import error_fields, error_text
from leadway_desktop.ui.errors_in_short import in_short
from leadway_desktop.ui.settings.setting_words import SETTING_NAMES as NAMED_SETTINGS
from leadway_desktop.ui.settings.setting_words import SETTING_RULES
from tests.domain.error_tree import KINDS, error_kinds
from tests.ui.conftest import Speak

SAMPLES: dict[str, Any] = {
    "size": 8_000_000,
    "limit": 5_242_880,
    "by_name": "image/png",
    "by_content": "application/pdf",
    "wait_seconds": 8.0,
    "flaw": CertificateFlaw.OTHER,
    "is_daily": False,
    "is_sent": False,
    "is_taken": False,
    "expected": 100,
    "stored": 99,
    "name": "base_url",
    "folder": Path("/home/ana/.config"),
    "host": "storage.invalid",
    "other": "foto.jpg",
}


def made(kind: type[LeadwayError], **facts: Any) -> LeadwayError:
    parameters = inspect.signature(kind).parameters
    wanted = {name: SAMPLES[name] for name in parameters if name in SAMPLES}
    if kind is errors.ContentTypeMismatch:
        wanted = {"expected": "image/png", "stored": "image/jpeg"}
    return kind(**{**wanted, **facts})


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_sentences_of_its_own(kind: type[LeadwayError]) -> None:
    assert kind in SENTENCES


def test_who_refuses_without_a_word_is_not_quoted(speak: Speak) -> None:
    silent, saying = errors.RequestRefused(status=403), errors.RequestRefused(detail="No.")
    api = errors.RequestRefused(status=422, is_from_api=True)
    for locale, network in (("en_US", "firewall"), ("es_ES", "cortafuegos")):
        speak(locale)
        assert network in error_text(silent).next_step
        assert network not in error_text(saying).next_step
        assert network not in error_text(api).next_step
        assert error_text(api).what != error_text(saying).what


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_told_in_both_languages(speak: Speak, kind: type[LeadwayError]) -> None:
    speak("en_US")
    english = error_text(made(kind))
    speak("es_ES")
    spanish = error_text(made(kind))
    for said in (english, spanish):
        assert said.what.endswith(".")
        assert said.next_step.endswith(".")
        assert not set("{}") & set(said.what + said.next_step)
        assert "unknown error" not in said.text.lower()
        assert "desconocido" not in said.text.lower()
    assert english.what != spanish.what
    assert english.next_step != spanish.next_step


def test_facts_are_in_the_sentences(speak: Speak) -> None:
    speak("es_ES")
    too_large = error_text(errors.FileTooLarge(size=8_808_038, limit=5_242_880))
    assert "8,4\u00a0MB" in too_large.what
    assert "5\u00a0MB" in too_large.what
    odd = error_text(errors.FileTypeMismatch(by_name="image/png", by_content="application/pdf"))
    assert odd.what == "Se llama .png, pero es un PDF."
    assert odd.next_step == "Cámbiele el nombre para que termine en .pdf y adjúntelo otra vez."
    program = errors.FileTypeMismatch(
        by_name="image/jpeg", by_content="application/x-executable", extension="jpeg"
    )
    assert error_text(program).what == "Se llama .jpeg, pero es un programa."
    assert "." not in error_text(program).next_step.removesuffix(".")
    iphone = errors.FileTypeMismatch(by_name="image/jpeg", by_content="image/heic")
    assert "que termine en .heic" in error_text(iphone).next_step
    waiting = error_text(errors.RateLimited(wait_seconds=8, is_daily=False))
    assert waiting.next_step == "Reintente en 8\u00a0s."


def test_no_advice_is_for_the_mouse_alone() -> None:
    """A terminal prints them too, and there nothing is dropped."""
    said = " ".join(sentence for both in SENTENCES.values() for sentence in both).lower()
    assert not re.findall(r"\b(?:drop|drag|click|button)\w*", said)


def test_the_two_limits_have_two_remedies() -> None:
    day = error_text(errors.RateLimited(wait_seconds=3600, is_daily=True))
    unknown = error_text(errors.RateLimited(wait_seconds=None, is_daily=False))
    assert "tomorrow" in day.next_step
    assert unknown.next_step == "Retry in a minute."


def test_who_answers_without_tls_is_named(speak: Speak) -> None:
    api, storage = errors.NoSecureConnection(), errors.NoSecureConnection(host="bucket.example")
    for locale, settings in (("en_US", "Settings"), ("es_ES", "Ajustes")):
        speak(locale)
        assert settings in error_text(api).next_step
        assert settings not in error_text(storage).text, "its address is none of them"
        assert "bucket.example" in error_text(storage).what
        assert "bucket.example" in error_text(storage).next_step


@pytest.mark.parametrize("flaw", CertificateFlaw)
def test_nobody_is_said_to_intercept_where_a_certificate_has_another_flaw(
    speak: Speak, flaw: CertificateFlaw
) -> None:
    error = errors.CertificateRefused(flaw=flaw, host="bucket.example")
    words = {
        "en_US": {"": "intercepted|on the way", "TIME": "clock", "NAME": "another server"},
        "es_ES": {"": "intercepta", "TIME": "reloj", "NAME": "otro servidor"},
    }
    for locale, told in words.items():
        speak(locale)
        said = error_text(error)
        assert "bucket.example" in said.what
        for text in (said.what, in_short(error)):
            assert bool(re.search(told[""], text)) is (flaw is CertificateFlaw.ISSUER)
            assert (told["TIME"] in text) is (flaw is CertificateFlaw.TIME)
        assert (told["NAME"] in said.what) is (flaw is CertificateFlaw.NAME)
        assert not set("{}") & set(said.what + said.next_step)


def test_whose_clock_to_look_at(speak: Speak) -> None:
    error = errors.CertificateRefused(flaw=CertificateFlaw.TIME, host="api.example")
    for locale, words in (("en_US", "date and time"), ("es_ES", "la fecha y la hora del equipo")):
        speak(locale)
        assert words in error_text(error).next_step


def test_why_a_certificate_is_refused_is_for_support(speak: Speak) -> None:
    speak("es_ES")
    error = errors.CertificateRefused(
        host="api.example", code="26", detail="unsuitable certificate purpose"
    )
    why = "unsuitable certificate purpose\u00a0· 26\u00a0· api.example"
    assert error_text(error).detail == f"Detalle técnico: {why}"
    assert error_fields(error)["detail"] == why
    assert error_text(errors.CertificateRefused()).detail == ""
    assert "certificado de un servidor." in error_text(errors.CertificateRefused()).what


def test_a_server_that_does_not_answer_is_not_the_network_s_fault(speak: Speak) -> None:
    for locale, network in (("en_US", "network"), ("es_ES", "red")):
        speak(locale)
        silent, dead = errors.Stalled(is_taken=True), errors.Stalled()
        assert network in error_text(dead).text.lower().split()
        assert network in in_short(dead).lower().rstrip(".").split()
        for said in (error_text(silent).text, in_short(silent)):
            assert "Leadway" in said
            assert network not in said.lower().split()


def test_a_file_that_has_gone_out_does_not_start_again(speak: Speak) -> None:
    for locale, beginning in (("en_US", "beginning"), ("es_ES", "principio")):
        speak(locale)
        assert beginning in error_text(errors.ConnectionLost()).next_step
        assert beginning not in error_text(errors.ConnectionLost(is_sent=True)).next_step


def test_the_servers_words_and_the_trace_stay_apart_from_ours() -> None:
    words = "<b>no</b> {size} %n"
    said = error_text(errors.RequestRefused(detail=words, trace_id="7f3c", status=422))
    assert said.detail == f"{words}\u00a0· HTTP 422"
    assert said.trace_line == "For support: traceId 7f3c"
    assert words not in said.what + said.next_step
    assert said.text.splitlines()[1:] == [said.detail, said.trace_line]


def test_a_fact_with_braces_stays_as_it_is() -> None:
    odd = errors.ContentTypeMismatch(expected="{stored}", stored="b")
    assert error_text(odd).what == "The file was sent as {stored} and stored as b."
    broken = errors.FileTypeMismatch(by_name="image/png", by_content="{ending}")
    assert "{ending}" in error_text(broken).what


@pytest.mark.parametrize("kind", [errors.PlaceTaken, errors.LinkShared])
def test_the_other_file_is_named_and_cannot_turn_the_sentence_round(
    kind: type[LeadwayError],
) -> None:
    said = error_text(made(kind, other="a\u202e\nb.jpg"))
    assert "another one, \u2068a b.jpg\u2069" in said.what


def test_people_are_never_told_a_content_type() -> None:
    assert set(CONTENT_KINDS) == {content.content_type for content in Content}


def test_a_limit_is_told_where_it_is_known(speak: Speak) -> None:
    for language in ("en_US", "es_ES"):
        speak(language)
        unknown = error_text(errors.FileTooLarge(size=8_808_038, limit=None))
        assert "0\u00a0B" not in unknown.text
        assert "8" in unknown.what
        known = errors.FileTooLarge(size=8_808_038, limit=5_242_880, channel=Channel.SMS)
        assert "SMS" in error_text(known).what
        assert "5\u00a0MB" in error_text(known).what


@pytest.mark.parametrize("kind", list(error_kinds(errors.BucketError)))
def test_every_error_of_the_bucket_tells_its_code(kind: type[errors.BucketError]) -> None:
    assert error_text(kind(code="NoSuchKey", status=404)).detail == "NoSuchKey\u00a0· HTTP 404"


def test_the_buckets_code_is_told_once() -> None:
    assert error_text(errors.BucketRefused(code="BadDigest")).detail == "BadDigest"
    again = errors.BucketRefused(code="BadDigest", detail="BadDigest: no match")
    assert error_text(again).detail == "BadDigest: no match"


def test_every_setting_has_a_name_and_a_rule() -> None:
    assert set(NAMED_SETTINGS) == set(SETTING_NAMES) == set(SETTING_RULES)


@pytest.mark.parametrize("name", SETTING_NAMES)
def test_a_wrong_setting_is_told_in_the_agents_language(speak: Speak, name: str) -> None:
    error = errors.SettingInvalid(name=name, detail="must be right")
    english = error_text(error)
    speak("es_ES")
    spanish = error_text(error)
    assert english.next_step != spanish.next_step
    assert "must be right" not in spanish.text


def test_a_setting_nobody_named_keeps_its_hint() -> None:
    said = error_text(errors.SettingInvalid(name="new_one", detail="must be blue"))
    assert "new_one" in said.what
    assert said.detail == "Technical detail: must be blue"


@pytest.mark.parametrize(
    "error",
    [
        errors.UnexpectedReply(detail="complete's reply has no link for the file"),
        errors.KeyringBroken(detail="InitError"),
        errors.UnexpectedFailure(detail="ZeroDivisionError"),
    ],
)
def test_words_for_support_are_named_so_and_stay_as_they_are_in_json(
    speak: Speak, error: LeadwayError
) -> None:
    speak("es_ES")
    assert error_text(error).detail == f"Detalle técnico: {error.detail}"
    assert error_fields(error)["detail"] == error.detail


def test_a_status_alone_needs_no_such_name() -> None:
    assert error_text(errors.UnexpectedReply(status=307)).detail == "HTTP 307"


def test_no_translator_is_needed_to_say_something() -> None:
    assert QCoreApplication.translate("Errors", "not there") == "not there"
    assert error_text(errors.FileEmpty()).text
