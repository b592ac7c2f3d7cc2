"""The signed news of a release, which the program asks for where `update_url` says so.

`python packaging/release_news.py key FILE` makes a signing key and prints the public one.
`python packaging/release_news.py sign --link URL --notes en=TEXT --notes es=TEXT FILE` writes the
news of the version that this checkout is. The key is read from the file that --key names, or from
the variable LEADWAY_UPDATE_KEY. Run it with the Python of `.venv`, after packaging/test.py.
"""

import argparse
import base64
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from nacl.signing import SigningKey

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(1, str(ROOT))

from leadway_desktop import __version__  # noqa: E402
from leadway_desktop.network.update_news import PURPOSE, NewsRefused, open_news  # noqa: E402

KEY_VARIABLE = "LEADWAY_UPDATE_KEY"


def make_key(file: Path) -> str:
    """Write a new signing key, for its owner alone; return the public key as `update_url` has it.

    Raises FileExistsError: a key that is replaced can sign for nobody any more.
    """
    key = SigningKey.generate()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="ascii") as out:
        out.write(_base64(bytes(key)) + "\n")
    return public_part(key)


def read_key(text: str) -> SigningKey:
    """Return the signing key that a text is; raises ValueError."""
    seed = base64.urlsafe_b64decode(text.strip() + "=")
    return SigningKey(seed)


def public_part(key: SigningKey) -> str:
    """Return the public key as it stands after `#` in `update_url`."""
    return _base64(bytes(key.verify_key))


def signed_news(key: SigningKey, version: str, link: str, notes: Mapping[str, str]) -> bytes:
    """Return the file that is published; raises ValueError where the program would refuse it."""
    said = {"version": version, "link": link, "notes": dict(notes)}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    signature = key.sign(PURPOSE + text.encode()).signature
    envelope = {"signed": text, "signature": base64.b64encode(signature).decode("ascii")}
    answer = (json.dumps(envelope, indent=1) + "\n").encode()
    try:
        open_news(answer, bytes(key.verify_key))
    except NewsRefused as error:
        raise ValueError(f"the program would refuse these news: {error}") from None
    return answer


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "key":
            print(f"Public key, for the end of update_url: #{make_key(options.file)}")
            print(f"The signing key is in {options.file}. Whoever has it speaks for the program.")
            return 0
        key = read_key(options.key.read_text("ascii") if options.key else _key_of_variable())
        notes = dict(note.split("=", 1) for note in options.notes)
        options.file.write_bytes(signed_news(key, options.version, options.link, notes))
    except (OSError, ValueError) as error:
        print(f"release_news: {error}", file=sys.stderr)
        return 1
    print(f"{options.file}: news of {options.version}, signed with #{public_part(key)}")
    return 0


def _key_of_variable() -> str:
    key = os.environ.get(KEY_VARIABLE, "")
    if not key.strip():
        raise ValueError(f"no key: say --key FILE, or set {KEY_VARIABLE}")
    return key


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="release_news.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    key = commands.add_parser("key", help="make a signing key")
    sign = commands.add_parser("sign", help="write the news of a release")
    for command in (key, sign):
        command.add_argument("file", type=Path, metavar="FILE")
    sign.add_argument("--key", type=Path, help=f"file of the signing key; else {KEY_VARIABLE}")
    sign.add_argument("--link", required=True, help="the release's page, https")
    sign.add_argument("--version", default=__version__)
    sign.add_argument("--notes", action="append", default=[], type=_note, metavar="LANGUAGE=TEXT")
    return parser


def _note(text: str) -> str:
    if "=" not in text:
        raise argparse.ArgumentTypeError("say LANGUAGE=TEXT")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
