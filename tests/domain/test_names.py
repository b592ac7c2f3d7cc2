"""Channels by message type, content types by extension, titles by what is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadway_desktop.domain.channel import Channel, channel_of, last_message_type_of
from leadway_desktop.domain.content_type import CONTENT_TYPES, content_type_of, extension_of
from leadway_desktop.domain.conversation import Conversation


@pytest.mark.parametrize(
    ("message_types", "channel"),
    [
        ("TYPE_WHATSAPP", Channel.WHATSAPP),
        (
            "TYPE_SMS TYPE_CAMPAIGN_SMS TYPE_CAMPAIGN_MANUAL_SMS TYPE_CUSTOM_SMS"
            " TYPE_CUSTOM_PROVIDER_SMS",
            Channel.SMS,
        ),
        ("TYPE_RCS", Channel.RCS),
        ("TYPE_EMAIL TYPE_CAMPAIGN_EMAIL TYPE_CUSTOM_EMAIL", Channel.EMAIL),
        ("TYPE_FACEBOOK TYPE_CAMPAIGN_FACEBOOK", Channel.FACEBOOK),
        ("TYPE_INSTAGRAM", Channel.INSTAGRAM),
        ("TYPE_LIVE_CHAT TYPE_WEBCHAT", Channel.LIVE_CHAT),
        ("TYPE_TIKTOK", Channel.TIKTOK),
        ("TYPE_CALL TYPE_REVIEW TYPE_INTERNAL_COMMENT TYPE_ACTIVITY_CONTACT TYPE_GMB x", None),
    ],
)
def test_the_documented_table(message_types: str, channel: Channel | None) -> None:
    for message_type in message_types.split():
        assert channel_of(message_type) is channel


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_a_type_of_last_message(channel: Channel) -> None:
    assert channel_of(last_message_type_of(channel)) is channel


@given(st.none() | st.text())
def test_an_unknown_type_tells_no_channel(message_type: str | None) -> None:
    found = channel_of(message_type)
    assert found is None or (message_type or "").startswith("TYPE_")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("foto.JPG", "image/jpeg"),
        ("a.b.jpeg", "image/jpeg"),
        ("nota de voz.ogg", "audio/ogg"),
        ("contrato.docx", CONTENT_TYPES["docx"]),
        ("archivo", None),
        (".jpg", None),
        ("x.", None),
        ("x.unheard", None),
        ("carpeta.jpg/archivo", None),
        ("", None),
    ],
)
def test_content_types(name: str, content_type: str | None) -> None:
    assert content_type_of(name) == content_type


@given(st.text())
def test_any_name_has_an_extension_or_none(name: str) -> None:
    extension = extension_of(name)
    assert not extension.startswith(".")
    assert content_type_of(name) == CONTENT_TYPES.get(extension)


def test_the_documented_extensions_are_all_there() -> None:
    documented = (
        "jpg jpeg png mp4 mpeg zip rar pdf doc docx txt mp3 wav gif heic 3gp ogg aac m4a amr csv"
        " xls xlsx ppt pptx odt vcf ics"
    )
    assert set(documented.split()) <= set(CONTENT_TYPES)
    for content_type in CONTENT_TYPES.values():
        kind, slash, name = content_type.partition("/")
        assert kind.islower()
        assert slash
        assert name.isascii()


def test_a_title_is_what_is_known() -> None:
    assert Conversation("1", "l", name="Ana", phone="+34", email="a@b").title == "Ana"
    assert Conversation("1", "l", phone="+34", email="a@b").title == "+34"
    assert Conversation("1", "l", email="a@b").title == "a@b"
    assert Conversation("1", "l").title == ""
    assert Conversation("1", "l", last_message_type="TYPE_RCS").channel is Channel.RCS
