"""Next year's report begins with what was signed: every text is to be looked at, no old figure unmarked."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import insert

from tests.ballot.meeting import step, vote_online
from tests.world import Clock, World, make_world
from voting.database import writing
from voting.extensions import db
from voting.register.models import Movement
from voting.rehearsal.browser import answer_of

TEXTS = {
    "introduction": "Wij waren met 41, in {year} met {members}.",
    "principle_1": "{joined} werd lid, 17 juni 2025 was een mooie dag: 50,00% stemde.",
    "principle_2": "Zonder cijfers.",
}


@pytest.fixture
def signed(app: Flask, clock: Clock) -> World:
    """A report of 2025, signed, and seen at the end of 2026: in that year one more was refused."""
    world = make_world(app, clock, members=40)
    with app.app_context():
        assert step(world.resolutions["1"], "open") == "ok"
        vote_online(world.resolutions["1"], range(1, 21), "for")
    clock.moment = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    assert write(world, 2025, **TEXTS) == "ok"
    secretary = world.person("secretary")
    secretary.look("/office/report/2025")
    approval = {"approved_on": "2026-01-20", "signatories": "Ann, lid", "in": "nl"}
    values = approval | {"hash": secretary.field("hash", "")}
    assert answer_of(secretary.send("/office/report/2025/sign", values)) == "ok"
    clock.moment = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    with app.app_context(), writing(db.session()) as session:
        session.execute(insert(Movement).values(member="1", kind="resigned", on=date(2026, 3, 1)))
    return world


def write(world: World, year: int, **fields: str) -> str:
    secretary = world.person("secretary")
    secretary.look(f"/office/report/{year}/texts?in=nl")
    values = {"language": "nl", "was": secretary.field("was", "")} | fields
    return answer_of(secretary.send(f"/office/report/{year}/texts", values))


def marked(world: World, section: str) -> list[str]:
    """The figures of last year that the page of the texts marks in a section."""
    page = world.person("secretary").look("/office/report/2026/texts?in=nl&lang=nl").text
    notice = re.search(rf'<div class="notice" id="{section}-from">(.*?)</div>', page, re.DOTALL)
    return re.findall(r"<strong>([^<]*)</strong> \(", notice[1]) if notice else []


def report(world: World) -> str:
    return world.person("secretary").look("/office/report/2026?lang=nl").text


def test_every_text_is_to_be_looked_at_and_each_old_figure_marked(signed: World) -> None:
    page = signed.person("secretary").look("/office/report/2026/texts?in=nl&lang=nl").text
    assert page.count("Uit het verslag van 2025: nog te bekijken") == 3
    assert marked(signed, "introduction") == ["41"]
    assert marked(signed, "principle_1") == ["17 juni 2025", "50,00%"]
    assert marked(signed, "principle_2") == []
    shown = report(signed)
    assert shown.count("Nederlands (2025)</a>") == 3
    assert "Het verslag ondertekenen" not in shown
    assert "in 2026 met <a" in shown
    assert ">40</a>." in shown, "the figures that are named are those of the new year"


def test_an_old_figure_stays_marked_until_somebody_has_looked(signed: World) -> None:
    edited = {
        "introduction": "Wij waren met 41, nu met {members}. Nieuw!",
        "principle_2": "Nog altijd zonder.",
    }
    assert write(signed, 2026, **edited) == "ok"
    assert marked(signed, "introduction") == ["41"], "another sentence was written, not this one looked at"
    assert marked(signed, "principle_2") == []
    assert "41 – <a" in report(signed)
    assert write(signed, 2026, **edited) == "ok"
    assert marked(signed, "introduction") == ["41"], "saving it again is not looking at it"
    assert write(signed, 2026, **edited, looked="introduction") == "ok"
    assert marked(signed, "introduction") == []
    assert 'id="stale"' not in report(signed)
    edited["introduction"] = "Wij waren met 41; nu met {members}."
    assert write(signed, 2026, **edited) == "ok"
    assert marked(signed, "introduction") == ["41"], "what has changed since is looked at anew"
    edited["introduction"] = "Wij waren met 41, nu met {members}."
    assert write(signed, 2026, **edited, looked="introduction") == "ok"
    assert marked(signed, "introduction") == [], "it was changed and looked at in one"


def test_the_figures_of_last_year_are_those_that_were_signed(signed: World) -> None:
    with signed.app.app_context(), writing(db.session()) as session:
        session.execute(insert(Movement).values(member="2", kind="resigned", on=date(2025, 12, 31)))
    assert marked(signed, "introduction") == ["41"]
    assert write(signed, 2026, introduction="Wij waren met 41 in 2024.") == "ok"
    assert marked(signed, "introduction") == ["41", "2024"]
