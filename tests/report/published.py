"""The special report of 2025 as a real cooperative handed it in, and what of it a document has lost."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from voting.languages import LANGUAGES

NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*(?:[\u00a0\u202f]?%)?")
YEAR = re.compile(r"\b20\d\d\b")
VOTERS = "1.611"
BY_NATURE = {
    "(the number of a foundation)": "it identifies a real foundation; the demonstration's has one of its own",
    "vergadering van juni 2025 kwamen er drie": "the day of the assembly is written in full",
}
"""By the words around it, a number that a document of the demonstration does not have, and why."""


@dataclass
class Section:
    """A heading with the numbers below it, in their order; of those published, the words around each."""

    heading: str
    numbers: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def published(voters: int = 1611, year: int = 2025) -> list[Section]:
    """The published report, as it would be of another year and where so many had voted; first what stands
    before its first heading."""
    sections = [Section("")]
    for line in (Path(__file__).parent / "published-2025.txt").read_text().splitlines():
        if line.startswith("# "):
            sections.append(Section(line[2:]))
        elif not line.startswith(";"):
            number, words = line.split("\t")
            moved = YEAR.sub(lambda found: str(int(found[0]) + year - 2025), number)
            sections[-1].numbers.append(f"{voters:,}".replace(",", ".") if number == VOTERS else moved)
            sections[-1].words.append(words)
    return sections


class _Reader(HTMLParser):
    """Reads the headings of a page, each with the text below it."""

    def __init__(self) -> None:
        super().__init__()
        self.read = [("", "")]
        self._heading: list[str] | None = None
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A heading begins; other marks part the text."""
        self._is_style = tag == "style"
        if re.fullmatch("h[2-6]", tag):
            self._heading = []
        elif tag not in ("a", "em", "strong", "span"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """A heading ends."""
        self._is_style = False
        if re.fullmatch("h[2-6]", tag) and self._heading is not None:
            self.read.append(("".join(self._heading), ""))
            self._heading = None
        elif tag not in ("a", "em", "strong", "span"):
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        """Text of a heading, or of what stands below one."""
        if self._is_style:
            return
        if self._heading is not None:
            self._heading.append(data)
        else:
            heading, text = self.read[-1]
            self.read[-1] = (heading, text + data)


def sections_of(page: str, language: str) -> list[Section]:
    """The sections of a document as HTML, their numbers as Dutch writes them; first what stands before the
    first heading."""
    reader = _Reader()
    reader.feed(page)
    return [
        Section(heading.strip(), [_in_dutch(found, language) for found in NUMBER.findall(text)])
        for heading, text in reader.read
    ]


def _in_dutch(number: str, language: str) -> str:
    plain = re.sub("[\u00a0\u202f]", "", number)
    of_an_enterprise = re.fullmatch(r"\d{4}\.\d{3}\.\d{3}", plain)
    return plain.translate(str.maketrans(",.", ".,")) if language == "en" and not of_an_enterprise else plain


def lost_from(document: list[Section], told: list[Section]) -> list[str]:
    """What of the headings and numbers told is not in a document, each in its order, below its heading."""
    wanted = [section.heading.casefold() for section in told]
    found: dict[str, list[str]] = {}
    at = ""
    lost = []
    for section in document:
        heading = section.heading.casefold()
        if heading in wanted and heading not in found:
            at = heading
        found.setdefault(at, []).extend(section.numbers)
    if [heading for heading in found if heading] != [one for one in wanted if one and one in found]:
        lost.append("the headings are in another order")
    for section in told:
        heading = section.heading.casefold()
        if heading not in found:
            lost.append(f"# {section.heading}")
        numbers = iter(found.get(heading, []))
        for number, words in zip(section.numbers, section.words, strict=True):
            if words not in BY_NATURE and number not in numbers:
                lost.append(f"{number} ({words}) below “{section.heading}”")
                numbers = iter(found.get(heading, []))
    return lost


def differing(document: list[Section], dutch: list[Section]) -> list[str]:
    """In what a document differs from the Dutch one: the number of its headings, or the figures below one."""
    if len(document) != len(dutch):
        return [f"{len(document)} headings, in Dutch {len(dutch)}"]
    return [
        f"below “{section.heading}”: {dict(more)} more, {dict(less)} less"
        for section, model in zip(document, dutch, strict=True)
        if (more := Counter(section.numbers) - Counter(model.numbers))
        | (less := Counter(model.numbers) - Counter(section.numbers))
    ]


def lost_in(folder: Path, voters: int) -> list[str]:
    """What the reports of 2025 in a folder have lost of the one published, at whose assembly so many have
    voted: in Dutch each heading and number, in the other languages what the Dutch one has."""
    documents = {
        language: sections_of((folder / f"special-report-2025-{language}.html").read_text(), language)
        for language in LANGUAGES
    }
    return lost_from(documents["nl"], published(voters)) + [
        f"{language}: {difference}"
        for language, document in documents.items()
        for difference in differing(document, documents["nl"])
    ]
