"""The scheme and the annex of the report are chosen on its page; what is not entered yet is asked for."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest
from flask_babel import force_locale

from tests.command_line import Terminal
from tests.report.test_special_report import content_of, page, sign, write
from tests.world import World
from voting.rehearsal.browser import answer_of
from voting.wording.report.wanted import facts_wanted, model_texts, texts_wanted
from voting.wording.report.writing import Writing


def shape(world: World, who: str = "secretary", **fields: Any) -> str:
    browser = world.person(who)
    browser.look("/office/report/2025")
    values = {"scheme": "be", "annex": ["history"], "was": browser.field("was", "")} | fields
    return answer_of(browser.send("/office/report/2025/shape", values))


def wanted(world: World, content: Mapping[str, Any], language: str = "nl") -> set[str]:
    with world.app.test_request_context(), force_locale(language):
        return set(facts_wanted(Writing(content)))


def test_the_annex_has_what_was_chosen(voted: World) -> None:
    assert content_of(voted)["annex"] == ["history", "category"]
    assert "Opkomst per categorie" in page(voted)
    assert shape(voted, annex=["channel", "language"]) == "ok"
    assert content_of(voted)["annex"] == ["language", "channel"]
    assert content_of(voted, 2026)["annex"] == ["language", "channel"], "later years too"
    assert content_of(voted, 2024)["annex"] == ["history", "category"]
    opened = docx.Document(
        io.BytesIO(voted.person("secretary").look("/office/report/2025/file.docx?in=nl").data)
    )
    captions = [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "Caption"]
    assert "Opkomst per taal" in captions
    assert "Opkomst per categorie" not in captions
    assert shape(voted, annex=[]) == "ok"
    as_file = voted.person("secretary").look("/office/report/2025/file.html?in=nl").text
    assert "Bijlage: de opkomst in cijfers" not in as_file


def test_a_report_by_another_scheme(voted: World) -> None:
    assert write(voted, 2025, language="en", principle_7="We planted trees.") == "ok"
    assert sign(voted, **{"in": "en", "despite": "en"}) == "ok"
    assert shape(voted, scheme="ica") == "ok"
    assert content_of(voted)["scheme"] == "ica"
    shown = page(voted)
    assert "<h2 id=" in shown
    assert "1. Voluntary and open membership" in shown
    assert "Dit schema is niet geschreven in: Nederlands, Français, Deutsch." in shown
    secretary = voted.person("secretary")
    assert "We planted trees." in secretary.look("/office/report/2025/file.html").text
    assert answer_of(secretary.look("/office/report/2025/file.pdf?in=nl")) == "not_found"
    assert answer_of(secretary.look("/office/report/2025/file.docx?in=fr&signed=1")) == "ok", (
        "as it was signed"
    )
    assert sign(voted) == "invalid_form", "it cannot be signed in Dutch"
    assert write(voted, 2024, language="nl", principle_1="Wij waren met velen.") == "ok"
    assert 'id="unseen"' not in page(voted), "what is not in it need not be looked at"
    assert sign(voted, **{"in": "en", "despite": "en"}) == "ok"
    assert secretary.look("/office/report/2025/file.json").json["title"] == "Participation report 2025"


def test_what_cannot_be_chosen(voted: World) -> None:
    assert shape(voted, scheme="xx") == "bad_request"
    assert shape(voted, was="x") == "changed_meanwhile"
    assert shape(voted, who="auditor") == "forbidden"
    assert 'id="shape"' not in voted.person("auditor").look("/office/report/2025").text


def test_what_is_not_entered_is_asked_for(voted: World) -> None:
    content = content_of(voted)
    assert wanted(voted, content) == {
        *("article.one_vote", "founded", "directors.term", "partners", "networks"),
    }
    told = {"principle_6": {"nl": "{partners} partners, {networks.names}"}}
    assert "partners" not in wanted(voted, content | {"texts": told})
    assert "networks" not in wanted(voted, content | {"texts": told})
    assert "partners" in wanted(voted, content | {"texts": told}, "fr"), "that is no text in French"
    assert "article.one_vote" not in wanted(
        voted, content | {"facts": {"rule": {"one_vote": {"article": "37"}}}}
    )
    shown = page(voted)
    assert 'facts#rule">In welk artikel van de statuten staat “één persoon, één stem”?</a>' in shown
    assert 'facts#founding">Wanneer en door wie' in shown
    assert "Hoe namen de vennoten dit jaar deel" in shown
    with voted.app.test_request_context(), force_locale("nl"):
        asked = texts_wanted(Writing(content | {"texts": told}))
    assert "principle_6" not in asked
    assert "principle_2" in asked


def test_a_text_to_begin_with_is_offered_for_a_section_that_is_empty(voted: World) -> None:
    asked = page(voted, "/texts?in=nl")
    assert "Principe 4 van de ICA: autonomie en onafhankelijkheid" in asked
    assert "De vennootschap heeft geen akkoorden gesloten" in asked
    assert "artikel … van de statuten" in asked
    with voted.app.test_request_context(), force_locale("nl"):
        rule = {"facts": {"rule": {"profit": {"article": "43"}}}}
        models = model_texts(Writing(content_of(voted) | rule))
    assert "artikel {article.profit} van de statuten" in models["principle_3"]
    assert write(voted, 2025, **models) == "invalid_form", "that article has not been entered"
    assert write(voted, 2025, principle_4=models["principle_4"]) == "ok"
    assert "geen akkoorden gesloten" not in page(voted, "/texts?in=nl").replace(models["principle_4"], "")
    assert "Grundsatz 4 der ICA: Autonomie" in page(voted, "/texts?in=de")


@pytest.mark.parametrize(("lang", "code"), [("en", 0), ("nl", 2)])
def test_the_command_knows_the_languages_of_the_scheme(
    voted: World,
    tmp_path: Path,
    lang: str,
    code: int,
) -> None:
    assert shape(voted, scheme="ica") == "ok"
    terminal = Terminal(voted.app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    result = terminal.run_here("report", 2025, "--lang", lang, "--format", "html")
    assert result.exit_code == code, result.output
    assert ("Participation report 2025" in result.output) == (code == 0)
