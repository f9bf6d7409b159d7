"""Facts of the year: entered with a source, corrected and taken back by another entry, named in texts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select

from tests.report.test_facts import CONTENTS
from voting.accounts.models import Account
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.errors import InvalidForm, Refused
from voting.extensions import db
from voting.report.content import figures_in
from voting.report.enter_fact import NewFact, enter_fact, facts_of, names_entered, take_fact_back
from voting.report.facts import FactKind, Unit
from voting.report.models import ReportFact
from voting.report.named import Named, named_facts
from voting.report.sources import source_of
from voting.stamp import stamp
from voting.wording.report.figures import figure_name
from voting.wording.report.writing import Writing

NOW = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
COUNTER = CONTENTS[FactKind.COUNTER]


@pytest.fixture
def account(app: Flask) -> int:
    with app.app_context(), writing(db.session()) as session:
        account = Account(own_name="A. Secretary")
        session.add(account)
        session.flush()
        return account.id


def enter(
    app: Flask,
    account: int,
    kind: FactKind = FactKind.COUNTER,
    code: str = "",
    year: int = 2025,
    source: str = "the list",
    was: str | None = None,
    **changes: Any,
) -> str:
    fact = NewFact(year, kind, code, CONTENTS[kind] | changes, source)
    with app.app_context(), writing(db.session()) as session:
        return enter_fact(session, fact, now=NOW, account_id=account, was=was)


def held(app: Flask, year: int = 2025) -> dict[str, dict[str, Any]]:
    with app.app_context():
        found = facts_of(db.session(), year)
        db.session.rollback()
    return found


def rows(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(ReportFact)) or 0


def take_back(app: Flask, account: int, kind: FactKind, code: str, was: Any, year: int = 2025) -> None:
    fact = NewFact(year, kind, code, None, "entered twice")
    with app.app_context(), writing(db.session()) as session:
        take_fact_back(session, fact, stamp(was), now=NOW, account_id=account)


def test_what_is_entered_holds_one_year_or_from_then_on(app: Flask, account: int) -> None:
    for kind in FactKind:
        enter(app, account, kind, "one_vote" if kind is FactKind.RULE else "")
    assert held(app)["counter"] == {"ethisch_comite": COUNTER}
    assert held(app)["assembly"]["2025-11-08"]["voters"] == 95
    assert held(app, 2024) == {}
    assert held(app, 2026).keys() == {"network", "founding", "directors", "rule", "scheme", "annex"}
    with app.app_context():
        log = db.session.scalars(
            select(AuditEntry.details).where(AuditEntry.action == "report.fact_entered")
        ).all()
    assert len(log) == len(FactKind)
    assert not any("Ethisch" in details for details in log)


def test_the_same_twice_changes_nothing_and_another_number_corrects(app: Flask, account: int) -> None:
    assert enter(app, account, code="trainings") == "trainings"
    enter(app, account, code="trainings")
    enter(app, account, code="trainings", was=stamp(None))
    assert rows(app) == 1
    enter(app, account, code="trainings", number=91, was=stamp(COUNTER))
    enter(app, account, code="other")
    enter(app, account, code="trainings", number=92)
    assert list(held(app)["counter"]) == ["trainings", "other"], "each stays at its place"
    assert held(app)["counter"]["trainings"]["number"] == 92
    enter(app, account, code="trainings", number=92, source="another list")
    assert rows(app) == 5


def test_a_standing_one_changes_from_a_year_on(app: Flask, account: int) -> None:
    enter(app, account, FactKind.DIRECTORS)
    enter(app, account, FactKind.DIRECTORS, year=2026)
    assert rows(app) == 1, "it holds already"
    enter(app, account, FactKind.DIRECTORS, year=2027, term_years=6)
    enter(app, account, FactKind.DIRECTORS, year=2025, term_years=3)
    assert [held(app, year)["directors"]["directors"]["term_years"] for year in (2025, 2026, 2027)] == [
        3,
        3,
        6,
    ]
    take_back(app, account, FactKind.DIRECTORS, "directors", held(app, 2026)["directors"]["directors"], 2026)
    assert ["directors" in held(app, year) for year in (2025, 2026, 2027)] == [True, False, True]


def test_what_is_taken_back_is_gone_and_can_be_entered_again(app: Flask, account: int) -> None:
    enter(app, account, code="trainings")
    with pytest.raises(Refused, match="changed_meanwhile"):
        take_back(app, account, FactKind.COUNTER, "trainings", None)
    for _press in range(2):
        take_back(app, account, FactKind.COUNTER, "trainings", COUNTER)
    take_back(app, account, FactKind.COUNTER, "unknown", None)
    assert held(app) == {}
    assert rows(app) == 2
    enter(app, account, code="trainings", was=stamp(None))
    assert held(app)["counter"] == {"trainings": COUNTER}
    silent = NewFact(2025, FactKind.COUNTER, "trainings", None, " ")
    with app.app_context(), writing(db.session()) as session, pytest.raises(InvalidForm):
        take_fact_back(session, silent, stamp(COUNTER), now=NOW, account_id=account)


def test_who_corrects_something_else_than_they_saw_is_refused(app: Flask, account: int) -> None:
    enter(app, account, code="trainings")
    with pytest.raises(Refused, match="changed_meanwhile"):
        enter(app, account, code="trainings", number=92, was=stamp(COUNTER | {"number": 91}))
    with pytest.raises(InvalidForm) as taken:
        enter(app, account, code="trainings", number=92, was=stamp(None))
    assert [fault.code for fault in taken.value.faults] == ["code_taken"]
    assert rows(app) == 1


def test_every_fault_is_told_at_once(app: Flask, account: int) -> None:
    with pytest.raises(InvalidForm) as invalid:
        enter(app, account, code="No code", source=" ", number="x")
    assert {fault.column for fault in invalid.value.faults} == {"code", "source", "number"}
    assert rows(app) == 0


def test_texts_can_name_it(app: Flask, account: int) -> None:
    enter(app, account, code="trainings")
    enter(app, account, FactKind.COMMITTEE, "ethics")
    enter(app, account, FactKind.SURVEY, "big")
    enter(app, account, FactKind.RULE, "one_vote")
    for kind in (FactKind.FOUNDING, FactKind.DIRECTORS, FactKind.NETWORK, FactKind.PARTNER):
        enter(app, account, kind)
    figures = named_facts(held(app))
    assert figures == {
        "count.trainings": Named("facts/counter/trainings/number", 90),
        "committee.ethics.meetings": Named("facts/committee/ethics/meetings", 7),
        "committee.ethics.new_members": Named("facts/committee/ethics/new_members", 2),
        "committee.ethics.subjects": Named("facts/committee/ethics/subjects", 2),
        "committee.ethics.recommendations": Named("facts/committee/ethics/recommendations", 1),
        "survey.big.respondents": Named("facts/survey/big/respondents", 2256),
        "survey.big.satisfied": Named("facts/survey/big/satisfied", "7.4", Unit.OF_TEN),
        "survey.big.stay": Named("facts/survey/big/stay", 74, Unit.PERCENT),
        "article.one_vote": Named("facts/rule/one_vote/article", "37", Unit.AS_IT_STANDS),
        "founded": Named("facts/founding/founding/year", 2016, Unit.AS_IT_STANDS),
        "founders": Named("facts/founding/founding/founders", 1),
        "directors.term": Named("facts/directors/directors/term_years", 4),
        "article.term": Named("facts/directors/directors/articles.term", "24", Unit.AS_IT_STANDS),
        "article.pay": Named("facts/directors/directors/articles.pay", "23", Unit.AS_IT_STANDS),
        "networks": Named("facts/network", 1),
        "partners": Named("facts/partner", 1),
    }
    assert figures_in({"facts": held(app)}) == {one.place: one.number for one in figures.values()}
    take_back(app, account, FactKind.COUNTER, "trainings", COUNTER)
    with app.app_context():
        assert names_entered(db.session()) == figures.keys()


def test_each_figure_has_a_name_and_the_list_of_its_entries(app: Flask, account: int) -> None:
    enter(app, account, FactKind.COMMITTEE, "ethics", year=2024)
    enter(app, account, FactKind.COMMITTEE, "ethics", meetings=6)
    enter(app, account, FactKind.COMMITTEE, "ethics", source="the minutes")
    enter(app, account, FactKind.COMMITTEE, "other")
    enter(app, account, FactKind.NETWORK, "febecoop", year=2024)
    enter(app, account, FactKind.NETWORK, "ica")
    with app.test_request_context(), force_locale("fr"):
        place = "facts/committee/ethics/meetings"
        entries = source_of(db.session(), 2025, place).rows(db.session())
        assert [(row[1], row[3]["meetings"], row[4]) for row in entries] == [
            ("A. Secretary", 7, "the minutes"),
            ("A. Secretary", 6, "the list"),
        ]
        assert source_of(db.session(), 2025, "facts/network").size(db.session()) == 2
        with pytest.raises(Refused):
            source_of(db.session(), 2025, "facts/weather/x")
        assert figure_name(2025, place, held(app)) == "Comité d’éthique\u00a0: Réunions"
        assert figure_name(2025, place) == "ethics\u00a0: Réunions"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("nl", ["1.234", "7,4/10", "74%", "1.234,5", "2016"]),
        ("fr", ["1.234", "7,4/10", "74\u00a0%", "1.234,5", "2016"]),
        ("de", ["1.234", "7,4/10", "74\u00a0%", "1.234,5", "2016"]),
        ("en", ["1,234", "7.4/10", "74%", "1,234.5", "2016"]),
    ],
)
def test_figures_are_written_in_their_units(app: Flask, language: str, written: list[str]) -> None:
    figures: list[tuple[int | str, Unit]] = [
        (1234, Unit.NUMBER),
        ("7.4", Unit.OF_TEN),
        (74, Unit.PERCENT),
        ("1234.5", Unit.NUMBER),
        (2016, Unit.AS_IT_STANDS),
    ]
    with app.test_request_context(), force_locale(language):
        shown = Writing({}, {"x": "7.5"})
        assert [shown.cell("", number, unit).text for number, unit in figures] == written
        assert written[1].replace("4", "5") in shown.cell("x", "7.4", Unit.OF_TEN).note
