"""Lists what is in the frozen program, as CycloneDX 1.6: `python packaging/sbom.py SYSTEM`.

It is read from what was made, not from what was asked for: the parts whose licences the build
gathered, the libraries that came along inside those and say which they are, and each file with its
checksum. The same program gives the same list, byte for byte.
"""

import json
import re
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from frozen import parts
from frozen.freezing import FROZEN
from frozen.licences import INDEX
from frozen.made import digest, files_in
from frozen.source_date import source_date
from steps import Failure, command, say

PART = re.compile(r"(?P<name>\S+) (?P<version>\S+): (?P<terms>.+)")
SPDX_WORD = r"\(?[A-Za-z0-9.+-]+\)?"
EXPRESSION = re.compile(rf"{SPDX_WORD}(?: (?:AND|OR|WITH) {SPDX_WORD})*")
INSIDE = (
    ("openssl", "Apache-2.0", r"libcrypto[-.]", rb"OpenSSL (\d+\.\d+\.\d+)\b"),
    ("sqlite", "blessing", r"sqlite3\.dll|libsqlite3|_sqlite3", rb"(?<![\d.])(3\.\d\d\.\d+)\0"),
    ("libexpat", "MIT", r"pyexpat", rb"expat_(\d+\.\d+\.\d+)"),
    ("qt", "LGPL-3.0-only", r"(?:lib)?Qt6?Core(?:\.dll|\.so.*)?$", rb"Qt (\d+\.\d+\.\d+) \("),
)
"""Libraries in which holes are found and mended: name, terms, how a file is called, version."""
_NAMESPACE = uuid.UUID("1d0c4a52-6c1e-4d53-9a53-6c7c7c6a1a2b")

_Json = dict[str, Any]


def bom(system: str, app: Path, index: str, epoch: int) -> _Json:
    """Return the list: the parts that `index` names, and the files in `app`.

    `epoch`: seconds since 1970, the date that the build goes by.
    """
    components = [*part_components(index), *components_inside(app), *file_components(app)]
    own = f"pkg:generic/{parts.COMMAND}@{parts.VERSION}?os={system}"
    content = json.dumps([own, components])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(_NAMESPACE, content).urn,
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": parts.NAME,
                "version": parts.VERSION,
                "publisher": parts.PUBLISHER,
                "purl": own,
            },
        },
        "components": components,
        "dependencies": [
            {"ref": own, "dependsOn": [one["bom-ref"] for one in components if "purl" in one]}
        ],
    }


def part_components(index: str) -> list[_Json]:
    """Return the parts that an index of licences names; raises Failure where it names none."""
    found = [match for line in index.splitlines() if (match := PART.fullmatch(line))]
    if not found:
        raise Failure("The program's index of licences names no part: is it another build's?")
    return [_part(match["name"], match["version"], match["terms"]) for match in found]


def components_inside(app: Path) -> list[_Json]:
    """Return the libraries that came with Python and with Qt, by what their files say."""
    found = {
        (name, match[1].decode(), terms)
        for name, terms, begin, version in INSIDE
        for file in files_in(app)
        if re.match(begin, file.name) and (match := re.search(version, file.read_bytes()))
    }
    return [_part(name, version, terms, "generic") for name, version, terms in sorted(found)]


def file_components(app: Path) -> list[_Json]:
    """Return each file of the program, with its checksum."""
    return [
        {
            "type": "file",
            "bom-ref": f"file:{name}",
            "name": name,
            "hashes": [{"alg": "SHA-256", "content": digest(file)}],
        }
        for file in files_in(app)
        for name in [file.relative_to(app).as_posix()]
    ]


def _part(name: str, version: str, terms: str, kind: str = "pypi") -> _Json:
    kind = "generic" if name.lower() in {"python", "cpython"} else kind
    purl = f"pkg:{kind}/{name.lower().replace('_', '-')}@{version}"
    is_expression = EXPRESSION.fullmatch(terms) is not None
    licence: _Json = {"expression": terms} if is_expression else {"license": {"name": terms}}
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [licence],
        "purl": purl,
    }


@command
def main() -> int:
    """Write the list beside the installers."""
    if len(sys.argv) != 2:
        raise Failure("Say for which system: python packaging/sbom.py linux-x86_64")
    index = parts.LICENCES / INDEX
    if not index.is_file() or not FROZEN.is_dir():
        raise Failure("Nothing is built here. Run python packaging/build.py first.")
    found = bom(sys.argv[1], FROZEN, index.read_text(encoding="utf-8"), source_date())
    parts.DIST.mkdir(exist_ok=True)
    target = parts.DIST / f"{parts.COMMAND}-{parts.VERSION}-{sys.argv[1]}.cdx.json"
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    target.write_text(text, encoding="utf-8", newline="\n")
    say(f"{target.name}: {len(found['components'])} parts and files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
