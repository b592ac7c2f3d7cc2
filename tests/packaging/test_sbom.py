"""The list of what is in the program: every part, every file, and the same each time."""

import hashlib
from pathlib import Path

import pytest
import sbom
from frozen import parts as frozen_parts
from steps import Failure

INDEX = """\
Leadway Desktop is made of its own code and of the parts below, each under the terms in its folder.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3.
Python 3.11.9: PSF-2.0
PySide6_Essentials 6.11.3: LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only
jaraco.classes 3.4.0: MIT License
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    (folder / "lib").mkdir(parents=True)
    (folder / "leadway-desktop").write_bytes(b"program")
    (folder / "lib" / "a.so").write_bytes(b"library")
    (folder / "lib" / "b.so").symlink_to("a.so")
    return folder


def test_every_part_has_its_name_version_and_terms(app: Path) -> None:
    found = sbom.bom("linux-x86_64", app, INDEX, 0)
    parts = {one["purl"]: one["licenses"] for one in found["components"] if "purl" in one}
    assert parts == {
        "pkg:generic/python@3.11.9": [{"expression": "PSF-2.0"}],
        "pkg:pypi/pyside6-essentials@6.11.3": [
            {"expression": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"}
        ],
        "pkg:pypi/jaraco.classes@3.4.0": [{"license": {"name": "MIT License"}}],
    }
    assert found["dependencies"][0]["dependsOn"] == list(parts)


def test_the_libraries_inside_the_parts_are_named_by_what_they_say(app: Path) -> None:
    for name, content in {
        "libcrypto-3.dll": b"\0OpenSSL 3.0.13 30 Jan 2024\0",
        "libssl-3.dll": b"\0OpenSSL 9.9.9\0",
        "sqlite3.dll": b"@@@3.45.1\0",
        "pyexpat.pyd": b"expat_2.6.0\0",
        "Qt6Core.dll": b"Qt 6.11.3 (x86_64-little_endian-llp64)",
        "Qt6Core5Compat.dll": b"Qt 9.9.9 (x86_64)",
        "_ssl.pyd": b"nothing of the kind",
    }.items():
        (app / "lib" / name).write_bytes(content)
    found = sbom.components_inside(app)
    assert [one["purl"] for one in found] == [
        "pkg:generic/libexpat@2.6.0",
        "pkg:generic/openssl@3.0.13",
        "pkg:generic/qt@6.11.3",
        "pkg:generic/sqlite@3.45.1",
    ]
    assert found[1]["licenses"] == [{"expression": "Apache-2.0"}]
    listed = sbom.bom("windows-x64", app, INDEX, 0)
    assert {one["purl"] for one in found} <= set(listed["dependencies"][0]["dependsOn"])


def test_every_file_is_there_with_its_checksum(app: Path) -> None:
    found = sbom.bom("linux-x86_64", app, INDEX, 0)
    files = {one["name"]: one["hashes"] for one in found["components"] if one["type"] == "file"}
    assert files == {
        name: [{"alg": "SHA-256", "content": hashlib.sha256(content).hexdigest()}]
        for name, content in {"leadway-desktop": b"program", "lib/a.so": b"library"}.items()
    }


def test_it_says_what_it_is_a_list_of(app: Path) -> None:
    found = sbom.bom("windows-x64", app, INDEX, 86_400)
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert found["metadata"]["timestamp"] == "1970-01-02T00:00:00Z"
    assert found["metadata"]["component"]["version"] == frozen_parts.VERSION
    references = [one["bom-ref"] for one in found["components"]]
    assert len(set(references)) == len(references)


def test_the_same_program_gives_the_same_list_and_another_another(app: Path) -> None:
    first = sbom.bom("linux-x86_64", app, INDEX, 0)
    assert sbom.bom("linux-x86_64", app, INDEX, 0) == first
    (app / "leadway-desktop").write_bytes(b"changed")
    assert sbom.bom("linux-x86_64", app, INDEX, 0)["serialNumber"] != first["serialNumber"]


def test_an_index_that_names_nothing_is_a_failure() -> None:
    with pytest.raises(Failure):
        sbom.part_components("Nothing: here\n")
