"""What a report lacks in a language: found in its content, told before it is made and before it is signed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import force_locale

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.world import MEETING, Clock, make_world
from voting.database import writing
from voting.extensions import db
from voting.languages import LANGUAGES
from voting.report.lacks import Lack, report_lacks
from voting.report.texts import write_texts
from voting.stamp import stamp
from voting.wording.report.lacks import lacks_in_words

NOTHING: dict[str, list[Lack]] = {code: [] for code in LANGUAGES}
ALL = dict.fromkeys(LANGUAGES, "x")


def content(**parts: Any) -> dict[str, Any]:
    return {"year": 2025, "texts": {}} | parts


def test_what_is_in_every_language_lacks_nothing() -> None:
    told = content(texts={"introduction": ALL}, venues={"BRU": ALL}, cooperative={"name": ALL, "court": {}})
    assert report_lacks(told, LANGUAGES) == NOTHING
    assert report_lacks(content(), LANGUAGES) == NOTHING


def test_a_text_of_one_language_is_lacking_in_the_others() -> None:
    words = {"nl": "Welkom", "fr": ""}
    lack = Lack("texts", "introduction", words)
    told = content(texts={"introduction": words, "principle_1": {"fr": ""}})
    assert report_lacks(told, LANGUAGES) == NOTHING | {code: [lack] for code in ("fr", "de", "en")}


def test_names_are_found_wherever_they_stand() -> None:
    ethics, order, founder = {"nl": "Ethiek", "fr": "Éthique"}, {"nl": "Orde"}, {"nl": "Stad", "de": "Stadt"}
    told = content(
        facts={
            "committee": {"ethics": {"names": ethics, "subjects": [{"names": order, "recommended": True}]}},
            "founding": {"founding": {"year": 2017, "founders": [founder, founder]}},
        },
        decisions=[{"number": "1", "title": {"fr": "Comptes"}}],
        turnout={"2025-06-17": {"by": {"language": {"nl": {"voters": 3}, "fr": {"voters": None}}}}},
    )
    committee = [Lack("facts/committee", "names", ethics), Lack("facts/committee", "names", order)]
    founders, accounts = (
        Lack("facts/founding", "founders", founder),
        Lack("decisions", "title", {"fr": "Comptes"}),
    )
    assert report_lacks(told, LANGUAGES) == {
        "nl": [accounts],
        "fr": [committee[1], founders],
        "de": [*committee, accounts],
        "en": [*committee, founders, accounts],
    }


def test_a_scheme_of_one_language_is_lacking_in_the_others() -> None:
    assert report_lacks(content(), ("en",)) == NOTHING | {
        code: [Lack("scheme", "", {})] for code in ("nl", "fr", "de")
    }


def test_it_is_told_in_words(app: Flask) -> None:
    told = content(
        scheme="ica",
        texts={"introduction": {"nl": "Welkom", "en": "Welcome"}},
        cooperative={"name": {"fr": "Moulin"}},
    )
    with app.test_request_context(), force_locale("nl"):
        said = lacks_in_words(told)
    assert said["nl"] == [
        "De titels en de zinnen staan in een andere taal.",
        "Coöperatie: “Moulin” staat er in een andere taal (Français).",
    ]
    assert said["fr"] == [
        "De titels en de zinnen staan in een andere taal.",
        "“In short”: de tekst valt weg. Hij is er in: Nederlands, English.",
    ]
    assert said["en"] == ["Coöperatie: “Moulin” staat er in een andere taal (Français)."]


def test_the_terminal_says_it_beside_the_report(make_database: Callable[[str], str], tmp_path: Path) -> None:
    terminal = Terminal(make_database("sqlite"), tmp_path)
    app = new_app(terminal.url, tmp_path)
    make_world(app, Clock(), members=3)
    with app.app_context(), writing(db.session()) as session:
        texts = {"introduction": "Welkom"}
        write_texts(session, 2025, "nl", texts, stamp({}), known=(), now=MEETING, account_id=1)
    lacking = terminal.run("report", 2025, "--lang", "fr", "--format", "html")
    assert "« Introduction » : le texte est omis. Il existe en : Nederlands." in lacking.stderr.replace(
        "\u00a0", " "
    )
    assert "le texte est omis" not in lacking.stdout
    assert terminal.run("report", 2025, "--lang", "nl", "--format", "html").stderr == ""
