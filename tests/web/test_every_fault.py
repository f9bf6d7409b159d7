"""A form tells every fault at once, in the reader's language, beside what was typed; and stores nothing."""

from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.ballot.meeting import issue_papers, step
from tests.ballot.test_ways_to_decide import HEAD, VENUE, election
from tests.world import Clock, World, make_world
from voting.audit.models import AuditEntry
from voting.extensions import db
from voting.rehearsal.browser import answer_of

LANGUAGES = ("nl", "fr", "de", "en")
Told = dict[str, tuple[str, ...]]

LONG = "x" * 201
BOUNDS = 'min="1" max="600" required'
PERIODS: Told = {
    "nl": ("Aanwezigheid: “een” is geen geheel getal.", "Aanmeldingen: 0 ligt niet tussen 1 en 600."),
    "fr": ("«\u00a0een\u00a0» n’est pas un nombre entier.", "0 n’est pas compris entre 1 et 600."),
    "de": ("„een“ ist keine ganze Zahl.", "0 liegt nicht zwischen 1 und 600."),
    "en": ("Presence: “een” is not a whole number.", "Sign-ins: 0 is not between 1 and 600."),
}
DISPLAY: Told = {
    "nl": ("Kies één of twee talen.", "“soon” is geen geheel getal.", "hoogstens 100 tekens"),
    "fr": (
        "Choisissez une ou deux langues.",
        "«\u00a0soon\u00a0» n’est pas un nombre entier.",
        "100 caractères",
    ),
    "de": ("Wählen Sie eine oder zwei Sprachen.", "„soon“ ist keine ganze Zahl.", "100 Zeichen"),
    "en": ("Choose one language or two.", "“soon” is not a whole number.", "at most 100 characters"),
}


def logged(world: World) -> int:
    with world.app.app_context():
        number = db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        db.session.rollback()
    return number


def told(
    world: World, who: str, page: str, fields: dict[str, object], sentences: tuple[str, ...], language: str
) -> str:
    """The page after a form with faults: all sentences on it, and nothing stored."""
    browser, before = world.person(who), logged(world)
    browser.look(f"{page}?lang={language}")
    answer = browser.send(page, fields)
    assert (answer_of(answer), answer.status_code) == ("invalid_form", 422)
    shown = unescape(answer.text)
    for sentence in sentences:
        assert sentence in shown
    assert logged(world) == before
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_periods(world: World, language: str) -> None:
    fields: dict[str, object] = {"presence": "een", "sign_ins": "0", "looks": "13", "events": ""}
    shown = told(world, "secretary", "/office/retention", fields, PERIODS[language], language)
    for name in ("presence", "sign_ins", "events"):
        assert f'name="{name}" type="number" {BOUNDS} value="{fields[name]}" aria-invalid' in shown
    assert f'name="looks" type="number" {BOUNDS} value="13" aria-d' in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_display(world: World, language: str) -> None:
    fields = {"venue": "", "language": ["", ""], "delay": "soon", "wifi_name": "Zaal", "wifi_password": LONG}
    shown = told(world, "secretary", "/office/displays", fields, DISPLAY[language], language)
    for part in ("soon", LONG):
        assert f'value="{part}" aria-invalid' in shown
    assert 'value="Zaal"' in shown
    assert shown.count('<option value="" selected>') == 2, "the stream, and no second language"


MANDATES: Told = {
    "nl": ("De waarde ontbreekt.", "Deze dag", "hoogstens 200 tekens"),
    "fr": ("La valeur manque.", "Ce jour", "200 caractères"),
    "de": ("Der Wert fehlt.", "Dieser Tag", "200 Zeichen"),
    "en": (
        "Name: The value is missing.",
        "Day: This day cannot be right.",
        "End of the term: The value is missing.",
        "Reason: The text is too long: at most 200 characters.",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_of_a_director(world: World, language: str) -> None:
    fields: dict[str, object] = {"kind": "coopted", "name": " ", "on": "2025-02-30", "reason": LONG}
    shown = told(world, "secretary", "/office/mandates", fields, MANDATES[language], language)
    assert '<details class="card" open>' in shown
    assert 'id="coopt-on" name="on" type="date" value="2025-02-30" aria-invalid' in shown
    assert 'id="earlier-on" name="on" type="date" value="" ' in shown


def test_a_term_that_ended_already_and_a_day_to_come_are_told_together(world: World) -> None:
    with world.app.app_context():
        resolution = world.resolutions["2"]
        assert step(resolution, "open") == "ok"
    fields: dict[str, object] = {"kind": "earlier", "name": "Eve", "on": "2031-01-01", "ends": "2030-01-01"}
    sentences = (
        "Day: This day is still to come.",
        "End of the term: The end is not after the beginning.",
        "Reason: The value is missing.",
    )
    told(world, "secretary", "/office/mandates", fields, sentences, "en")


SHEET: Told = {
    "nl": (
        "Tegen: “twee” is geen geheel getal.",
        "Hier uitgegeven stembiljetten: 5; verantwoord: 4",
        "Waarom ze niet terugkwamen, of niet geldig zijn: De waarde ontbreekt.",
        "Omgeruild aan deze balie: 0. U telde: 2.",
    ),
    "fr": (
        "«\u00a0twee\u00a0» n’est pas un nombre entier.",
        "Bulletins remis ici\u00a0: 5",
        "La valeur manque.",
    ),
    "de": ("„twee“ ist keine ganze Zahl.", "ausgegebene Stimmzettel: 5", "Der Wert fehlt."),
    "en": (
        "Against: “twee” is not a whole number.",
        "Ballots issued here: 5; accounted for: 4.",
        "Why they were not returned, or not valid: The value is missing.",
        "Exchanged at this desk: 0. You counted: 2.",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tellers_sheet(world: World, language: str) -> None:
    resolution = world.resolutions["1"]
    with world.app.app_context():
        step(resolution, "open")
        issue_papers(world, resolution, range(11, 16))
        step(resolution, "close")
    fields: dict[str, object] = {"ballots": "3", "unreturned": "1", "spoiled": "2", "cell-for": "9"}
    fields["cell-against"] = "twee"
    page = f"/desk/BRU/sheets/{resolution}"
    shown = told(world, "teller", page, fields, SHEET[language], language)
    assert 'value="twee" aria-invalid' in shown
    assert 'value="9" required' in shown, "no sum is told with a number that cannot be read"
    sound = {"ballots": "5", "cell-for": "3", "cell-against": "2", "cell-abstain": "1"}
    sums = {
        "nl": "Voor, tegen en onthouding zijn samen 6",
        "fr": "Pour, contre et abstention font ensemble 6",
        "de": "sind zusammen 6",
        "en": "For: For, against and abstain are 6 together. Valid ballots: 5.",
    }
    told(world, "teller", page, dict(sound), (sums[language],), language)


def test_every_ranking_that_is_none_is_told(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, VENUE + election("irv", 1).removeprefix(HEAD))
    resolution = world.resolutions["1"]
    with app.app_context():
        step(resolution, "open")
        issue_papers(world, resolution, range(11, 14))
        step(resolution, "close")
    fields: dict[str, object] = {"ballots": "3", "rankings": "1 a>a\n1 x\n2 b>c"}
    sentences = (
        "“a>a” is not a ranking",
        "“x” is not a ranking",
        "are 4 together. Valid ballots: 3",
    )
    told(world, "teller", f"/desk/BRU/sheets/{resolution}", fields, sentences, "en")
    fields["rankings"] = "a\nb>a\n3 a>b"
    sentences = ("Line 1, “a”,", "Line 2, “b>a”,")
    told(world, "teller", f"/desk/BRU/sheets/{resolution}", fields, sentences, "en")
