"""No secret survives in any log, however it got there."""

import html
import json
import logging
import os
import stat
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from leadway_desktop import logs
from leadway_desktop.logs import (
    LogFile,
    RedactingFormatter,
    forget_in_logs,
    install_exception_hooks,
    redact,
    start_logging,
)

VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E)
TOKENS = st.text(VISIBLE, min_size=8, max_size=80)
WEB_SAFE = st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x7E), min_size=8)
SIGNATURE = "3045022100f9a8b7c6d5e4f3a2b1c0"
SIGNED_URL = (
    "https://storage.example.com/bucket/media/foto.jpg?X-Goog-Algorithm=GOOG4-HMAC-SHA256"
    f"&X-Goog-Credential=GOOG1EABC%2F20261122&X-Goog-Signature={SIGNATURE}"
)


@pytest.fixture(autouse=True)
def no_registered_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_secrets", logs._Secrets())


def register_only(*secrets: str) -> None:
    logs._secrets = logs._Secrets()
    for secret in secrets:
        forget_in_logs(secret)


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[LogFile]:
    root = logging.getLogger()
    level = root.level
    handler = start_logging(tmp_path)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def text_of(handler: LogFile) -> str:
    return Path(handler.baseFilename).read_text(encoding="utf-8")


def formatted(message: str, *args: object, error: BaseException | None = None) -> str:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("test", logging.INFO, "file.py", 1, message, args, trace)
    return RedactingFormatter().format(record)


def throw(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        throw(error, cause)
    except Exception as caught:
        return caught
    raise AssertionError


# Every way in which a registered secret may stand in a record.
SPELLINGS: list[Callable[[str], str]] = [
    lambda secret: formatted(secret.replace("%", "%%")),
    lambda secret: formatted("%s", secret),
    lambda secret: formatted("%r", secret),
    lambda secret: formatted("%a", secret),
    lambda secret: formatted("%s", [secret, {"x": (secret, secret.encode())}]),
    lambda secret: formatted("%s", json.dumps({"token": secret, 'a"b': "'"})),
    lambda secret: formatted("%r", f"both ' and \" in {secret}"),
    lambda secret: formatted("%s", quote(secret)),
    lambda secret: formatted("%s", quote(secret, safe="")),
    lambda secret: formatted("%s", urlencode({"token": secret})),
    lambda secret: formatted("%s", html.escape(secret)),
    lambda secret: formatted("%s", "word" + secret + "word"),
    lambda secret: formatted("%s and %s", secret, secret),
    lambda secret: formatted("oh", error=raised(ValueError(secret))),
    lambda secret: formatted("oh", error=raised(KeyError(secret))),
    lambda secret: formatted("oh", error=raised(RuntimeError({"Authorization": secret}))),
]


@pytest.mark.parametrize("spell", SPELLINGS, ids=range(len(SPELLINGS)))
@given(secret=TOKENS)
def test_a_registered_secret_survives_in_no_spelling(
    spell: Callable[[str], str], secret: str
) -> None:
    assume(secret not in spell("x" * 30) + logs.REDACTED)
    register_only(secret)
    text = spell(secret)
    for escaped in {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}:
        assert escaped not in text


@given(secrets=st.lists(TOKENS, min_size=2, max_size=5))
def test_secrets_inside_each_other_all_go(secrets: list[str]) -> None:
    assume(not any(secret in logs.REDACTED for secret in secrets))
    register_only(*secrets, secrets[0] + secrets[1])
    text = redact(f"{secrets[0]}{secrets[1]} {' '.join(secrets)}")
    for secret in secrets:
        assert secret not in text


@given(token=WEB_SAFE)
@pytest.mark.parametrize(
    "pattern",
    [
        "Authorization: Bearer {}",
        "authorization: bearer {}",
        "Authorization: Basic {}",
        "Authorization: {}",
        "Proxy-Authorization: Basic {}",
        "{{'Authorization': 'Bearer {}'}}",
        '{{"authorization": "Bearer {}", "Accept": "x"}}',
        "[(b'Authorization', b'Bearer {}')]",
        "Headers({{'authorization': '{}'}})",
        r"'GET / HTTP/1.1\r\nAuthorization: Bearer {}\r\nAccept: */*'",
        "curl -H 'Authorization: Bearer {}'",
        "the header was Bearer {}",
        "Bearer%20{}",
        "token pit-{}",
        r"'\npit-{}-0000'",
        "jwt eyJ{0}.{0}.{0}",
        "eyJhbGciOiJIUzI1NiJ9.{0}",
        "https://user:{}@proxy.example:3128/",
        "http://{}@proxy.example",
        "https://host/path?{}",
        "https://host/path?token={}#fragment",
        "PUT /bucket/object?X-Goog-Date=1&X-Goog-Signature={} HTTP/1.1",
        "GET https://host/path?a=1&b={}",
        r"https:\/\/host\/path?a=1\u0026Signature={}",
        "X-Goog-Signature={}",
        "x-goog-signature%3D{}",
        "X-Goog-Signature%253D{}",
        "X-Goog-Credential: {}",
        "X-Amz-Signature={}",
        "X-Amz-Security-Token={}",
        "{{'X-Amz-Credential': '{}'}}",
        "Signature={}",
        '{{"Signature": "{}"}}',
        "Policy={}",
        "GoogleAccessId={}&Expires=1&Signature={}",
    ],
)
def test_what_looks_like_a_secret_is_hidden(pattern: str, token: str) -> None:
    assume(token not in pattern)
    text = formatted("%s", pattern.replace("{}", token).format(token))
    assert token not in text
    assert logs.REDACTED in text


def test_the_signed_url_leaves_its_host_and_path_to_read() -> None:
    text = formatted("PUT to %s failed", SIGNED_URL)
    assert "https://storage.example.com/bucket/media/foto.jpg?[redacted] failed" in text


def test_ordinary_text_stays_as_it_is() -> None:
    ordinary = "Upload 3f2a failed: ServerFault (HTTP 503, traceId 7b-11) in 3 s; 100 % of 8,4 MB"
    assert redact(ordinary) == ordinary
    assert redact(redact(f"Bearer abc, {SIGNED_URL}")) == redact(f"Bearer abc, {SIGNED_URL}")


def test_a_value_too_short_to_tell_from_text_is_left() -> None:
    forget_in_logs("a")
    forget_in_logs("")
    assert redact("a banana") == "a banana"


def test_chains_of_exceptions_are_redacted_to_their_end() -> None:
    error = raised(RuntimeError("Authorization: Bearer abcdefgh"), raised(OSError(SIGNED_URL)))
    text = formatted("it failed", error=error)
    assert SIGNATURE not in text
    assert "abcdefgh" not in text
    assert "OSError" in text


def test_the_file_holds_the_records_and_is_the_owners_alone(log_file: LogFile) -> None:
    logging.getLogger("leadway_desktop.x").info("Bearer abcdefgh \ud800 ñ")
    text = text_of(log_file)
    assert "INFO MainThread leadway_desktop.x: Bearer [redacted] \\ud800 ñ" in text
    assert text.partition(" ")[0].endswith("Z")
    if os.name == "posix":
        assert stat.S_IMODE(os.stat(log_file.baseFilename).st_mode) == 0o600


def test_the_file_rotates_and_every_part_is_the_owners_alone(
    log_file: LogFile, tmp_path: Path
) -> None:
    log_file.maxBytes = 2000
    for number in range(200):
        logging.getLogger("leadway_desktop").info("record %d", number)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 1 + logs.OLDER_FILES
    assert all(file.stat().st_size <= 2000 for file in files)
    assert "record 199" in text_of(log_file)
    if os.name == "posix":
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_where_the_file_cannot_be_rotated_it_goes_on(
    log_file: LogFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("another process has it open")

    log_file.maxBytes = 500
    monkeypatch.setattr(os, "rename", refuse)
    for number in range(50):
        logging.getLogger("leadway_desktop").info("record %d", number)
    monkeypatch.undo()
    assert text_of(log_file).count("record ") == 50


@pytest.mark.parametrize("name", ["httpx", "httpcore", "httpcore.http11", "httpx.anything"])
def test_http_libraries_are_never_heard_below_warning(log_file: LogFile, name: str) -> None:
    chatter = logging.getLogger(name)
    assert chatter.getEffectiveLevel() >= logging.WARNING
    chatter.setLevel(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    chatter.info("PUT %s", "loud")
    chatter.setLevel(logging.NOTSET)
    assert "loud" not in text_of(log_file)


def test_a_record_that_cannot_be_written_tells_no_argument(
    log_file: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    log_file.handle(
        logging.LogRecord("x", logging.INFO, "x.py", 1, "%d", ("the-secret-argument",), None)
    )
    told = capsys.readouterr().err
    assert "TypeError" in told
    assert "the-secret-argument" not in told + text_of(log_file)


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch, log_file: LogFile) -> LogFile:
    for module, name in (
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
    ):
        monkeypatch.setattr(module, name, getattr(module, name))
    install_exception_hooks()
    return log_file


@pytest.mark.allow_logs("Nobody caught this")
def test_what_nobody_caught_is_logged_and_told_without_secrets(
    hooks: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    error = raised(RuntimeError(SIGNED_URL))
    sys.excepthook(type(error), error, error.__traceback__)
    for text in (text_of(hooks), capsys.readouterr().err):
        assert "RuntimeError" in text
        assert SIGNATURE not in text
    assert "CRITICAL" in text_of(hooks)


@pytest.mark.allow_logs("Nobody caught this")
def test_what_nobody_caught_in_a_thread_is_logged_with_its_name(
    hooks: LogFile, capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        raise RuntimeError("Bearer abcdefgh")

    thread = threading.Thread(target=work, name="uploader")
    thread.start()
    thread.join()
    text = text_of(hooks)
    assert "CRITICAL uploader" in text
    assert "abcdefgh" not in text + capsys.readouterr().err


@pytest.mark.allow_logs("Ignored in function")
def test_what_python_ignores_is_logged_without_the_objects_repr(hooks: LogFile) -> None:
    class Noisy:
        def __del__(self) -> None:
            raise RuntimeError("Bearer abcdefgh")

    noisy = Noisy()
    del noisy
    text = text_of(hooks)
    assert "Ignored in function" in text
    assert "RuntimeError" in text
    assert "abcdefgh" not in text


def test_ctrl_c_is_no_failure(hooks: LogFile, capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert text_of(hooks) == ""
    assert capsys.readouterr().err == ""


@pytest.mark.allow_logs("Nobody caught this")
def test_a_program_without_standard_error_logs_all_the_same(
    hooks: LogFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    sys.excepthook(RuntimeError, RuntimeError("no window to say it in"), None)
    assert "no window to say it in" in text_of(hooks)


def test_tracebacks_are_those_of_python() -> None:
    error = raised(ValueError("plain"))
    assert "".join(traceback.format_exception(error)).strip() in formatted("oh", error=error)
