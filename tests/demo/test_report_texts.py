"""The texts of the demonstration's special report say the same in every language, below the same headings."""

import re

import pytest

from tests.report.published import published
from voting.demo.report_year import HERE
from voting.languages import LANGUAGES
from voting.report.texts import SECTIONS

TEXTS = HERE / "texts"


def told(language: str, section: str) -> tuple[list[str], list[str]]:
    """The levels of the headings of a text and its marks of lists and quotations, and its numbers and names
    of figures, as Dutch writes them."""
    text = (TEXTS / language / f"{section}.md").read_text()
    numbers = re.findall(r"\{[\w.]+\}|\d+(?:[.,:]\d+)*", text)
    if language == "en":
        numbers = [number.replace(",", ".") for number in numbers]
    return re.findall("^(#+|-|>) ", text, re.MULTILINE), numbers


def headings(language: str) -> list[str]:
    """The headings of all texts, in their order."""
    texts = [(TEXTS / language / f"{section}.md").read_text() for section in SECTIONS]
    return re.findall("^#+ (.*)$", "\n".join(texts), re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_language_says_the_same(language: str, section: str) -> None:
    assert told(language, section) == told("nl", section)


def test_each_language_has_each_text_and_no_other() -> None:
    for language in LANGUAGES:
        assert {file.stem for file in (TEXTS / language).iterdir()} == set(SECTIONS)
        assert len(set(headings(language))) == len(headings(language)) == 20


def test_the_dutch_headings_are_those_published() -> None:
    known = [section.heading for section in published()]
    assert [heading for heading in known if heading in headings("nl")] == headings("nl")
    of_the_scheme = [heading for heading in known if heading and heading not in headings("nl")]
    assert [heading.partition(" van de ICA:")[0] for heading in of_the_scheme] == [
        "Inleiding",
        "Principe 1",
        "Principe 2",
        "Vernieuwing Raad van bestuur (RvB)",
        *(f"Principe {number}" for number in range(3, 8)),
    ]
