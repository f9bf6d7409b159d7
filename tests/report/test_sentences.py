"""The sentences of the report: for none, one and more, in each language; left out where nothing is known."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from voting.report.document import Cell, Heading, Listing, Paragraph, Table, TextDocument
from voting.report.scheme import Sentence
from voting.wording.report.document import report_document
from voting.wording.report.sentences import sentence_words
from voting.wording.report.writing import Known, Writing

MEMBERS = {"opening": 10, "refused": 0, "resigned": 0, "left_by_law": 0, "excluded": 0, "left": 0}
LANGUAGES = ("nl", "fr", "de", "en")


def content(**changes: Any) -> dict[str, Any]:
    """The content of a year of which little is known."""
    members = MEMBERS | {"joined": 1, "closing": 11, "categories": {"A": 11, "B": 0}}
    return {
        "year": 2025,
        "members": members | changes.pop("members", {}),
        "assemblies": [],
        "board": {"new": 0, "renewed": 0, "vacant": 0, "filled": 0},
        "consistent": True,
        "faults": [],
        "events": {},
        "legal_persons": 0,
        "turnout": {},
        "history": [],
        "decisions": [],
        "venues": {},
        "texts": {},
        "cooperative": {"name": {"nl": "SmartCoop"}},
        "scheme": "be",
        "annex": [],
    } | changes


@pytest.fixture
def told(app: Flask) -> Iterator[Any]:
    """A function that gives the report's document in a language."""

    def told_in(code: str, **changes: Any) -> TextDocument:
        with force_locale(code):
            return report_document(Writing(content(**changes), address=lambda place: f"/{place}"))

    with app.test_request_context():
        yield told_in


def words(document: TextDocument) -> str:
    """Everything that the paragraphs and lists of a document say, a line for each."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            lines.append("".join(span.text for span in block.spans))
        if isinstance(block, Listing):
            lines += ["".join(span.text for span in item.spans) for item in block.items]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("code", "none", "one", "more"),
    [
        (
            "nl",
            "In 2025 werd niemand vrijwillig lid van de coöperatie.",
            "In 2025 werd 1 vennoot vrijwillig lid van de coöperatie.",
            "In 2025 werden 4.104 vennoten vrijwillig lid van de coöperatie.",
        ),
        (
            "fr",
            "En 2025, personne n’a adhéré à la coopérative.",
            "En 2025, 1 coopérateur a adhéré volontairement à la coopérative.",
            "En 2025, 4.104 coopérateurs ont adhéré volontairement à la coopérative.",
        ),
        (
            "de",
            "Im Jahr 2025 ist niemand der Genossenschaft beigetreten.",
            "Im Jahr 2025 ist 1 Mitglied der Genossenschaft freiwillig beigetreten.",
            "Im Jahr 2025 sind 4.104 Mitglieder der Genossenschaft freiwillig beigetreten.",
        ),
        (
            "en",
            "In 2025 nobody became a member of the cooperative.",
            "In 2025, 1 member joined the cooperative voluntarily.",
            "In 2025, 4,104 members joined the cooperative voluntarily.",
        ),
    ],
)
def test_a_sentence_has_words_for_none_one_and_more(
    told: Any, code: str, none: str, one: str, more: str
) -> None:
    for number, sentence in ((0, none), (1, one), (4104, more)):
        assert sentence in words(told(code, members={"joined": number})).split("\n")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "nl",
            "Ze stelde wel het ontslag vast van 213 vennoten en het vertrek van rechtswege (einde "
            "arbeidsovereenkomst of overlijden) van 1 vennoot. "
            "Geen enkele terugtrekkingsaanvraag werd geweigerd. Er werden 3 vennoten "
            "uitgesloten in overeenstemming met de door de coöperatie bepaalde regels.",
        ),
        ("fr", "la démission de 213 coopérateurs et le départ de plein droit"),
        ("de", "von 213 Mitgliedern und das Ausscheiden von Rechts wegen"),
        (
            "en",
            "of 213 members and the departure by law (end of the employment contract, or death) of 1 member.",
        ),
    ],
)
def test_a_noun_follows_its_number(told: Any, code: str, expected: str) -> None:
    members = {"resigned": 213, "left_by_law": 1, "leave_refused": 0, "excluded": 3}
    assert expected in words(told(code, members=members))


def test_zero_is_singular_in_french_alone(told: Any) -> None:
    assert "la démission de 0 coopérateur et" in words(told("fr"))
    assert "het ontslag vast van 0 vennoten en" in words(told("nl"))


def test_each_figure_leads_to_its_list(told: Any) -> None:
    spans = [
        span
        for block in told("nl").blocks
        if isinstance(block, Paragraph)
        for span in block.spans
        if span.text == "1"
    ]
    assert [span.address for span in spans] == ["/members/joined"]


def test_the_members_by_category_are_a_list(told: Any) -> None:
    listed = words(told("nl", members={"closing": 12, "categories": {"A": 11, "B": 1, "C": 0}}))
    assert "11 vennoten van categorie A;\n1 vennoot van categorie B.\n" in listed
    assert "12 vennoten, verdeeld als volgt:" in listed


def test_assemblies_are_told_one_by_one(told: Any) -> None:
    ordinary = [{"date": "2025-06-17", "voters": 1611, "entitled": 44000}]
    extraordinary = [{"date": f"2025-11-0{day}", "voters": day, "entitled": 9} for day in (1, 2)]
    said = words(told("nl", assemblies=ordinary, extraordinary=extraordinary))
    assert "1.611 vennoten brachten hun stem uit op de gewone algemene vergadering van 17/06/2025." in said
    assert (
        "1 vennoot bracht zijn of haar stem uit op de buitengewone algemene vergadering van 01/11/2025."
        in said
    )
    assert "2 vennoten brachten hun stem uit op de buitengewone algemene vergadering van 02/11/2025." in said
    assert "geen gewone algemene vergadering" not in said
    assert "In 2025 werd geen gewone algemene vergadering gehouden." in words(told("nl"))


def test_what_is_not_known_is_not_said(told: Any) -> None:
    for code in LANGUAGES:
        said = words(told(code))
        assert "{" not in said
        assert not any(word in said.lower() for word in ("oprichters", "fondateurs", "gründer", "founded"))
    assert "terugtrekkingsaanvraag" not in words(told("nl"))


def test_headings_are_there_where_something_stands_below_them(told: Any) -> None:
    texts = {f"principle_{number}": {"nl": f"Tekst {number}"} for number in (3, 7)}
    document = told("nl", texts=texts | {"introduction": {"nl": "Begin"}})
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert [text.split(" van")[0] for text in headings] == [
        *("Inleiding", "Principe 1", "Principe 2", "Principe 3", "Principe 6", "Principe 7"),
    ]


def test_a_content_that_was_signed_before_there_were_schemes_is_printed(told: Any) -> None:
    old = content()
    for key in ("scheme", "annex", "cooperative"):
        del old[key]
    old["history"] = [{"date": "2025-06-17", "voters": 4, "entitled": 9}]
    old["assemblies"] = [*old["history"]]
    old["turnout"] = {"2025-06-17": {"by": {"language": {"nl": {"entitled": 9, "voters": 4}}}}}
    with force_locale("nl"):
        document = report_document(Writing(old))
    captions = [block.caption for block in document.blocks if isinstance(block, Table)]
    assert captions == ["", "", "Opkomst per taal"]


FIGURES = {"a": Known(Cell("0"), 0), "b": Known(Cell("1"), 1), "c": Known(Cell("–"))}
PLAIN = {"words": {"nl": "Meer."}, "one": {"nl": "Een."}, "none": {"nl": "Geen."}}


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (Sentence(**PLAIN, of="a"), "Geen."),
        (Sentence(**PLAIN, of="b"), "Een."),
        (Sentence(**PLAIN, of="c"), "Meer."),
        (Sentence(**PLAIN, of="d"), ""),
        (Sentence(**PLAIN, of="a", if_any=True), ""),
        (Sentence(**PLAIN, of="b", if_any=True), "Een."),
        (Sentence(**PLAIN, of="b", unless="a"), ""),
        (Sentence(**PLAIN, of="b", unless="d"), "Een."),
        (Sentence(**PLAIN, of="b", unless_told="x"), ""),
        (Sentence(**PLAIN, of="b", unless_told="x.y"), ""),
        (Sentence(**PLAIN, of="b", unless_told="y"), "Een."),
        (Sentence({"nl": "Meer."}, {}, {}, "a"), "Meer."),
        (Sentence({"nl": "Meer."}, {}, {}, "b"), "Meer."),
        (Sentence({"nl": "{a|x|y} {b|x|y} {c|x|y}"}, {}, {}), "{a} y {b} x {c} y"),
        (Sentence({"nl": "{a} {d}"}, {}, {}), ""),
    ],
)
def test_when_a_sentence_is_said(told: Any, sentence: Sentence, said: str) -> None:
    assert sentence_words(sentence, FIGURES, {"x.y"}) == said
