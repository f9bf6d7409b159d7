"""What members' pages say of sealed votes: whether they took part, and what a sealed vote is."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from flask import Flask

from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.test_whole_rounds import STEP
from tests.box.voters import sealed_for, send_sealed
from tests.tablets.test_hand_over import Device, arrive, give, opened
from tests.world import Clock, make_world
from voting.ballot.life import close_resolution, open_resolution
from voting.ballot.sealed_rounds import keys_from
from voting.box.sealed_page import PAGE_SHA256
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.wording.sealed import in_groups


@pytest.fixture
def sealed(app: Flask, clock: Clock) -> SealedWorld:
    """Resolution 1, on which member 1 has voted, and which is closed."""
    made = make_sealed_world(app, clock)
    with app.app_context():
        made.sign_context("1")
        identity = made.world.resolutions["1"]
        with writing(db.session()) as session:
            open_resolution(session, identity, **STEP)
        ballot = sealed_for(made.round("1"), 1, [0]).ballot
        assert answer_of(send_sealed(made, 1, identity, ballot)) == "ok"
        with writing(db.session()) as session:
            close_resolution(session, identity, **STEP)
    return made


def test_a_member_is_told_whether_they_took_part(sealed: SealedWorld) -> None:
    identity = sealed.world.resolutions["1"]
    sealed.world.member(1)._client.environ_base.pop("HTTP_ACCEPT")
    for member, how in ((1, "U hebt aan deze stemming deelgenomen."), (2, "U hebt niet aan deze")):
        browser = sealed.world.member(member)
        point = browser.look(f"/resolutions/{identity}").text
        assert f'data-took-part="/resolutions/{identity}/took-part"' in point
        shown = browser.look(f"/resolutions/{identity}/took-part").text
        assert how in shown.split("<template")[0]


def test_before_it_is_closed_nobody_is_told(sealed: SealedWorld) -> None:
    identity = sealed.world.resolutions["2"]
    assert "data-took-part" not in sealed.world.member(1).look(f"/resolutions/{identity}").text
    assert answer_of(sealed.world.member(1).look(f"/resolutions/{identity}/took-part")) == "not_found"


def test_what_a_sealed_vote_is_has_the_digits_and_the_page(sealed: SealedWorld) -> None:
    page = sealed.world.member(1).look("/assembly/sealed-votes").text
    assert in_groups(PAGE_SHA256) in page
    assert "Ada, Bea, Cem, Dov, Eva" in page
    for group in in_groups(sealed.played.keys.digits).split():
        assert f"<span>{group}</span>" in page


def test_the_files_of_a_vote_are_those_that_the_page_from_disk_reads(sealed: SealedWorld, app: Flask) -> None:
    identity = sealed.world.resolutions["1"]
    page = sealed.world.member(2).look("/assembly/sealed-votes").text
    assert page.count("/sealed-files") == len(sealed.world.resolutions)
    packed = sealed.world.member(2).look(f"/resolutions/{identity}/sealed-files").data
    with ZipFile(io.BytesIO(packed)) as files, app.app_context():
        of_round = sealed.round("1")
        assert files.read("context.json") == of_round.context
        keys = keys_from(files.read("keys.json"))
        told = json.loads(files.read("signatures.json"))["context_signatures"]
        assert keys.may_open_round(
            of_round.ctx, {int(who): bytes.fromhex(each) for who, each in told.items()}
        )


def test_it_can_be_read_where_no_keys_were_made(app: Flask, clock: Clock) -> None:
    page = make_world(app, clock).member(1).look("/assembly/sealed-votes").text
    assert in_groups(PAGE_SHA256) in page
    assert "digits" not in page


def test_a_sealed_ballot_is_never_checked_on_the_server(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        sealed.sign_context("3")
        identity = sealed.world.resolutions["3"]
        with writing(db.session()) as session:
            open_resolution(session, identity, **STEP)
    browser = sealed.world.member(3)
    page = browser.look(f"/resolutions/{identity}").text
    assert "<form" not in page.split('id="sealed"')[1].split("<template")[0]
    sent = browser.send(f"/resolutions/{identity}/check", {"choice": "e1"})
    assert answer_of(sent) == "sealed_needed"
    sent = browser.send(f"/resolutions/{identity}/check", {"choice": "e1", "unsealed": "yes"})
    assert sent.headers["Location"].endswith("?unsealed=yes")


def test_each_member_seals_for_their_own_number(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        sealed.sign_context("3")
        identity = sealed.world.resolutions["3"]
        with writing(db.session()) as session:
            open_resolution(session, identity, **STEP)
    for member in (3, 4):
        page = sealed.world.member(member).look(f"/resolutions/{identity}").text
        assert re.findall(r'data-number="(.*?)"', page) == [str(member)]


def test_on_a_tablet_the_receipt_of_the_server_is_shown_once(sealed: SealedWorld, app: Flask) -> None:
    with app.app_context():
        sealed.sign_context("4")
    opened(sealed.world, "4")
    tablet = Device(sealed.world)
    arrive(sealed.world, 5)
    assert give(sealed.world, 5) == "ok"
    start = tablet.wakes()
    page = f"{start}resolutions/{sealed.world.resolutions['4']}"
    assert "sealed_needed" in tablet.client.post(f"{page}/check", data=tablet.fields(start)).text
    without = f"{page}?unsealed=yes"
    fields = tablet.fields(without) | {"choice": "for"}
    checked = tablet.client.post(f"{page}/check", data=fields)
    assert checked.location.endswith("check?unsealed=yes")
    fields = tablet.fields(checked.location) | {"attempt": "one"}
    answer = tablet.client.post(f"{page}/vote", data=fields)
    assert answer.location == "/tablet/done?sealed=yes"
    code = re.compile("([0-9A-Z]{4} ){4}[0-9A-Z]{4}")
    assert [bool(code.search(tablet.client.get(answer.location).text)) for _ in range(2)] == [True, False]
