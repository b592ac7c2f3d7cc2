"""Apple's tools, as command lines. No secret is in them: process lists are public.

Identities are names of certificates in a keychain, and notarytool's credentials are a profile that
the keychain keeps.
"""

import os
import plistlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Command = list[str]


@dataclass(frozen=True, slots=True)
class Identities:
    """Who signs; empty: nobody. None of it is secret."""

    application: str = ""
    """"Developer ID Application: …", for the program and the DMG."""
    installer: str = ""
    """"Developer ID Installer: …", for the PKG."""
    notary_profile: str = ""
    """What `notarytool store-credentials` was told to call the credentials."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Identities":
        """Return those that the environment names."""

        def told(name: str) -> str:
            return environment.get(f"LEADWAY_MACOS_{name}", "").strip()

        return cls(told("IDENTITY"), told("INSTALLER_IDENTITY"), told("NOTARY_PROFILE"))


def verify_app(app: Path) -> Command:
    """Fail unless every binary in the program is signed and sealed."""
    return ["codesign", "--verify", "--deep", "--strict", "--verbose=2", str(app)]


def copy(app: Path, target: Path) -> Command:
    """Copy the program with its extended attributes, where some signatures are."""
    return ["ditto", str(app), str(target)]


def zip_app(app: Path, archive: Path) -> Command:
    """Pack the program as notarytool takes it; nobody else gets to see this."""
    return ["ditto", "-c", "-k", "--keepParent", str(app), str(archive)]


def sign_dmg(dmg: Path, identity: str) -> Command:
    """Sign a disk image; a timestamp outlives the certificate, and notarisation asks for it."""
    return ["codesign", "--sign", identity, "--timestamp", "--force", str(dmg)]


def create_dmg(stage: Path, volume: str, dmg: Path) -> Command:
    """Make a compressed image (LZMA, for macOS 10.15 and newer) of a folder.

    Not with -quiet, which keeps from us too what went wrong.
    """
    options = ["-volname", volume, "-fs", "HFS+", "-format", "ULMO", "-ov"]
    return ["hdiutil", "create", "-srcfolder", str(stage), *options, str(dmg)]


def build_component(
    stage: Path, bundles: Path, identifier: str, version: str, package: Path
) -> Command:
    """Make the package inside the PKG; `bundles` is what `component_plist` returns."""
    names = ["--identifier", identifier, "--version", version]
    place = ["--install-location", "/Applications", "--ownership", "recommended"]
    return [
        "pkgbuild", "--root", str(stage), "--component-plist", str(bundles), *names, *place,
        str(package),
    ]  # fmt: skip


def build_product(requirements: Path, component: Path, identity: str, package: Path) -> Command:
    """Make the PKG that is given to others, signed where somebody signs."""
    signing = ["--sign", identity, "--timestamp"] if identity else []
    inside = ["--product", str(requirements), "--package", str(component)]
    return ["productbuild", *inside, *signing, str(package)]


def notarise(file: Path, profile: str) -> Command:
    """Have Apple look at a file, and wait for the answer."""
    return [
        "xcrun", "notarytool", "submit", str(file), "--keychain-profile", profile,
        "--wait", "--timeout", "45m",
    ]  # fmt: skip


def staple(file: Path) -> Command:
    """Put Apple's answer into the file, so that a Mac without a network knows it too."""
    return ["xcrun", "stapler", "staple", str(file)]


def assess(file: Path, kind: str) -> Command:
    """Fail unless Gatekeeper would let a person open the file."""
    context = ["--context", "context:primary-signature"] if kind == "open" else []
    return ["spctl", "--assess", "--type", kind, *context, "--verbose=2", str(file)]


def component_plist(app_name: str) -> bytes:
    """Return how the program is put in place: there, and not where somebody has moved a copy."""
    bundle = {
        "RootRelativeBundlePath": app_name,
        "BundleIsRelocatable": False,
        "BundleIsVersionChecked": True,
        "BundleHasStrictIdentifier": True,
        "BundleOverwriteAction": "upgrade",
    }
    return plistlib.dumps([bundle])


def requirements_plist(system: str, architecture: str) -> bytes:
    """Return which Macs the PKG is for."""
    return plistlib.dumps({"os": [system], "arch": [architecture]})


def from_environment() -> Identities:
    """Return who signs here."""
    return Identities.of(os.environ)
