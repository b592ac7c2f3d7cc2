"""The three steps over real HTTP: what they give and refuse, and that nothing is half done."""

import base64
import hashlib
import http.client
import json
import time
from urllib.parse import urlsplit

import google_crc32c
import pytest

from leadway_desktop.practice.server import PracticeServer
from tests.practice.client import PHOTO, Client, fetch, put
from tests.practice.conftest import TurnableClock

MB = 1024 * 1024


def test_the_whole_path(server: PracticeServer, client: Client) -> None:
    begun = client.initiate()
    assert put(begun).status == 200
    done = client.complete(begun)
    assert done.status == 200
    assert done.json["metadata"] == {"size": len(PHOTO), "contentType": "image/jpeg"}
    public = fetch("GET", done.json["uploadedFiles"]["foto.jpg"])
    assert (public.status, public.body) == (200, PHOTO)
    assert public.headers["content-type"] == "image/jpeg"
    assert server.record.steps() == ["initiate", "put", "complete", "public"]


def test_initiate_gives_what_is_documented(server: PracticeServer, client: Client) -> None:
    answer = client.initiate()
    assert answer.status == 200
    content = answer.json
    assert content["uploadUrl"].startswith(server.account.bucket_url + "/")
    assert abs(content["expiresAt"] / 1000 - time.time() - 900) < 5
    assert content["maxFileSize"] == 100 * MB
    assert content["uploadId"]
    assert content["filePath"].endswith("/foto.jpg")


@pytest.mark.parametrize(
    ("channel", "most"), [("WHATSAPP", 100 * MB), ("SMS", 5 * MB), ("X", 5 * MB)]
)
def test_the_channel_decides_the_size(client: Client, channel: str, most: int) -> None:
    fits = client.initiate(channel=channel, fileSize=most)
    assert (fits.status, fits.json["maxFileSize"]) == (200, most)
    assert client.initiate(channel=channel, fileSize=most + 1).status == 413


@pytest.mark.parametrize(
    "name", ["locationId", "conversationId", "filename", "contentType", "channel"]
)
@pytest.mark.parametrize("value", [..., None, "", 7])
def test_initiate_needs_its_properties(client: Client, name: str, value: object) -> None:
    answer = client.initiate(changes={name: value})
    assert answer.status == 422
    assert all(name in message for message in answer.json["message"])


def test_the_size_is_optional_but_a_number(client: Client) -> None:
    assert client.initiate(fileSize=...).status == 200
    assert client.initiate(fileSize="12").status == 422
    assert client.initiate(fileSize=-1).status == 422


def test_strange_properties_are_named(client: Client) -> None:
    answer = client.initiate(colour="blue")
    assert answer.json["message"] == ["property colour should not exist"]


@pytest.mark.parametrize(
    ("filename", "content_type", "status"),
    [
        ("a.jpg", "image/jpeg", 200),
        ("A.JPG", "IMAGE/JPEG", 200),
        ("nota.m4a", "audio/x-m4a", 200),
        ("lista.txt", "text/plain; charset=utf-8", 200),
        ("plano.dwg", "application/octet-stream", 200),
        ("a.jpg", "image/png", 400),
        ("a.pdf", "application/octet-stream", 400),
        ("a.jpg", "jpeg", 400),
        ("a.jpg", "image/jpeg\r\nX: y", 400),
        ("sin extensión", "image/jpeg", 400),
        (".jpg", "image/jpeg", 400),
        ("../a.jpg", "image/jpeg", 400),
        ("x" * 600 + ".jpg", "image/jpeg", 400),
    ],
)
def test_the_content_type_must_agree_with_the_name(
    client: Client, filename: str, content_type: str, status: int
) -> None:
    assert client.initiate(filename, contentType=content_type).status == status


def test_the_conversation_must_be_of_the_location(server: PracticeServer, client: Client) -> None:
    assert client.initiate(conversationId="nobody").status == 404
    foreign = client.initiate(conversationId=server.account.foreign_conversation_id)
    assert foreign.status == 400
    assert client.initiate(locationId="elsewhere").status == 403


def test_a_body_that_is_not_json(client: Client) -> None:
    path = "/conversations/messages/upload/initiate"
    headers = {"Authorization": f"Bearer {client.token}", "Version": "2021-07-28"}
    json_type = headers | {"Content-Type": "application/json"}
    url = client.account.base_url + path
    assert fetch("POST", url, b"{", json_type).status == 400
    assert fetch("POST", url, b"[]", json_type).status == 400
    assert fetch("POST", url, json.dumps({}).encode(), headers).status == 422


def test_names_of_every_sort_survive_the_path(server: PracticeServer, client: Client) -> None:
    for name in ("fachada norte (ñ) 'a'.jpg", "50%+1&x=y?#.jpg", "صورة 🙌.jpg", "a;b,c@d!$*~.jpg"):
        begun = client.initiate(name)
        assert put(begun).status == 200, name
        url = client.complete(begun, name).json["uploadedFiles"][name]
        assert fetch("GET", url).body == PHOTO, name
    assert len(server.record.uploads) == 4


# -- the bucket -----------------------------------------------------------------------------------


def test_the_bucket_says_what_it_stored(client: Client) -> None:
    answer = put(client.initiate())
    crc = base64.b64encode(google_crc32c.value(PHOTO).to_bytes(4, "big")).decode()
    digest = hashlib.md5(PHOTO, usedforsecurity=False)
    md5 = base64.b64encode(digest.digest()).decode()
    assert answer.headers["x-goog-hash"] == f"crc32c={crc},md5={md5}"
    assert answer.headers["etag"] == f'"{digest.hexdigest()}"'
    assert answer.headers["x-goog-stored-content-length"] == str(len(PHOTO))
    assert int(answer.headers["x-goog-generation"]) > 10**15
    assert answer.body == b""


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content-Type": "image/png"}, 403, "SignatureDoesNotMatch"),
        ({}, 400, "MalformedSecurityHeader"),
        (
            {"Content-Type": "image/jpeg", "x-goog-acl": "public-read"},
            400,
            "MalformedSecurityHeader",
        ),
        ({"Content-Type": "image/jpeg", "Host": "evil.example"}, 403, "SignatureDoesNotMatch"),
        (
            {"Content-Type": "image/jpeg", "Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="},
            400,
            "BadDigest",
        ),
        ({"Content-Type": "image/jpeg", "Authorization": "Bearer x"}, 400, "InvalidArgument"),
        (
            {"Content-Type": "image/jpeg", "Transfer-Encoding": "chunked"},
            411,
            "MissingContentLength",
        ),
    ],
)
def test_the_bucket_refuses(
    server: PracticeServer, client: Client, headers: dict[str, str], status: int, code: str
) -> None:
    begun = client.initiate()
    answer = put(begun, headers=headers or {"X-Nothing": "1"})
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers["content-type"].startswith("application/xml")
    assert server.record.objects == ()
    assert client.complete(begun).status == 404


def test_a_put_without_any_length(server: PracticeServer, client: Client) -> None:
    url = urlsplit(client.initiate().json["uploadUrl"])
    connection = http.client.HTTPConnection(url.netloc, timeout=10)
    connection.putrequest("PUT", f"{url.path}?{url.query}", skip_accept_encoding=True)
    connection.putheader("Content-Type", "image/jpeg")
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


def test_an_expired_url(client: Client, clock: TurnableClock) -> None:
    begun = client.initiate()
    clock.ahead = 899
    assert put(begun).status == 200
    clock.ahead = 902
    answer = put(begun)
    assert (answer.status, answer.code) == (400, "ExpiredToken")


def test_only_put_and_only_this_bucket(server: PracticeServer, client: Client) -> None:
    url = client.initiate().json["uploadUrl"]
    assert fetch("GET", url).code == "AccessDenied"
    assert (
        fetch("PUT", url.replace("leadway-practice-media", "other"), PHOTO).code == "NoSuchBucket"
    )
    assert fetch("PUT", url.partition("?")[0], PHOTO).code == "AccessDenied"


def test_more_than_was_granted_is_too_large(client: Client) -> None:
    begun = client.initiate(channel="SMS", fileSize=...)
    answer = put(begun, bytes(5 * MB + 1))
    assert (answer.status, answer.code) == (400, "EntityTooLarge")
    assert put(begun, bytes(5 * MB)).status == 200


def test_an_empty_file_is_a_file(client: Client) -> None:
    begun = client.initiate(fileSize=0)
    assert put(begun, b"").status == 200
    assert client.complete(begun).json["metadata"]["size"] == 0


def test_a_second_put_replaces_the_first(server: PracticeServer, client: Client) -> None:
    begun = client.initiate()
    put(begun, b"first")
    put(begun, b"second")
    url = client.complete(begun).json["uploadedFiles"]["foto.jpg"]
    assert fetch("GET", url).body == b"second"


# -- complete -------------------------------------------------------------------------------------


def test_complete_before_the_file_is_there(client: Client) -> None:
    answer = client.complete(client.initiate())
    assert answer.status == 404
    assert "storage" in answer.json["message"]


def test_complete_refuses_what_does_not_belong_together(
    server: PracticeServer, client: Client
) -> None:
    begun = client.initiate()
    put(begun)
    other = server.conversations[5].id
    assert client.complete(begun, uploadId="unknown").status == 404
    assert client.complete(begun, filePath="elsewhere.jpg").status == 400
    assert client.complete(begun, conversationId=other).status == 400
    assert client.complete(begun, locationId="elsewhere").status == 403
    assert client.complete(begun, "foto.pdf").status == 400
    assert client.complete(begun, uploadId=...).status == 422
    assert server.record.uploads == ()


def test_complete_asked_twice_gives_the_same_link_and_counts(
    server: PracticeServer, client: Client
) -> None:
    begun = client.initiate()
    put(begun)
    first, second = client.complete(begun), client.complete(begun)
    assert first.json["uploadedFiles"] == second.json["uploadedFiles"]
    (upload,) = server.record.uploads
    assert upload.repeats == 1
    assert upload.crc32c == server.record.objects[0].crc32c


# -- public links ---------------------------------------------------------------------------------


def published(client: Client, filename: str, content_type: str, body: bytes) -> str:
    begun = client.initiate(filename, contentType=content_type)
    assert put(begun, body, {"Content-Type": content_type}).status == 200
    return str(client.complete(begun, filename).json["uploadedFiles"][filename])


@pytest.mark.parametrize(
    ("filename", "content_type", "disposition"),
    [
        ("a.pdf", "application/pdf", "inline"),
        ("a.mp4", "video/mp4", "inline"),
        ("a.txt", "text/plain", "inline"),
        ("a.html", "text/html", "attachment"),
        ("a.svg", "image/svg+xml", "attachment"),
        ("a.xml", "text/xml", "attachment"),
        ("a.zip", "application/zip", "attachment"),
    ],
)
def test_a_browser_shows_but_never_runs_a_file(
    client: Client, filename: str, content_type: str, disposition: str
) -> None:
    answer = fetch("GET", published(client, filename, content_type, b"<script>1</script>"))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith(f"{disposition}; filename*=UTF-8''a.")
    shown = content_type if disposition == "inline" else "application/octet-stream"
    assert answer.headers["content-type"] == shown


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=0-3", 206, b"0123"),
        ("bytes=4-", 206, b"456789"),
        ("bytes=-2", 206, b"89"),
        ("bytes=8-99", 206, b"89"),
        ("bytes=10-", 416, b""),
        ("bytes=0-1,3-4", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_players_may_ask_for_a_range(client: Client, wanted: str, status: int, body: bytes) -> None:
    url = published(client, "a.mp4", "video/mp4", b"0123456789")
    answer = fetch("GET", url, headers={"Range": wanted})
    assert (answer.status, answer.body) == (status, body)


def test_a_head_has_no_body_and_links_cannot_be_guessed(client: Client) -> None:
    url = published(client, "a.mp4", "video/mp4", b"0123456789")
    answer = fetch("HEAD", url)
    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "10", b"")
    assert fetch("GET", url.replace("/public/", "/public/0")).code == "NoSuchKey"
    assert fetch("PUT", url, b"x").status == 405


# -- the small upload, in one form ----------------------------------------------------------------


def test_a_form_takes_a_small_file_whole(server: PracticeServer, client: Client) -> None:
    answer = client.attach("foto ñ 🙌.jpg", "image/jpeg", PHOTO)
    assert answer.status == 200
    assert fetch("GET", answer.json["uploadedFiles"]["foto ñ 🙌.jpg"]).body == PHOTO
    (upload,) = server.record.uploads
    assert upload.size == len(PHOTO)
    assert server.record.steps()[0] == "upload"


@pytest.mark.parametrize(
    ("content_type", "content", "fields", "status"),
    [
        ("image/jpeg", bytes(5 * MB), {}, 200),
        ("image/jpeg", bytes(5 * MB + 1), {}, 413),
        ("image/jpeg", bytes(6 * MB), {}, 413),
        ("image/png", PHOTO, {}, 400),
        ("image/jpeg", PHOTO, {"locationId": "elsewhere"}, 403),
        ("image/jpeg", PHOTO, {"locationId": ""}, 422),
        ("image/jpeg", PHOTO, {"conversationId": "nobody"}, 404),
        ("image/jpeg", PHOTO, {"colour": "blue"}, 422),
    ],
)
def test_a_form_is_checked(
    client: Client, content_type: str, content: bytes, fields: dict[str, str], status: int
) -> None:
    assert client.attach("foto.jpg", content_type, content, **fields).status == status


def test_a_form_must_be_one_and_hold_a_file(client: Client) -> None:
    assert client.call("POST", "/conversations/messages/upload", {}).status == 400
    form = {"Content-Type": "multipart/form-data; boundary=edge"}
    assert client.call("POST", "/conversations/messages/upload", "", headers=form).status == 422
