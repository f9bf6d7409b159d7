"""A majority in each category on the pages: said before, and hidden where few voted."""

import re

import pytest
from flask import Flask

from tests.ballot.meeting import issue_papers, step, vote_online
from tests.gate.test_class_of_ballot import CLASSES, IN_EACH
from tests.world import Clock, World, make_world
from voting.extensions import db
from voting.rehearsal.browser import answer_of


@pytest.fixture
def classed(app: Flask, clock: Clock) -> World:
    """Members 1 to 20 are of category A, 21 to 35 of B, 36 to 40 of C."""
    return make_world(
        app, clock, IN_EACH, details=lambda number: {"category": CLASSES[min(number, len(CLASSES)) - 1]}
    )


def announced(world: World) -> int:
    """Everybody of A and B is for resolution 4, of C two against one."""
    four = world.resolutions["4"]
    with world.app.app_context():
        step(four, "open")
        vote_online(four, range(1, 36))
        vote_online(four, range(36, 38), "against")
        vote_online(four, range(38, 39))
        step(four, "close")
        assert step(four, "announce") == "ok"
    return four


@pytest.mark.parametrize(
    ("language", "small", "carried"),
    [
        ("nl", "Categorie C heeft 5 vennoten.", "draagt het stembiljet de categorie"),
        ("fr", "La catégorie C compte 5 coopérateurs.", "le bulletin porte la catégorie"),
        ("de", "Kategorie C hat 5 Mitglieder.", "trägt der Stimmzettel die Kategorie"),
        ("en", "Category C has 5 members.", "the ballot carries the category"),
    ],
)
def test_the_ballot_says_what_it_carries_and_what_small_categories_risk(
    classed: World, language: str, small: str, carried: str
) -> None:
    one, four = classed.resolutions["1"], classed.resolutions["4"]
    with classed.app.app_context():
        step(one, "open")
        step(four, "open")
    page = classed.member(5).look(f"/resolutions/{four}?lang={language}").text.replace("\xa0", " ")
    assert small in page
    assert carried in page
    assert carried not in classed.member(5).look(f"/resolutions/{one}?lang={language}").text


def test_nobody_is_shown_the_counts_of_a_small_category(classed: World) -> None:
    """Total 36 for, 2 against: if B were shown beside A, C would be the difference."""
    four = announced(classed)
    chair, secretary = classed.person("chair"), classed.person("secretary")
    member = classed.member(5).look("/results?lang=en").text
    assert "Category A: for 20 of 20 (100.00%); the majority is reached." in member
    assert "Category B: the majority is reached." in member
    assert "Category C: the majority is not reached." in member
    rows = re.findall(r"<tr><th scope=\"row\">([ABC])</th>(.*?)</tr>", member, re.DOTALL)
    cells = {name: re.findall(r">([^<]+)</td>", row) for name, row in rows}
    hidden = ["counts not shown"]
    assert cells == {"A": ["20", "0", "0"], "B": hidden, "C": hidden}
    assert "Category C: the majority is not reached." in chair.look("/chair/?lang=en").text
    results = secretary.look("/office/after/results.json").get_json()
    [told] = [item["result"] for item in results["resolutions"] if item["number"] == "4"]
    assert [name for name, of in told["by_class"].items() if "counts" in of] == ["A"]
    sheet = secretary.look("/office/after/results.csv?lang=en").text
    assert [line.rpartition(",")[2].rpartition(";")[2] for line in sheet.splitlines()[-2:]] == ["", "A"]
    display = classed.app.test_client().get(f"/display/{classed.staff['display']}/state").text
    assert "Category C" in display or "Categorie C" in display
    assert four


def test_before_the_announcement_the_chair_sees_no_more(classed: World) -> None:
    four = classed.resolutions["4"]
    with classed.app.app_context():
        step(four, "open")
        vote_online(four, range(1, 39))
        step(four, "close")
    page = classed.person("chair").look("/chair/?lang=en").text
    assert "Category A: for 20 of 20" in page
    assert "Category C: the majority is reached." in page
    assert not re.search(r"Category C: for", page)


def test_papers_are_given_out_and_counted_by_category(classed: World) -> None:
    four = classed.resolutions["4"]
    with classed.app.app_context():
        step(four, "open")
        issue_papers(classed, four, range(20, 23))
        db.session.rollback()
    desk = classed.person("supervisor")
    with classed.app.app_context():
        issue_papers(classed, four, range(37, 38))
    assert answer_of(desk.look("/desk/BRU/paper")) == "ok"
    with classed.app.app_context():
        step(four, "close")
    path = f"/desk/BRU/sheets/{four}"
    shown = classed.person("teller").look(f"{path}?lang=en").text
    assert "Category B: 2 handed out" in shown
    assert "Category C: For" in shown
    counts = {"ballots": "4", "cell-A:for": "1", "cell-B:for": "1", "cell-B:against": "1", "cell-C:for": "1"}
    wrong = counts | {"cell-A:for": "2", "cell-C:for": "0"}
    refused = classed.person("teller").send(f"{path}?lang=en", wrong)
    assert "Category A: 2 ballots counted, 1 issued here." in refused.text
    for teller in ("teller", "teller_2"):
        classed.person(teller).look(path)
        assert answer_of(classed.person(teller).send(path, counts)) == "ok"
    with classed.app.app_context():
        assert step(four, "announce") == "ok"
    assert "Category B: the majority is not reached." in classed.member(5).look("/results?lang=en").text
