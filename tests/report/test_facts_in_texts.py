"""Texts of the report name what was entered: filled in, carried over, marked where it is missing."""

import io

import docx
import pytest

from tests.report.test_enter_fact import enter
from tests.report.test_special_report import page, sign, text_of, write
from tests.world import World
from voting.extensions import db
from voting.report.content import report_content
from voting.report.facts import FactKind
from voting.report.named import names_known
from voting.wording.report.writing import Writing

NAMED = "Er waren {count.trainings} opleidingen, met {survey.big.satisfied}, sinds {founded}."


def test_what_was_entered_is_filled_in_and_leads_to_its_entries(voted: World) -> None:
    assert write(voted, 2025, introduction=NAMED) == "invalid_form", "nothing of it was ever entered"
    enter(voted.app, 1, code="trainings", number=1090)
    enter(voted.app, 1, FactKind.SURVEY, "big")
    enter(voted.app, 1, FactKind.FOUNDING)
    assert write(voted, 2025, introduction=NAMED) == "ok"
    shown = page(voted)
    assert 'of=facts/counter/trainings/number" rel="noopener noreferrer">1.090</a> opleidingen' in shown
    assert ">7,4/10</a>, sinds <a" in shown
    assert ">2016</a>." in shown
    entries = page(voted, "/figure?of=facts/counter/trainings/number")
    assert "Ethisch comité" in entries
    assert "the list" in entries
    asked = page(voted, "/texts?in=nl")
    assert "<code>{survey.big.satisfied}</code></th><td>Ethisch comité: Ethisch comité</td>" in asked
    assert sign(voted) == "ok"
    enter(voted.app, 1, code="trainings", number="1090.5")
    assert "1.090,5</a><strong> (veranderd; ondertekend was 1.090)</strong>" in page(voted)


def test_what_is_not_entered_for_the_year_is_marked_everywhere_and_stops_the_signing(voted: World) -> None:
    enter(voted.app, 1, code="trainings", year=2024)
    words = f"## Over {{count.trainings}}\n\n{NAMED.split(',')[0]}."
    assert write(voted, 2025, principle_1=words) == "ok", "it is known from an earlier year"
    marked = "{count.trainings} (nog niet ingevoerd voor 2025)"
    shown = page(voted)
    assert f"<h3>Over {marked}</h3>" in shown
    assert "{count.trainings}<strong> (nog niet ingevoerd voor 2025)</strong> opleidingen" in shown
    assert "Cijfers die teksten noemen, nog niet ingevoerd voor 2025:" in shown
    assert 'name="hash"' not in shown
    secretary = voted.person("secretary")
    assert text_of(secretary.look("/office/report/2025/file.pdf?in=nl").data).count(marked) == 3, (
        "in the contents too"
    )
    opened = docx.Document(io.BytesIO(secretary.look("/office/report/2025/file.docx?in=nl").data))
    assert sum(marked in paragraph.text for paragraph in opened.paragraphs) == 3
    assert sign(voted) == "figures_missing"


def test_it_cannot_be_signed_by_hand_either(voted: World) -> None:
    enter(voted.app, 1, code="trainings", year=2024)
    assert write(voted, 2025, introduction="{count.trainings} {count.trainings}") == "ok"
    with voted.app.app_context():
        content = report_content(db.session(), 2025)
    refused = voted.person("secretary").send("/office/report/2025/sign", {"hash": "x"})
    assert refused.headers["Refusal"] == "figures_missing"
    assert "count.trainings." in refused.text
    assert "count.trainings" not in names_known(content)
    enter(voted.app, 1, code="trainings")
    assert sign(voted) == "ok"


@pytest.mark.parametrize("year", [2024, 2025])
def test_what_texts_can_name_is_what_is_filled_in(voted: World, year: int) -> None:
    enter(voted.app, 1, FactKind.COMMITTEE, "ethics")
    with voted.app.test_request_context():
        content = report_content(db.session(), year)
        assert Writing(content).named().keys() == names_known(content)
