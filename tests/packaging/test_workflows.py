"""The workflows: what they run is there, what they use is pinned, and nobody else's words run."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import check_tag
import pytest
import yaml

from leadway_desktop import __version__

ROOT = Path(__file__).resolve().parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
README = (ROOT / "packaging" / "README.md").read_text(encoding="utf-8")
PINS = {
    "actions/checkout": ("de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2"),
    "actions/setup-python": ("e797f83bcb11b83ae66e0230d6156d7c80228e7c", "v6.0.0"),
    "actions/upload-artifact": ("ea165f8d65b6e75b540449e92b4886f43607fa02", "v4.6.2"),
    "actions/download-artifact": ("634f93cb2916e3fdff6788551b99b062d0335ce0", "v5.0.0"),
    "actions/attest-build-provenance": ("977bb373ede98d70efdf65b84cb5f73e068dcc2a", "v3.0.0"),
}
"""Action -> the commit that was looked at, and the version that it is."""

Step = dict[str, Any]


def load(file: Path) -> dict[str, Any]:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def jobs(file: Path) -> dict[str, dict[str, Any]]:
    found = load(file)["jobs"]
    assert isinstance(found, dict)
    return found


def steps(file: Path) -> Iterator[Step]:
    for job in jobs(file).values():
        yield from job["steps"]


def step_named(file: Path, name: str) -> Step:
    return next(one for one in steps(file) if one.get("name") == name)


def test_both_workflows_are_there() -> None:
    assert [file.name for file in WORKFLOWS] == ["ci.yml", "release.yml"]


CI, RELEASE = (ROOT / ".github" / "workflows" / name for name in ("ci.yml", "release.yml"))
each = pytest.mark.parametrize("file", [CI, RELEASE], ids=lambda file: file.stem)


@each
def test_every_action_is_pinned_by_its_commit_and_says_which_version_that_is(file: Path) -> None:
    lines = re.findall(r"uses: (.+)", file.read_text(encoding="utf-8"))
    assert len(lines) == sum("uses" in step for step in steps(file))
    for line in lines:
        action, commit, version = re.fullmatch(r"(\S+)@([0-9a-f]{40}) # (v\S+)", line).groups()  # type: ignore[union-attr]
        assert PINS[action] == (commit, version)


@each
def test_nobody_may_more_than_read_unless_a_job_says_so(file: Path) -> None:
    assert load(file)["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in jobs(file).items() if "permissions" in job}
    writes = {"contents": "write", "id-token": "write", "attestations": "write"}
    assert more == ({"release": writes} if file == RELEASE else {})


@each
def test_no_checkout_leaves_its_token_behind_and_no_job_runs_for_ever(file: Path) -> None:
    for step in steps(file):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert all(0 < job["timeout-minutes"] <= 120 for job in jobs(file).values())


@each
def test_no_text_from_outside_becomes_a_command(file: Path) -> None:
    for step in steps(file):
        assert "${{" not in step.get("run", ""), "give it by an environment variable"


@each
def test_every_script_that_is_run_is_there(file: Path) -> None:
    ran = [
        words[1]
        for step in steps(file)
        for line in step.get("run", "").replace("\\\n", " ").splitlines()
        if (words := shlex.split(line, comments=True)) and words[0] == "python" and words[1] != "-m"
    ]
    assert all((ROOT / script).is_file() for script in ran)
    if file == RELEASE:
        wanted = ["check_tag", "signing_secrets", "build", "smoke", "sbom"]
        assert ran == [f"packaging/{name}.py" for name in wanted]


def test_ci_runs_what_a_developer_runs() -> None:
    tools, checks = (step["run"] for step in steps(CI) if "run" in step)
    assert checks == ".ci/run"
    assert {"xvfb", "xdotool", "gnome-keyring"} <= set(shlex.split(tools)), "what smoke.py drags by"
    assert (ROOT / ".ci" / "run").is_file()
    # YAML 1.1 reads the key `on` as true.
    assert {"push", "pull_request"} <= set(yaml.safe_load(CI.read_text())[True])


def test_a_release_is_built_on_all_three_systems_for_each_architecture() -> None:
    matrix = jobs(RELEASE)["build"]["strategy"]["matrix"]["include"]
    runners = {one["system"]: one["runner"] for one in matrix}
    assert set(runners) == {"windows-x64", "macos-arm64", "macos-x86_64", "linux-x86_64"}
    assert all(name.split("-")[0] in ("windows", "macos", "ubuntu") for name in runners.values())
    assert not any(name.endswith("-latest") for name in runners.values())


def test_only_a_tag_that_is_the_version_is_released() -> None:
    assert jobs(RELEASE)["build"]["needs"] == "version"
    release = jobs(RELEASE)["release"]
    assert release["needs"] == "build"
    # On a tag too, the workflow can be begun by hand.
    assert release["if"] == "github.event_name == 'push'"
    assert load(RELEASE)[True]["push"] == {"tags": ["v*"]}  # type: ignore[index]
    assert check_tag.main([f"v{__version__}"]) == 0
    assert check_tag.main([__version__]) == 1
    assert check_tag.main(["v9999.0"]) == 1
    assert check_tag.main([]) == 2


def test_what_is_released_is_counted_attested_and_only_drafted() -> None:
    names = [step.get("name") for step in jobs(RELEASE)["release"]["steps"]]
    assert names.index("Checksums") < names.index("Attest where each file comes from")
    assert step_named(RELEASE, "Attest where each file comes from")["with"] == {
        "subject-path": "dist/*"
    }
    drafted = step_named(RELEASE, "Draft the release")["run"]
    assert "--draft" in drafted
    assert "--verify-tag" in drafted


def test_the_debian_package_passes_debian_s_own_checks_before_it_is_released() -> None:
    names = [step.get("name") for step in jobs(RELEASE)["build"]["steps"]]
    assert names.index("Build") < names.index("Debian's own checks of the package")
    checked = step_named(RELEASE, "Debian's own checks of the package")
    words = shlex.split(checked["run"])
    assert words[0] == "lintian"
    assert words[words.index("--fail-on") + 1] == "error"
    assert (
        " lintian "
        in step_named(RELEASE, "Tools for the Debian package and for using the program")["run"]
    )


def test_who_answers_and_whether_to_attest_are_variables_that_are_explained() -> None:
    used = set(re.findall(r"\bvars\.(\w+)", RELEASE.read_text(encoding="utf-8")))
    assert used == {"LEADWAY_MAINTAINER", "LEADWAY_ATTEST"}
    assert all(f"`{name}`" in README for name in used)


def test_a_private_repository_that_cannot_attest_is_released_all_the_same() -> None:
    told = step_named(RELEASE, "Attest where each file comes from")["if"]
    assert told == "github.event.repository.private == false || vars.LEADWAY_ATTEST == 'yes'"


def test_the_secrets_reach_one_step_and_are_all_explained() -> None:
    text = RELEASE.read_text(encoding="utf-8")
    used = set(re.findall(r"\{\{ secrets\.(\w+)", text))
    given = step_named(RELEASE, "Who signs, where the secrets are there")["env"]
    assert used == set(given)
    assert all(f"`{name}`" in README for name in used)
    assert "secrets." not in CI.read_text(encoding="utf-8")
