"""The page of the facts of the year: entered, corrected and taken back by its forms, by who may."""

import re
from html import unescape

import pytest
from lxml import html
from werkzeug.test import TestResponse

from tests.report.test_enter_fact import enter, held, rows
from tests.report.test_facts import CONTENTS
from tests.world import World
from voting.rehearsal.browser import Browser, answer_of
from voting.report.facts import FactKind
from voting.web.office.report.fact_form import SPARE
from voting.wording.report.facts import GROUPS

PAGE = "/office/report/2025/facts"
COUNTER = {"names.nl": "Opleidingen", "number": "90", "unit": "number", "source": "de lijst"}
TYPED: dict[FactKind, dict[str, str]] = {
    FactKind.COUNTER: {"names.nl": "Opleidingen", "number": "7,4", "unit": "number", "code": "trainings"},
    FactKind.COMMITTEE: {
        **{"names.nl": "Ethisch comité", "names.fr": "Comité d’éthique", "meetings": "7", "new_members": "2"},
        **{"subjects.0.names.nl": "Sekswerk", "subjects.0.recommended": "yes", "subjects.1.names.nl": ""},
        **{"subjects.3.names.nl": "Discriminatie"},
    },
    FactKind.SURVEY: {
        **{"names.nl": "Grote enquête", "respondents": "2.256"},
        **{"scores.0.names.nl": "Tevredenheid", "scores.0.number": "7,4", "scores.0.unit": "of_ten"},
        **{"scores.1.unit": "number", "scores.2.names.nl": "Blijft", "scores.2.number": "74"},
        **{"scores.2.unit": "percent", "scores.2.code": "stay"},
    },
    FactKind.PARTNER: {"names.fr": "Urbike", "everywhere": "yes"},
    FactKind.NETWORK: {"names.nl": "Febecoop"},
    FactKind.FOUNDING: {
        "year": "2016",
        "founders.0.nl": "De Bron",
        "founders.2.nl": "An",
        "founders.1.nl": "",
    },
    FactKind.DIRECTORS: {"term_years": "4", "articles.term": "24", "articles.pay": "23", "paid": "yes"},
    FactKind.RULE: {"code": "one_vote", "article": "37"},
    FactKind.ASSEMBLY: {"kind": "extraordinary", "date": "2025-11-08", "entitled": "95", "voters": "40"},
}
ANYWHERE = dict.fromkeys(("nl", "fr", "en", "de"), "Urbike")
STORED = {
    FactKind.COUNTER: {"trainings": {"names": {"nl": "Opleidingen"}, "number": "7.4", "unit": "number"}},
    FactKind.COMMITTEE: {
        "ethisch_comite": {
            **{"names": {"nl": "Ethisch comité", "fr": "Comité d’éthique"}, "meetings": 7, "new_members": 2},
            "subjects": [
                {"names": {"nl": "Sekswerk"}, "recommended": True},
                {"names": {"nl": "Discriminatie"}, "recommended": False},
            ],
        }
    },
    FactKind.SURVEY: {
        "grote_enquete": {
            **{"names": {"nl": "Grote enquête"}, "respondents": 2256},
            "scores": [
                {"code": "tevredenheid", "names": {"nl": "Tevredenheid"}, "number": "7.4", "unit": "of_ten"},
                {"code": "stay", "names": {"nl": "Blijft"}, "number": 74, "unit": "percent"},
            ],
        }
    },
    FactKind.PARTNER: {"urbike": {"names": ANYWHERE, "relation": "joined_us"}},
    FactKind.NETWORK: {"febecoop": {"names": {"nl": "Febecoop"}}},
    FactKind.FOUNDING: {
        "founding": {"year": 2016, "founders": [{"nl": "De Bron"}, {"nl": "An"}], "special_status": False}
    },
    FactKind.DIRECTORS: {
        "directors": {
            **{"term_years": 4, "paid": True, "statutory_director": False},
            "articles": {"term": "24", "pay": "23"},
        }
    },
    FactKind.RULE: {"one_vote": {"article": "37"}},
    FactKind.ASSEMBLY: {
        "2025-11-08": {"kind": "extraordinary", "date": "2025-11-08", "entitled": 95, "voters": 40}
    },
}


def form(browser: Browser, kind: str, code: str = "") -> tuple[str, dict[str, str]]:
    """The address of the form of a fact, and its fields as they are filled in."""
    address = f"{PAGE}/{kind}" + (f"?code={code}" if code else "")
    forms = html.fromstring(browser.look(address).text).forms
    [own] = [own for own in forms if own.action == address]
    return address, {name: str(value) for name, value in own.form_values() if name != "csrf_token"}


def send(world: World, kind: str, fields: dict[str, str]) -> TestResponse:
    """Fill in the form of a new fact."""
    browser = world.person("secretary")
    address, empty = form(browser, kind)
    ticked = {name: value for name, value in empty.items() if value != "yes"}
    return browser.send(address, ticked | {"source": "de lijst"} | fields)


def told(response: TestResponse) -> str:
    return unescape(re.sub("<[^>]+>", "", response.text))


@pytest.mark.parametrize("kind", list(GROUPS))
def test_each_kind_is_entered_and_its_form_has_it_again(world: World, kind: FactKind) -> None:
    entered = send(world, kind, TYPED[kind])
    assert (entered.status_code, entered.location) == (303, f"{PAGE}#{kind}")
    assert held(world.app) == {kind: STORED[kind]}
    [code] = STORED[kind]
    secretary = world.person("secretary")
    assert answer_of(secretary.send(*form(secretary, kind, code))) == "ok"
    assert rows(world.app) == 1, "what was not changed is not entered again"


def test_the_page_has_what_was_entered_with_its_author_and_source(world: World) -> None:
    for kind, typed in TYPED.items():
        send(world, kind, typed)
    shown = told(world.person("auditor").look(PAGE))
    for sentence in (
        "Opleidingen: 7,4",
        "Sekswerk (met een aanbeveling)",
        "Tevredenheid: 7,4/10",
        "Blijft: 74%",
        "{committee.ethisch_comite.meetings}",
        "In teksten: {networks}",
        "Buitengewone algemene vergadering, 08/11/2025",
        "Bron: de lijst",
        "Ingevoerd door secretary op 17 juni 2025.",
        "Nog niet geschreven in: Français, English, Deutsch",
    ):
        assert sentence in shown
    assert "Een comité toevoegen" not in shown, "the auditor reads"
    own = told(world.person("secretary").look(PAGE))
    assert "Een comité toevoegen" in own
    assert "De oprichting invoeren" not in own, "there is one"


def test_every_fault_is_told_beside_what_was_typed(world: World) -> None:
    typed = TYPED[FactKind.SURVEY] | {
        **{"names.nl": "", "respondents": "veel", "source": "", "scores.0.number": "11"},
        **{"scores.2.code": "tevredenheid", "scores.1.number": "x"},
    }
    refused = send(world, "survey", typed)
    assert (refused.status_code, refused.headers["Refusal"]) == (422, "invalid_form")
    shown = told(refused)
    for sentence in (
        "Naam: De waarde ontbreekt.",
        "Respondenten: “veel” is geen geheel getal.",
        "Bron: De waarde ontbreekt.",
        "Resultaat 1: Het cijfer: 11 ligt niet tussen 0 en 10.",
        "Resultaat 2: Naam: De waarde ontbreekt.",
        "Resultaat 2: Het cijfer: “x” is geen getal.",
    ):
        assert sentence in shown
    assert '<a href="#scores-1-number">' in refused.text
    assert 'id="scores-1-number" name="scores.1.number" value="x"' in refused.text
    assert refused.text.count('<details id="scores-') == 3 + SPARE
    assert re.search(r'<details id="scores-1" open>', refused.text)
    assert held(world.app) == {}


def test_fields_that_no_form_of_ours_has_are_left_alone(world: World) -> None:
    odd = dict.fromkeys(
        ("scores", "scores.x.number", "scores.9999.number", "scores.-1.code", "scores.1"), "1"
    )
    assert answer_of(send(world, "survey", TYPED[FactKind.SURVEY] | odd)) == "ok"
    assert held(world.app)[FactKind.SURVEY] == STORED[FactKind.SURVEY]
    assert answer_of(send(world, "survey", odd)) == "invalid_form"
    assert answer_of(send(world, "survey", {"scores.999.number": "1"})) == "invalid_form"


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(world: World) -> None:
    assert answer_of(send(world, "counter", COUNTER)) == "ok"
    one, other = world.person("secretary"), world.person("administrator")
    address, seen = form(one, "counter", "opleidingen")
    form(other, "counter", "opleidingen")
    assert answer_of(other.send(address, seen | {"number": "91"})) == "ok"
    refused = one.send(address, seen | {"number": "92"})
    assert (refused.status_code, refused.headers["Refusal"]) == (409, "changed_meanwhile")
    assert 'name="number" value="92"' in refused.text
    back = one.send(f"{PAGE}/counter/back?code=opleidingen", {"why": "dubbel"})
    assert back.headers["Refusal"] == "changed_meanwhile"
    assert held(world.app)["counter"]["opleidingen"]["number"] == 91
    taken = send(world, "counter", COUNTER | {"number": "93"})
    assert "Korte naam voor in teksten: Er is al een gegeven" in told(taken)


def test_what_is_taken_back_does_not_count_and_can_be_read(world: World) -> None:
    send(world, "counter", COUNTER)
    secretary = world.person("secretary")
    form(secretary, "counter", "opleidingen")
    address = f"{PAGE}/counter/back?code=opleidingen"
    refused = secretary.send(address, {"why": " "})
    assert "Reden: De waarde ontbreekt." in told(refused)
    assert 'name="number" value="90"' in refused.text
    for _press in range(2):
        answer = secretary.send(address, {"why": "dubbel"})
        assert (answer.status_code, answer.location) == (303, f"{PAGE}#counter")
    assert held(world.app) == {}
    shown = told(secretary.look("/office/report/2025/figure?of=facts/counter/opleidingen"))
    for word in ("ingetrokken", "dubbel", "Opleidingen", "90", "de lijst"):
        assert word in shown


def test_what_the_year_before_had_is_offered_again_without_its_numbers(world: World) -> None:
    enter(world.app, 1, FactKind.SURVEY, "big", year=2024)
    enter(world.app, 1, FactKind.COMMITTEE, "ethics", year=2024)
    enter(world.app, 1, code="trainings", year=2024)
    enter(world.app, 1, FactKind.PARTNER, "urbike", year=2024)
    enter(world.app, 1, FactKind.DIRECTORS, year=2024)
    secretary = world.person("secretary")
    shown = told(secretary.look(PAGE))
    assert shown.count("Nog niet ingevoerd voor 2025:") == 3
    assert "Het geldt sinds 2024." in shown
    page = secretary.look(f"{PAGE}/survey?code=big").text
    assert 'name="names.nl" lang="nl" class="wide-field" maxlength="500" value="Ethisch comité"' in page
    assert 'name="respondents" value=""' in page
    assert 'name="scores.1.number" value=""' in page
    assert page.count(" open>") == 2, "what has a name and lacks its number"
    assert 'name="scores.1.code" value="stay"' in page
    assert 'name="source" value=""' in page
    assert 'name="meetings" value=""' in secretary.look(f"{PAGE}/committee?code=ethics").text
    address, offered = form(secretary, "counter", "trainings")
    assert answer_of(secretary.send(address, offered | {"number": "95", "source": "x"})) == "ok"
    assert held(world.app)["counter"]["trainings"]["number"] == 95
    assert held(world.app, 2024)["counter"]["trainings"] == CONTENTS[FactKind.COUNTER]
    assert told(secretary.look(PAGE)).count("Nog niet ingevoerd voor 2025:") == 2


def test_who_may(world: World) -> None:
    for who in ("auditor", "secretary", "administrator"):
        assert answer_of(world.person(who).look(PAGE)) == "ok"
    for who in ("chair", "teller"):
        assert answer_of(world.person(who).look(PAGE)) == "forbidden"
    assert answer_of(world.person("auditor").look(f"{PAGE}/counter")) == "forbidden"
    assert answer_of(world.person("auditor").send(f"{PAGE}/counter", COUNTER)) == "forbidden"
    assert answer_of(world.person("auditor").send(f"{PAGE}/counter/back?code=x", {})) == "forbidden"
    for address in ("weather", "scheme", "counter?code=unknown"):
        assert answer_of(world.person("secretary").look(f"{PAGE}/{address}")) == "not_found"


@pytest.mark.parametrize(
    ("language", "heading", "title"),
    [
        ("nl", "Gegevens van het jaar 2025", "Ethisch comité"),
        ("fr", "Données de l’année 2025", "Comité d’éthique"),
        ("de", "Angaben des Jahres 2025", "Ethisch comité"),
        ("en", "Facts of the year 2025", "Ethisch comité"),
    ],
)
def test_in_each_language(world: World, language: str, heading: str, title: str) -> None:
    send(world, "committee", TYPED[FactKind.COMMITTEE])
    shown = told(world.person("secretary").look(f"{PAGE}?lang={language}"))
    assert heading in shown
    assert title in shown
    written = {"nl": "7,4", "fr": "7,4", "de": "7,4", "en": "7.4"}[language]
    send(world, "counter", TYPED[FactKind.COUNTER])
    asked = world.person("secretary").look(f"{PAGE}/counter?code=trainings&lang={language}").text
    assert f'name="number" value="{written}"' in asked
