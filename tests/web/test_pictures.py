"""Pictures of candidates: made small, without anything else, and shown on the ballot."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tests.web.images import picture
from tests.world import ACTOR, ASSEMBLY, KEY, MEETING, World
from voting.accounts.credentials import issue_to_members
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.life import open_resolution
from voting.ballot.models import Resolution
from voting.ballot.pictures import read_pictures, small_picture
from voting.database import writing
from voting.errors import InvalidFile
from voting.extensions import db
from voting.rehearsal.browser import Browser


def test_a_picture_carries_nothing_else_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home, 50.85 N"
    exif[0x0112] = 6
    file = io.BytesIO()
    Image.new("RGB", (600, 300), "teal").save(file, "JPEG", exif=exif)
    small = small_picture(file.getvalue() + b"<script>")
    assert small
    assert b"at home" not in small
    assert b"script" not in small
    assert Image.open(io.BytesIO(small)).size == (240, 480)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8\xff", picture().getvalue()[:200]])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    assert small_picture(content) is None


def test_members_see_the_pictures_on_their_ballot(world: World) -> None:
    small = small_picture(picture().getvalue())
    assert small
    definition = ASSEMBLY.replace("2025-", "2027-").replace(
        'name = "Bob"', 'name = "Bob", picture = "bob.png"'
    )
    definition = definition.replace("record_date = 2027-", "record_date = 2025-")
    assembly, resolutions = read_definition(definition.encode())
    with pytest.raises(InvalidFile) as refused:
        read_pictures(resolutions, lambda name: None)
    assert [(fault.column, fault.code) for fault in refused.value.faults] == [
        ("resolutions[2].candidates[2].picture", "file_missing")
    ]
    named, pictures = read_pictures(resolutions, {"bob.png": picture().getvalue()}.get)
    with world.app.app_context(), writing(db.session()) as session:
        stored = import_assembly(session, assembly, named, pictures, now=MEETING, actor=ACTOR)
        convene(session, KEY.encode(), stored.id, now=MEETING, actor=ACTOR)
        code = issue_to_members(session, KEY.encode(), stored.id, ["1"], now=MEETING, actor=ACTOR)["1"]
        two = session.scalars(
            select(Resolution.id).where(Resolution.assembly_id == stored.id, Resolution.number == "2")
        ).one()
        open_resolution(session, two, now=MEETING, actor=ACTOR)
    member = Browser(world.app, code)
    member.send("/assembly/join", {})
    page = member.look(f"/resolutions/{two}").text
    address = page.split('class="candidate-picture" src="')[1].split('"')[0]
    assert member.look(address).data == small
