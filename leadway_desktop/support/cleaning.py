"""Takes out of the report what support must not see: secrets, and who the customers are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from leadway_desktop.domain.upload import Upload
from leadway_desktop.logs import redact, spellings

_SHORTEST_NAME = 3
"""Characters; a shorter name would make holes in every other word."""
# Bounded, so that a long line without a blank takes no quadratic time.
_EMAIL = re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(r"(?<![\w:-])(?:\+|00)\d[\d ().-]{6,20}\d")
"""With its country's number: others cannot be told from sizes and times."""

NAME, FILE, MESSAGE, EMAIL, PHONE = "[name]", "[file]", "[message]", "[email]", "[phone]"


class Cleaner:
    """Knows the names of one journal; replaces them, however they are escaped."""

    def __init__(self, uploads: Iterable[Upload], home: Path) -> None:
        # By how they begin: one pass over the text, however many names there are.
        self._by_beginning: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._add(str(home), "~")
        for upload in uploads:
            self._add_upload(upload)

    def clean(self, text: str) -> str:
        """Return the text without secrets and without what tells who the customers are."""
        text = redact(self._without_names(redact(text)))
        return _PHONE.sub(PHONE, _EMAIL.sub(EMAIL, text))

    def _add_upload(self, upload: Upload) -> None:
        self._add(upload.target.title, NAME)
        for path in filter(None, (upload.file.path, upload.file.origin)):
            for name in (str(path), path.name, path.stem):
                self._add(name, FILE)
        if upload.stored is not None:
            self._add(upload.stored.file_name, FILE)
        if upload.delivery is not None:
            self._add(upload.delivery.recipient, NAME)
            self._add(upload.delivery.text, MESSAGE)

    def _add(self, name: str, instead: str) -> None:
        name = name.strip()
        if len(name) >= _SHORTEST_NAME:
            for spelling in spellings(name):
                self._by_beginning[spelling[:_SHORTEST_NAME]][spelling] = instead

    def _without_names(self, text: str) -> str:
        parts, done = [], 0
        for start in range(len(text)):
            known = self._by_beginning.get(text[start : start + _SHORTEST_NAME])
            if known is None or start < done:
                continue
            there = [name for name in known if text.startswith(name, start)]
            if there:
                longest = max(there, key=len)
                parts += [text[done:start], known[longest]]
                done = start + len(longest)
        return "".join([*parts, text[done:]])
