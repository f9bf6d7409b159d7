"""The schemes of the product: complete in each of their languages, in the order of a published report."""

from collections.abc import Iterator, Mapping

import pytest

from voting.errors import Refused
from voting.report.scheme import (
    EVENT_KINDS,
    LISTS,
    TABLES,
    ListOf,
    Scheme,
    Sentence,
    Sentences,
    Subheading,
)
from voting.report.schemes import scheme_codes, scheme_of
from voting.report.texts import SECTIONS
from voting.wording.report.figures import EVENT_KINDS as NAMED_KINDS
from voting.wording.report.lists import ITEMS
from voting.wording.report.tables import TABLE_MAKERS

SOURCE = [
    "Inleiding",
    "Principe 1 van de ICA: vrijwillig en open lidmaatschap",
    "Principe 2 van de ICA: democratische controle door de leden",
    "Principe 3 van de ICA: economische participatie vanwege de leden",
    "Principe 4 van de ICA: autonomie en onafhankelijkheid",
    "Principe 5 van de ICA: onderwijs, vorming en informatieverstrekking",
    "Principe 6 van de ICA: samenwerking tussen coöperaties",
    "Principe 7 van de ICA: aandacht voor de gemeenschap",
]
"""The headings of a report that was published, in their order."""


def sentences(scheme: Scheme) -> Iterator[Sentence]:
    for section in scheme.sections:
        for part in section.parts:
            match part:
                case Sentences(found):
                    yield from found
                case ListOf(_code, sentence):
                    yield sentence


def texts(scheme: Scheme) -> Iterator[Mapping[str, str]]:
    yield from (scheme.name, scheme.title, scheme.legal_title, scheme.recipient, *scheme.questions.values())
    for section in scheme.sections:
        yield from (section.heading, section.question, section.model)
        yield from (part.words for part in section.parts if isinstance(part, Subheading))
    for sentence in sentences(scheme):
        yield from (sentence.words, sentence.one, sentence.none)


def test_there_are_schemes_the_belgian_one_first() -> None:
    assert scheme_codes() == ("be", "ica")
    with pytest.raises(Refused):
        scheme_of("../be")


@pytest.mark.parametrize(("code", "languages"), [("be", ("nl", "fr", "de", "en")), ("ica", ("en",))])
def test_each_text_is_there_in_each_language_of_its_scheme(code: str, languages: tuple[str, ...]) -> None:
    scheme = scheme_of(code)
    assert set(scheme.languages) == set(languages)
    for text in texts(scheme):
        assert not text or (set(text) == set(languages) and all(text.values()))
    assert {section.code for section in scheme.sections} == {*SECTIONS, "annex"}
    assert [section.code for section in scheme.sections if section.is_written] == list(SECTIONS)


@pytest.mark.parametrize("code", ["be", "ica"])
def test_a_sentence_names_the_same_figures_in_each_language(code: str) -> None:
    for sentence in sentences(scheme_of(code)):
        for words in (sentence.words, sentence.one, sentence.none):
            names = {language: Sentence({language: text}, {}, {}).names for language, text in words.items()}
            assert len({frozenset(found) for found in names.values()}) <= 1, words


def test_the_belgian_headings_are_those_of_a_published_report() -> None:
    scheme = scheme_of("be")
    assert [section.heading["nl"] for section in scheme.sections[:-1]] == SOURCE
    second = scheme.sections[2]
    assert [part.words["nl"] for part in second.parts if isinstance(part, Subheading)] == [
        "Vernieuwing Raad van bestuur (RvB)"
    ]
    assert "artikel 1 § 7 van het koninklijk besluit van 8 januari 1962" in scheme.legal_title["nl"]


def test_no_law_of_a_country_is_in_the_plain_one() -> None:
    told = " ".join(text["en"] for text in texts(scheme_of("ica")) if text)
    assert not any(word in told for word in ("1962", "decree", "Belg", "Council", "article"))


@pytest.mark.parametrize("mark", [" :", " ;", " ?", " !", "« ", " »", "'"])
def test_french_is_written_with_its_spaces_and_apostrophes(mark: str) -> None:
    assert not [text["fr"] for text in texts(scheme_of("be")) if mark in text.get("fr", "")]


def test_whatever_a_scheme_can_have_is_made() -> None:
    assert ITEMS.keys() == LISTS.keys()
    assert set(TABLE_MAKERS) == set(TABLES)
    assert NAMED_KINDS.keys() <= set(EVENT_KINDS)
