"""What `--fault` takes, for `practice --help`: every step, kind and field, in words."""

from collections.abc import Iterator, Mapping

from leadway_desktop.practice.faults import WORDS

KINDS: Mapping[str, str] = {
    "latency": "waits `seconds` (up to `seconds_max`) before it does anything",
    "bandwidth": "takes the body, and gives the reply, at `bytes_per_s`",
    "reset": "cuts the connection (RST) once `at_byte` bytes of the body came; no work is done",
    "stall": "reads nothing more after `at_byte` bytes for `seconds`, or for ever",
    "status": "answers `status`; after `at_byte` bytes, or the whole body when that is null",
    "rate_limit": "answers 429; `scope` tells burst from day, `seconds` goes into Retry-After",
    "cut_reply": "does the work, then hangs up in the middle of the reply",
    "malformed_reply": "does the work, then answers nonsense of the sort `body`",
    "lost_reply": "does the work, then cuts the connection without a reply",
    "huge_reply": "does the work, then answers `size` bytes",
    "patch": "does the work, then lays `patch` over the reply's JSON object",
    "expired_url": "initiate gives a URL that has run out; put answers that it has",
    "not_in_storage": "complete answers 404 although the file is there",
    "hidden_attachments": "messages come without their attachments, as if those were late",
    "clock_skew": "the account's clock is `seconds` ahead (or behind) until the fault is cleared",
}

FIELDS: Mapping[str, str] = {
    "step": "where: STEPS (* is any)",
    "kind": "what goes wrong: see below",
    "times": "how often it strikes; null: always (default: 1)",
    "skip": "how many requests it lets pass first",
    "probability": "of each strike, 0 to 1",
    "at_byte": "of the request's body, where it strikes",
    "at_byte_max": "each strike draws between at_byte and this",
    "seconds": "how long, see the kinds",
    "seconds_max": "each strike draws between seconds and this",
    "status": "of `status`, 200 to 599 (default: 503)",
    "body": "of the answer: BODIES",
    "bytes_per_s": "of `bandwidth`",
    "size": "bytes of `huge_reply`",
    "scope": "of `rate_limit`: burst or day",
    "after_work": "true: `status` comes after the work was done",
    "patch": "JSON object of `patch`",
    "headers": "JSON object of further headers of the answer",
}


def fault_help() -> str:
    """Return the text, in lines that fit a terminal of 80 columns or a little more."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "fields of a fault (step and kind are needed):"
    for name, meaning in FIELDS.items():
        yield f"  {name:20}{_filled(meaning)}"
    yield ""
    yield "kinds of faults:"
    for name, meaning in KINDS.items():
        yield f"  {name:20}{meaning}"


def _filled(meaning: str) -> str:
    words = {"STEPS": "step", "BODIES": "body"}
    for placeholder, name in words.items():
        meaning = meaning.replace(placeholder, ", ".join(sorted(WORDS[name])))
    return meaning
