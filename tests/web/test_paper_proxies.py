"""Proxies on paper at the desk: what is kept, who may see it, and what is refused."""

import io

import pytest
from sqlalchemy import select

from tests.web.second import second_assembly
from tests.world import World
from voting.assembly.models import Proxy, ProxyDocument
from voting.assembly.paper_proxies import LARGEST, media_type_of
from voting.extensions import db
from voting.rehearsal.browser import answer_of

PHOTO = b"\xff\xd8\xff\xe0 a photo of a signature"


def enter(world: World, grantor: str = "1", holder: str = "2", content: bytes = PHOTO) -> str:
    fields = {"grantor": grantor, "holder": holder, "document": (io.BytesIO(content), "x.jpg")}
    return answer_of(world.person("steward").send("/desk/BRU/proxies", fields))


def test_a_proxy_on_paper_counts_at_once_and_its_photo_is_kept(world: World) -> None:
    desk = world.person("steward").look("/desk/BRU/proxies?grantor=1&holder=2").text
    assert "First1 Name1" in desk
    assert "First2 Name2" in desk
    assert enter(world) == "ok"
    assert enter(world) == "ok"
    assert "First1 Name1" in world.member(2).look("/assembly").text
    assert "This proxy was handed in on paper." in world.member(1).look("/assembly?lang=en").text
    with world.app.app_context():
        [proxy_id] = db.session.scalars(select(ProxyDocument.proxy_id)).all()
    for name in ("supervisor", "secretary", "administrator", "auditor"):
        kept = world.person(name).look(f"/desk/BRU/proxies/{proxy_id}/document")
        assert (kept.data, kept.mimetype) == (PHOTO, "image/jpeg")
        assert kept.headers["Content-Disposition"].startswith("attachment")
        assert kept.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("steward", "teller", "chair"):
        answer = world.person(name).look(f"/desk/BRU/proxies/{proxy_id}/document")
        assert answer_of(answer) == "forbidden", name
    second = second_assembly(world)
    answer = second.steward.look(f"/desk/BRU/proxies/{proxy_id}/document")
    assert answer_of(answer) in ("forbidden", "not_found")


def test_paper_accepts_what_was_offered_online(world: World) -> None:
    world.member(1).send("/proxy", {"holder": "2", "name": "Name2"})
    assert enter(world, "1", "3") == "invalid_proxy"
    assert enter(world) == "ok"
    with world.app.app_context():
        [proxy] = db.session.scalars(select(Proxy)).all()
        assert proxy.accepted_at


@pytest.mark.parametrize(
    ("grantor", "holder", "answer"),
    [
        ("1", "1", "invalid_proxy"),
        ("1", "41", "invalid_proxy"),
        ("1", "99", "invalid_proxy"),
        ("41", "1", "not_entitled"),
        ("", "", "not_entitled"),
    ],
)
def test_the_rules_are_those_of_any_proxy(world: World, grantor: str, holder: str, answer: str) -> None:
    assert enter(world, grantor, holder) == answer
    assert enter(world, "3", "4") == "ok"
    assert enter(world, "5", "4") == "proxy_limit"


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"MZ\x90", b"PK\x03\x04", PHOTO + b" " * LARGEST]
)
def test_what_is_no_picture_is_refused_and_nothing_is_stored(world: World, content: bytes) -> None:
    assert enter(world, content=content) == "document_invalid"
    with world.app.app_context():
        assert db.session.scalars(select(Proxy)).all() == []


def test_files_are_known_by_their_content() -> None:
    assert media_type_of(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert media_type_of(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert media_type_of(b"RIFF\x00\x00\x00\x00WAVEfmt ") is None
    assert media_type_of(b"\x00\x00\x00\x18ftypheic\x00") == "image/heic"
    assert media_type_of(b"\x00\x00\x00\x18ftypmp42\x00") is None
    assert media_type_of(b"%PDF-1.7") == "application/pdf"


def test_a_supervisor_takes_one_back_with_a_reason(world: World) -> None:
    enter(world)
    supervisor = world.person("supervisor")
    path = "/desk/BRU/proxies/withdraw"
    supervisor.look("/desk/BRU/proxies?grantor=1")
    assert answer_of(supervisor.send(path, {"grantor": "1", "reason": ""})) == "reason_missing"
    assert answer_of(supervisor.send(path, {"grantor": "1", "reason": "the member is here"})) == "ok"
    assert answer_of(supervisor.send(path, {"grantor": "1", "reason": "again"})) == "no_proxy"
    fields = {"grantor": "1", "reason": "x"}
    assert answer_of(world.person("steward").send(path, fields)) == "forbidden"
    assert enter(world, "1", "3") == "ok"
