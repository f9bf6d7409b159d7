"""What is entered in the journey from nothing: a register as another administration keeps it, and an agenda
with each way of voting."""

import datetime as dt
from dataclasses import dataclass

from voting.ballot.definition import POINT
from voting.ballot.methods import Method

TODAY = dt.date.today()  # noqa: DTZ011 - the served clock is the system's
DAY = TODAY + dt.timedelta(days=24)
"""Of the assembly: its record date, thirty days before, is past, and there is still time to send letters."""
ON_PAPER = 0.9
"""So much of the register has no e-mail address: a letter on paper takes less time than a mail."""
LANGUAGES = ("nl", "fr", "de")
WORDS = {"nl": "Niederländisch", "fr": "Französisch", "de": "Deutsch"}
HEADINGS = (
    *("Mitgliedsnummer", "Kategorie", "Rechtsform", "Name", "Vorname", "Vertreter", "E-Mail", "Sprache"),
    *(
        "Straße und Hausnummer",
        "PLZ",
        "Ort",
        "Mitglied seit",
        "Austrittsdatum",
        "Austrittsgrund",
        "Bemerkung",
    ),
)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda: how the page names the way of voting, its title, and the candidates."""

    method: str
    way: str
    title: str
    candidates: tuple[str, ...] = ()
    seats: int = 0
    """0: not asked."""


POINTS = (
    Point(POINT, "A report, questions or another point without a vote", "Jahresbericht"),
    Point(Method.FOR_AGAINST_ABSTAIN, "For, against or abstain", "Jahresabschluss"),
    Point(Method.PER_CANDIDATE, "A vote on each candidate", "Verwalter", ("Ann", "Bob"), 2),
    Point(Method.PLURALITY_AT_LARGE, "As many marks as there are seats", "Ausschuss", ("Cem", "Dora"), 2),
    Point(Method.APPROVAL, "Approval: as many marks as one likes", "Beirat", ("Eva", "Finn"), 1),
    Point(Method.SCOTTISH_STV, "Transferable vote, as in Scotland", "Rat", ("Gus", "Hana", "Ilse"), 2),
    Point(Method.MEEK_STV, "Transferable vote, by Meek", "Jury", ("Jan", "Kim", "Lea"), 2),
    Point(Method.IRV, "Instant runoff", "Vorsitz", ("Max", "Nele")),
    Point(Method.SCHULZE, "Schulze", "Name des Hauses", ("Otto", "Pia")),
)


def language_of(number: int) -> str:
    """The language of a member, by number from 1."""
    return LANGUAGES[number % len(LANGUAGES)]


@dataclass(frozen=True, slots=True)
class Size:
    """How many members there are."""

    members: int

    @property
    def on_paper(self) -> int:
        """How many of them are without an e-mail address: the first."""
        return int(self.members * ON_PAPER)

    @property
    def by_mail(self) -> int:
        """How many have one."""
        return self.members - self.on_paper


def register(size: Size) -> bytes:
    """The register as Windows-1252 with German headings, and a column that nobody knows."""
    lines = [";".join(HEADINGS), *(_line(number, size) for number in range(1, size.members + 1)), ""]
    return "\r\n".join(lines).encode("cp1252")


def _line(number: int, size: Size) -> str:
    address = "" if number <= size.on_paper else f"m{number}@example.org"
    cells = (
        *(str(number), "A", "natürliche Person", f"Müller-Œuvré {number}", "Zoë", "", address),
        *(WORDS[language_of(number)], f"Am Bächlein {number}", "4700", "Eupen", "3.2.2019", "", "", "–"),
    )
    return ";".join(cells)
