"""What can be said, and what cannot."""

from pathlib import Path

import pytest

from leadway_desktop.cli.arguments import parse_arguments
from leadway_desktop.domain.channel import Channel


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["nonsense"],
        ["upload"],
        ["upload", "--conversation", "x"],
        ["upload", "file.pdf"],
        ["upload", "--conversation", "x", "--channel", "PIGEON", "file.pdf"],
        ["upload", "--conversation", " ", "file.pdf"],
        ["conversations", "--limit", "0"],
        ["conversations", "--limit", "-1"],
        ["conversations", "--limit", "x"],
        ["conversations", "--status", "old"],
        ["doctor", "extra"],
        ["resume", "file.pdf"],
        ["uploads", "extra"],
        ["uploads", "--remove"],
        ["uploads", "--remove", " "],
    ],
)
def test_bad_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse_arguments(arguments)
    assert end.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "usage: leadway-desktop" in told.err


@pytest.mark.parametrize(
    ("misspelt", "meant"), [("--sned", "--send"), ("--mesage=Hola", "--message"), ("--xyz", "")]
)
def test_a_misspelt_option_is_told_with_the_commands_own_usage(
    capsys: pytest.CaptureFixture[str], misspelt: str, meant: str
) -> None:
    with pytest.raises(SystemExit) as end:
        parse_arguments(["upload", "--conversation", "x", "f", misspelt])
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith("usage: leadway-desktop upload ")
    assert f"unrecognized arguments: {misspelt}" in told
    assert (f"(did you mean {meant}?)" in told) is bool(meant)


@pytest.mark.parametrize(
    "arguments",
    [
        ["upload", "--conversatoin", "x", "f"],
        ["upload", "--conversatoin=x", "f"],
        ["upload", "--conversatoin", "x", "--channel", "PIGEON", "f"],
    ],
)
def test_a_misspelt_option_is_told_rather_than_that_it_is_missing(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(arguments)
    told = capsys.readouterr().err
    assert "unrecognized arguments: --conversatoin" in told
    assert "(did you mean --conversation?)" in told


@pytest.mark.parametrize(
    "arguments", [["upload", "--conv", "x"], ["upload", "f", "--", "--no-option"]]
)
def test_what_is_no_misspelt_option_hides_nothing(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(arguments)
    assert "are required: " in capsys.readouterr().err


@pytest.mark.parametrize("channel", Channel)
def test_a_channel_by_its_value_or_its_name(channel: Channel) -> None:
    for said in (channel.value, channel.value.lower(), channel.name.replace("_", "-").lower()):
        options = parse_arguments(["upload", "--conversation", "x", "--channel", said, "f"])
        assert options.channel is channel


def test_the_files_come_as_they_were_given() -> None:
    options = parse_arguments(["upload", "--conversation", " x ", "--json", "--", "-a", "b"])
    assert options.files == [Path("-a"), Path("b")]
    assert (options.conversation, options.channel, options.as_json) == ("x", None, True)
    assert not options.practice


@pytest.mark.parametrize(
    "arguments", [["--practice", "conversations"], ["conversations", "--practice"]]
)
def test_practice_may_stand_before_or_after_the_command(arguments: list[str]) -> None:
    assert parse_arguments(arguments).practice


def test_nothing_that_looks_like_a_token_is_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(["doctor", "pit-0123-4567"])
    assert "pit-0123" not in capsys.readouterr().err
