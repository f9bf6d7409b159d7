"""The assemblies that a report tells of: ordinary or extraordinary, held with this system or entered."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select, update

from tests.ballot.meeting import step, vote_online
from tests.report.test_special_report import content_of
from tests.world import ACTOR, ASSEMBLY, KEY, MEETING, Clock, World, make_world
from voting.assembly.models import Assembly
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.models import Resolution
from voting.database import writing
from voting.extensions import db
from voting.report.content import figures_in
from voting.report.document import Table
from voting.report.enter_fact import NewFact, enter_fact
from voting.report.facts import FactKind
from voting.report.named import Named, named_figures
from voting.report.sources import source_of
from voting.wording.report.document import report_document
from voting.wording.report.figures import figure_name
from voting.wording.report.writing import Writing

SPECIAL = date(2025, 11, 8)


def enter(world: World, kind: str, day: str, voters: int, entitled: int) -> None:
    content = {"kind": kind, "date": day, "voters": voters, "entitled": entitled}
    fact = NewFact(int(day[:4]), FactKind.ASSEMBLY, f"{kind}-{day}", content, "the minutes")
    with world.app.app_context(), writing(db.session()) as session:
        enter_fact(session, fact, now=MEETING, account_id=1)


@pytest.fixture
def told(app: Flask, clock: Clock) -> World:
    """A year with an ordinary assembly (12 voters) and an extraordinary one (15) of this system."""
    world = make_world(app, clock)
    dates = ASSEMBLY.replace('"ordinary"', '"extraordinary"').replace("2025-06", "2025-11")
    text = dates.replace("2025-11-17", SPECIAL.isoformat())
    for before, after in (("2025-11-10T", "2025-11-05T"), ("2025-11-16T", "2025-11-07T")):
        text = text.replace(before, after)
    definition, resolutions = read_definition(text.encode())
    held = MEETING + (SPECIAL - date(2025, 6, 17))
    with app.app_context():
        with writing(db.session()) as session:
            assembly = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR)
            convene(session, KEY.encode(), assembly.id, now=held - timedelta(days=5), actor=ACTOR)
            mine = Resolution.assembly_id == assembly.id
            special = session.scalars(select(Resolution.id).where(mine, Resolution.number == "1")).one()
        for resolution, voters, now in ((world.resolutions["1"], 12, MEETING), (special, 15, held)):
            assert step(resolution, "open", now) == "ok"
            vote_online(resolution, range(1, voters + 1), now=now)
            assert step(resolution, "close", now) == "ok"
            assert step(resolution, "announce", now) == "ok"
    return world


def rows_of(world: World, place: str) -> list[tuple[Any, ...]]:
    with world.app.app_context():
        rows = [tuple(row) for row in source_of(db.session(), 2025, place).rows(db.session())]
        db.session.rollback()
    return rows


def test_an_extraordinary_assembly_has_its_figures_names_and_lists(told: World) -> None:
    content = content_of(told)
    ordinary, special = content["assemblies"], content["extraordinary"]
    assert ordinary == [{"date": "2025-06-17", "voters": 12, "entitled": 40}]
    assert [(item["date"], item["voters"]) for item in special] == [("2025-11-08", 15)]
    assert [item["date"] for item in content["history"]] == ["2025-06-17"]
    names = named_figures(content)
    assert names["extraordinary"] == Named("extraordinary", 1)
    assert names["voters.2025-11-08"] == Named("extraordinary/2025-11-08/voters", 15)
    assert names["voters"] == Named("assemblies/2025-06-17/voters", 12)
    assert figures_in(content)["extraordinary/2025-11-08/entitled"] == special[0]["entitled"]
    assert len(rows_of(told, "extraordinary/2025-11-08/voters")) == 15
    assert len(rows_of(told, "extraordinary/2025-11-08/entitled")) == special[0]["entitled"]
    assert rows_of(told, "extraordinary") == [(SPECIAL, 15, special[0]["entitled"])]
    with told.app.test_request_context(), force_locale("en"):
        assert figure_name(2025, "extraordinary") == "Extraordinary general assemblies"
        assert "extraordinary" in figure_name(2025, "extraordinary/2025-11-08/voters")
    page = told.person("secretary").look("/office/report/2025/figure?of=extraordinary&lang=en").text
    assert "Extraordinary general assemblies" in page


def test_its_decisions_stand_in_a_table_of_their_own(told: World) -> None:
    content = content_of(told)
    decided = [(item["assembly"], item["number"]) for item in content["decisions"]]
    assert decided == [("2025-06-17", "1"), ("2025-11-08", "1")]
    captions = {
        "Decisions of the ordinary general assembly of 17/06/2025",
        "Decisions of the extraordinary general assembly of 08/11/2025",
    }
    with told.app.test_request_context(), force_locale("en"):
        tables = [block for block in report_document(Writing(content)).blocks if isinstance(block, Table)]
    assert {table.caption for table in tables if "ecisions" in table.caption} == captions


def test_what_was_held_elsewhere_is_told_from_what_was_entered(told: World) -> None:
    enter(told, "extraordinary", "2025-02-03", 31, 90)
    enter(told, "ordinary", "2023-06-20", 20, 80)
    enter(told, "ordinary", "2025-06-17", 99, 100)
    enter(told, "extraordinary", "2025-06-17", 7, 70)
    content = content_of(told)
    assert [(item["date"], item["voters"]) for item in content["assemblies"]] == [("2025-06-17", 12)]
    assert [(item["date"], item.get("elsewhere")) for item in content["extraordinary"]] == [
        ("2025-02-03", True),
        ("2025-06-17", True),
        ("2025-11-08", None),
    ]
    assert content["history"][0] == {"date": "2023-06-20", "voters": 20, "entitled": 80, "elsewhere": True}
    assert content_of(told, 2024)["history"] == content["history"][:1]
    figures = figures_in(content)
    assert figures["extraordinary/2025-02-03/voters"] == 31
    assert not any("elsewhere" in place for place in figures)
    assert named_figures(content)["voters.2025-06-17"].place == "extraordinary/2025-06-17/voters"
    for place in ("extraordinary/2025-02-03/voters", "history/2023-06-20/entitled"):
        assert [row[-1] for row in rows_of(told, place)] == ["the minutes"]
    with told.app.test_request_context(), force_locale("en"):
        annex = [block for block in report_document(Writing(content)).blocks if isinstance(block, Table)]
    assert "20/06/2023 (entered)" in {row.head for table in annex for row in table.rows}


def test_a_cancelled_assembly_and_one_that_was_never_convened_are_not_told(told: World) -> None:
    enter(told, "ordinary", "2025-06-17", 50, 100)
    with told.app.app_context(), writing(db.session()) as session:
        session.execute(
            update(Assembly).where(Assembly.date == date(2025, 6, 17)).values(cancelled_at=MEETING)
        )
    content = content_of(told)
    assert content["assemblies"] == [{"date": "2025-06-17", "voters": 50, "entitled": 100, "elsewhere": True}]
    assert "2025-06-17" not in content["turnout"]
