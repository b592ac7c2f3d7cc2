"""What a Mac would be told: Apple's tools are stood in for by a program that notes its words."""

import os
import plistlib
import sys
from pathlib import Path

import pytest
from frozen import parts
from macos import installers
from macos.apple_tools import Identities
from steps import Failure

TOOLS = ("codesign", "ditto", "hdiutil", "pkgbuild", "productbuild", "spctl", "xcrun")
STAND_IN = """#!{python}
import os, shutil, sys
words = [os.path.basename(sys.argv[0]), *sys.argv[1:]]
with open({log!r}, "a") as log:
    log.write("\\x1f".join(words) + "\\n")
if words[0] == "hdiutil" and open({log!r}).read().count("hdiutil\\x1f") <= {busy}:
    sys.exit("hdiutil: create failed - Resource busy")
if words[0] in ("hdiutil", "pkgbuild", "productbuild"):
    open(words[-1], "w").close()
if words[0] == "ditto" and "-c" not in words:
    shutil.copytree(words[1], words[2], symlinks=True)
sys.exit(1 if {failing!r} in words else 0)
"""


class Mac:
    """Stands in for Apple's tools, and knows what they were told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._log = folder / "log"
        self.app = folder / "Leadway Desktop.app"
        (self.app / "Contents" / "MacOS").mkdir(parents=True)
        (self.app / "Contents" / "MacOS" / "leadway-desktop").write_text("binary")
        (self.app / "Contents" / "Resources").symlink_to("MacOS")
        self.dist = folder / "dist"
        self.dist.mkdir()
        monkeypatch.setattr(parts, "DIST", self.dist)
        monkeypatch.setattr(parts, "OUT", folder / "build")
        self.have_tools()

    def have_tools(self, failing: str = "nothing", busy: int = 0) -> None:
        """Stand in for the tools: one word fails, and so often the disk image is busy."""
        tools = self._folder / "bin"
        tools.mkdir(exist_ok=True)
        text = STAND_IN.format(
            python=sys.executable, log=str(self._log), failing=failing, busy=busy
        )
        for name in TOOLS:
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        self._monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")

    def sign_as(self, **identities: str) -> None:
        for name, value in identities.items():
            self._monkeypatch.setenv(f"LEADWAY_MACOS_{name.upper()}", value)

    @property
    def told(self) -> list[list[str]]:
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [line.split("\x1f") for line in lines]

    @property
    def tools_used(self) -> list[str]:
        return [" ".join(words[: 3 if words[0] == "xcrun" else 1]) for words in self.told]


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mac:
    if os.name != "posix":
        pytest.skip("the stand-ins are scripts with an interpreter's line")
    for name in list(os.environ):
        if name.startswith("LEADWAY_MACOS_"):
            monkeypatch.delenv(name)
    return Mac(tmp_path, monkeypatch)


def test_without_identities_both_are_made_and_called_unsigned(mac: Mac) -> None:
    made = installers.make_installers(mac.app)
    assert [one.path.suffix for one in made] == [".dmg", ".pkg"]
    assert [one.signing for one in made] == ["unsigned", "unsigned"]
    assert all(one.path.exists() for one in made)
    assert mac.tools_used == ["ditto", "hdiutil", "ditto", "pkgbuild", "productbuild"]


def test_signed_and_notarised_in_the_order_that_apple_wants(mac: Mac) -> None:
    mac.sign_as(identity="Dev App", installer_identity="Dev Inst", notary_profile="house")
    made = installers.make_installers(mac.app)
    assert [one.signing for one in made] == [
        "signed by Dev App, notarised",
        "signed by Dev Inst, notarised",
    ]
    submitted = ["xcrun notarytool submit", "xcrun stapler staple", "spctl"]
    assert mac.tools_used == [
        *["codesign", "ditto", *submitted],
        *["ditto", "hdiutil", "codesign", *submitted],
        *["ditto", "pkgbuild", "productbuild", *submitted],
    ]
    assert mac.told[0][1] == "--verify"
    assert mac.told[7][1:4] == ["--sign", "Dev App", "--timestamp"]


def test_the_program_carries_apple_s_answer_before_it_is_packed(mac: Mac) -> None:
    mac.sign_as(identity="Dev App", notary_profile="house")
    installers.make_installers(mac.app)
    stapled = [words[-1] for words in mac.told if "stapler" in words]
    assert stapled == [str(mac.app), str(next(mac.dist.glob("*.dmg")))]
    staple = next(number for number, words in enumerate(mac.told) if "stapler" in words)
    copied = [
        number for number, words in enumerate(mac.told) if words[:2] == ["ditto", str(mac.app)]
    ]
    assert len(copied) == 2
    assert staple < min(copied)


def test_without_credentials_for_notarisation_it_says_so(mac: Mac) -> None:
    mac.sign_as(identity="Dev App", installer_identity="Dev Inst")
    signings = [one.signing for one in installers.make_installers(mac.app)]
    assert signings == ["signed by Dev App, not notarised", "signed by Dev Inst, not notarised"]


@pytest.mark.parametrize("failing", ["--verify", "submit", "staple", "--assess"])
def test_what_apple_refuses_ends_the_build(mac: Mac, failing: str) -> None:
    mac.have_tools(failing)
    mac.sign_as(identity="Dev App", installer_identity="Dev Inst", notary_profile="house")
    with pytest.raises(Failure):
        installers.make_installers(mac.app)
    assert failing in mac.told[-1]


@pytest.mark.parametrize("busy", [1, installers._IMAGE_TRIES - 1])
def test_an_image_that_the_system_is_looking_at_is_made_again(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, busy: int
) -> None:
    monkeypatch.setattr(installers, "_PAUSE", 0.0)
    mac.have_tools(busy=busy)
    dmg, _ = installers.make_installers(mac.app)
    assert dmg.path.exists()
    assert mac.tools_used.count("hdiutil") == busy + 1
    (told, *_) = (words for words in mac.told if words[0] == "hdiutil")
    assert "-quiet" not in told, "it would not say that it is busy"


def test_an_image_that_stays_busy_or_fails_otherwise_ends_the_build(
    mac: Mac, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installers, "_PAUSE", 0.0)
    mac.have_tools(busy=99)
    with pytest.raises(Failure, match="Resource busy"):
        installers.make_installers(mac.app)
    assert mac.tools_used.count("hdiutil") == installers._IMAGE_TRIES
    mac.have_tools(failing="hdiutil")
    with pytest.raises(Failure):
        installers.make_installers(mac.app)
    assert mac.tools_used.count("hdiutil") == installers._IMAGE_TRIES + 1


def test_the_image_holds_the_program_and_where_to_drag_it(mac: Mac) -> None:
    installers.make_installers(mac.app)
    stage = parts.OUT / "macos" / "dmg"
    assert os.readlink(stage / "Applications") == "/Applications"
    copied = stage / mac.app.name / "Contents"
    assert (copied / "MacOS" / "leadway-desktop").read_text() == "binary"
    assert (copied / "Resources").is_symlink()


def test_the_package_goes_to_one_place_on_macs_that_can_run_it(mac: Mac) -> None:
    installers.make_installers(mac.app)
    work = parts.OUT / "macos"
    (bundle,) = plistlib.loads((work / "bundles.plist").read_bytes())
    assert bundle["RootRelativeBundlePath"] == "Leadway Desktop.app"
    assert bundle["BundleIsRelocatable"] is False
    assert (work / "pkg" / bundle["RootRelativeBundlePath"]).is_dir()
    requirements = plistlib.loads((work / "requirements.plist").read_bytes())
    assert requirements["os"] == ["13.0"]
    pkgbuild = next(words for words in mac.told if words[0] == "pkgbuild")
    at = pkgbuild.index("--install-location")
    assert pkgbuild[at + 1] == "/Applications"
    assert parts.BUNDLE_ID in pkgbuild


def test_where_apple_s_tools_are_not_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installers.make_installers(tmp_path) == []
    assert "hdiutil" in capsys.readouterr().out


def test_identities_come_from_the_environment_alone() -> None:
    environment = {"LEADWAY_MACOS_IDENTITY": " Dev App ", "LEADWAY_MACOS_NOTARY_PROFILE": "house"}
    assert Identities.of(environment) == Identities("Dev App", "", "house")
    assert Identities.of({}) == Identities()


def test_the_entitlements_are_those_that_are_needed_and_no_more() -> None:
    allowed = plistlib.loads(parts.ENTITLEMENTS.read_bytes())
    assert allowed == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }
    assert b"<!--" not in parts.ENTITLEMENTS.read_bytes()  # codesign's reader may stop at one


def test_no_tool_gets_a_secret(mac: Mac) -> None:
    mac.sign_as(identity="A", installer_identity="B", notary_profile="house")
    installers.make_installers(mac.app)
    for words in mac.told:
        assert not {"--password", "--key", "--apple-id"} & set(words)
