"""Points of the agenda without a vote: in their place wherever the agenda is, and never put to the vote."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from tests.halls.test_displays import new_display, state_of
from tests.web.test_preparing_every_method import PATH, RECORDED, fill, office, resolutions  # noqa: F401 - a fixture
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.assembly.models import AgendaPoint, Assembly
from voting.ballot.agenda import agenda_of
from voting.ballot.definition import read_definition, read_draft
from voting.ballot.draft import definition_of
from voting.ballot.models import Resolution
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings
from voting.rehearsal.browser import Browser, answer_of
from voting.report.minutes import minutes
from voting.wording.minutes.document import minutes_document

FILE = """
date = 2026-06-18
record_date = 2026-06-03
title = "X"
[[resolutions]]
number = "1"
kind = "point"
title = { nl = "Jaarverslag" }
text = { nl = "De raad licht toe." }
[[resolutions]]
number = "2"
kind = "motion"
title = { nl = "Rekening" }
method = "for_against_abstain"
[[resolutions]]
number = "3"
kind = "point"
title = { nl = "Vragen" }
"""

POINTS = (
    '[[resolutions]]\nnumber = "0"\nkind = "point"\ntitle = "Jaarverslag"\ntext = "De raad licht toe."\n',
    '[[resolutions]]\nnumber = "99"\nkind = "point"\ntitle = "Vragen"\n',
)


def enter(office: Browser) -> None:  # noqa: F811
    """The agenda of the file, by the pages."""
    point = {"title.nl": "Jaarverslag", "text.nl": "De raad licht toe."}
    fill(office, f"{PATH}/0", point, f"{PATH}/0?method=point")
    fill(office, f"{PATH}/0", {"title.nl": "Rekening"}, f"{PATH}/0?method=for_against_abstain")
    fill(office, f"{PATH}/0", {"title.nl": "Vragen"}, f"{PATH}/0?method=point")


@pytest.fixture
def convened(app: Flask, clock: Clock) -> World:
    """A convened assembly whose agenda begins and ends with a point without a vote."""
    head, first, rest = ASSEMBLY.partition("[[resolutions]]")
    return make_world(app, clock, f"{head}{POINTS[0]}{first}{rest}{POINTS[1]}")


def test_a_point_is_entered_by_the_pages_as_a_file_says_it(world: World, office: Browser) -> None:  # noqa: F811
    enter(office)
    with world.app.app_context():
        assembly = db.session.scalars(select(Assembly).order_by(Assembly.id.desc())).first()
        assert assembly is not None
        stored = definition_of(db.session(), assembly)
    made, expected = read_draft(stored), read_definition(FILE.encode())
    assert (made[0].points, made[1]) == (expected[0].points, expected[1])
    assert [item["number"] for item in resolutions(world)] == ["1", "2", "3"]
    shown = office.look(f"{PATH}/1").text
    for field in ("rules", "quorum", "tie_rule", "ballot", "seats", "candidates"):
        assert f'id="{field}"' not in shown
    assert answer_of(office.look(f"{PATH}/1/candidates/0")) == "not_found"
    fill(office, f"{PATH}/1", {}, f"{PATH}/1?method=for_against_abstain")
    assert [item["kind"] for item in resolutions(world)] == ["motion", "motion", "point"]


def test_points_alone_are_nothing_to_convene_for(world: World, office: Browser) -> None:  # noqa: F811
    fill(office, f"{PATH}/0", {"title.nl": "Verslag"}, f"{PATH}/0?method=point")
    assert '<li class="must">' in office.look("/office/preparation").text
    world.clock.moment = RECORDED
    office.look("/office/convening")
    assert answer_of(office.send("/office/convene", {})) == "nothing_to_decide"


def test_points_stand_in_their_place_wherever_the_agenda_is(convened: World) -> None:
    with convened.app.app_context():
        agenda = agenda_of(db.session(), convened.assembly_id)
        assert [item.position for item in agenda] == list(range(1, len(agenda) + 1))
        assert [isinstance(item, AgendaPoint) for item in agenda] == [
            True,
            *[False] * (len(agenda) - 2),
            True,
        ]
        with convened.app.test_request_context(), force_locale("nl"):
            told = str(minutes_document(minutes(db.session(), convened.assembly_id)))
    assert told.index("0. Jaarverslag") < told.index("De raad licht toe.") < told.index("1. ")
    assert told.index("99. Vragen") > told.index("4. ")
    pages = {
        "member": "/assembly",
        "chair": "/chair/",
        "secretary": "/office/convening",
        "auditor": "/office/preparation",
    }
    for who, path in pages.items():
        page = (convened.member(1) if who == "member" else convened.person(who)).look(path).text
        assert page.index("Jaarverslag") < page.index(agenda_title(agenda)) < page.rindex("Vragen"), who
    machine = convened.member(1).look("/api/agenda").json
    assert [point["position"] for point in machine["points"]] == [1, len(agenda)]
    assert [item["position"] for item in machine["resolutions"]] == list(range(2, len(agenda)))


def test_the_chair_puts_a_point_without_a_vote_before_everybody(convened: World) -> None:
    chair, member = convened.person("chair"), convened.member(1)
    display = new_display(convened, Settings("BRU", ("fr", "nl")))

    def seen() -> tuple[str, str, str]:
        """What the halls, a member and the chair see now."""
        convened.clock.moment += timedelta(seconds=10)
        [address] = re.findall(r'data-refresh="(/live/[^"]+/now)"', member.look("/assembly?lang=nl").text)
        halls = state_of(convened, display)
        return halls.text, member.look(address).text, chair.look("/chair/?lang=en").text

    assert "Jaarverslag</span></span></h1>" not in seen()[0]
    assert seen()[2].count('id="show-point-') == 2
    assert answer_of(chair.send("/chair/screen", {"point": "1"})) == "ok"
    halls, told, console = seen()
    assert re.search("<h1>.*Jaarverslag.*</h1>", halls)
    assert '<span class="item-number">0</span>' in halls
    assert "De raad licht toe." in halls
    assert "Nu aan de orde" in told
    assert "Jaarverslag" in told
    assert 'href="/assembly/points/1"' in told
    assert "The halls see point 0, without a vote: Jaarverslag" in console
    assert console.count('id="show-point-') == 1, "the other one"
    for wrong in ("2", "77"):
        assert answer_of(chair.send("/chair/screen", {"point": wrong})) == "not_found"
    one = convened.resolutions["1"]
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {})) == "ok"
    halls, told, console = seen()
    assert "<h1>" in halls
    assert "Jaarverslag" not in halls + told, "what is voted on comes first"
    assert answer_of(chair.send("/chair/screen", {"point": "6"})) == "ok"
    assert "Vragen" in seen()[1]
    assert answer_of(chair.send("/chair/screen", {})) == "ok"
    assert "Vragen" not in seen()[1]
    assert "Welkom" in seen()[0]


def agenda_title(agenda: list[AgendaPoint | Resolution]) -> str:
    """The Dutch title of the last resolution, which stands before the last point."""
    return agenda[-2].title["nl"]


def test_the_database_keeps_the_points_of_a_convened_assembly(convened: World) -> None:
    mine = AgendaPoint.assembly_id == convened.assembly_id
    late = {"assembly_id": convened.assembly_id, "position": 9, "number": "9", "title": {"nl": "x"}}
    statements = (
        update(AgendaPoint).where(mine).values(number="9"),
        delete(AgendaPoint).where(mine),
        insert(AgendaPoint).values(**late),
    )
    with convened.app.app_context():
        for statement in statements:
            with pytest.raises(DBAPIError, match="frozen"), writing(db.session()) as session:
                session.execute(statement)
