"""The report of the year after the demonstration's starts from it, with nothing wrong in it unmarked."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.world import Clock, World, make_world
from voting.database import writing
from voting.demo.report_year import load_report_year
from voting.extensions import db
from voting.languages import LANGUAGES
from voting.report.content import report_content
from voting.report.named import missing_names, names_in
from voting.report.stale import stale_figures
from voting.report.texts import SECTIONS, to_look_at

OF_ONE_YEAR = re.compile(r"(count|committee|survey)\.|partners$")


@pytest.fixture
def reported(app: Flask, clock: Clock) -> World:
    """A small cooperative with the demonstration's year, in the January after the next one."""
    world = make_world(app, clock)
    clock.moment = datetime(2027, 1, 20, 9, tzinfo=UTC)
    with app.app_context(), writing(db.session()) as session:
        load_report_year(session, 2025, held_here=True, now=clock.moment, account_id=1)
    return world


def test_each_text_and_each_figure_that_is_not_of_its_year_is_marked(reported: World) -> None:
    with reported.app.app_context():
        session = db.session()
        year, next_year = (report_content(session, year) for year in (2025, 2026))
        assert missing_names(year) == []
        assert to_look_at(session, 2025) == {}
        assert stale_figures(session, year) == {}
        texts = {(section, code) for section in SECTIONS for code in LANGUAGES}
        assert to_look_at(session, 2026) == dict.fromkeys(texts, 2025)
        named = {
            (section, code, name)
            for section, by_language in year["texts"].items()
            for code, text in by_language.items()
            for name in names_in(text)
            if OF_ONE_YEAR.match(name)
        }
        assert len({name for _section, _code, name in named}) == 27
        assert set(missing_names(next_year)) == named
        assert set(next_year["facts"]) == set(year["facts"]) - {"counter", "committee", "survey", "partner"}
        session.rollback()


def test_its_page_lists_them_and_it_cannot_be_signed(reported: World) -> None:
    secretary = reported.person("secretary")
    page = secretary.look("/office/report/2026?lang=en").text
    assert page.count(" (2025)</a>") == len(SECTIONS) * len(LANGUAGES)
    for name in ("count.advisers", "committee.ethics.subjects", "survey.members.satisfaction"):
        assert f"<code>{{{name}}}</code>" in page
    assert 'name="hash"' not in page
    document = secretary.look("/office/report/2026/file.html?in=nl").text
    assert "{count.advisers}<strong> (nog niet ingevoerd voor 2026)</strong>" in document
    assert "Bijzonder verslag 2026" in document
    secretary.look("/office/report/2026/texts?in=nl")
    fields = {
        "hash": "0" * 64,
        "approved_on": "2027-01-10",
        "signatories": "Mia Maes, secretaris",
        "in": ["nl"],
    }
    refused = secretary.send("/office/report/2026/sign", fields)
    assert refused.headers["Refusal"] == "texts_not_looked_at"
