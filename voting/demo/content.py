"""What the demonstration has, of the year in which it is loaded. Pure, but for its files."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from voting.assembly.definition import AssemblyDefinition
from voting.assembly.documents import DocumentFile, read_documents
from voting.ballot.definition import ResolutionDefinition, read_definition
from voting.ballot.pictures import read_pictures, small_picture
from voting.cooperative.rules import Matter, Particulars
from voting.days import years_later
from voting.files import read_file
from voting.register.csv_file import Row, read_register

HERE = Path(__file__).parent
COOPERATIVE = Particulars(
    name={
        "nl": "De Brede Stroom",
        "fr": "Le Large Courant",
        "en": "The Broad Stream",
        "de": "Der Breite Strom",
    },
    legal_form={"nl": "cv", "fr": "SC", "en": "cooperative company", "de": "Gen."},
    enterprise_number="0999999922",
    office={
        "nl": "Kaai 12, 1000 Brussel",
        "fr": "Quai 12, 1000 Bruxelles",
        "en": "Quai 12, 1000 Brussels",
        "de": "Quai 12, 1000 Brüssel",
    },
    court={"nl": "Brussel", "fr": "Bruxelles", "en": "Brussels", "de": "Brüssel"},
    email="assembly@stream.example",
    phone="+32 2 555 01 23",
    website="https://stream.example",
    articles={
        Matter.NOTICE.value: "22",
        Matter.RECORD_DATE.value: "23",
        Matter.ADVANCE.value: "34",
        Matter.DISTANCE.value: "25",
        Matter.PROXIES.value: "26",
        Matter.MAJORITIES.value: "28",
        Matter.QUESTIONS.value: "30",
        Matter.TERMS.value: "15",
    },
    terms_at_most="2",
)
"""The cooperative of the demonstration, which does not exist."""


@dataclass(frozen=True, slots=True)
class Content:
    """The assembly with its resolutions, the pictures of their candidates, and its documents."""

    assembly: AssemblyDefinition
    resolutions: list[ResolutionDefinition]
    pictures: list[bytes]
    documents: list[DocumentFile]


def assembly_on(day: dt.date) -> Content:
    """The assembly, held on a day: its titles and texts name that day's year and the one before."""
    written = Template((HERE / "assembly.toml").read_text())
    filled = written.substitute(
        day=day,
        record_date=day - dt.timedelta(days=15),
        advance_from=day - dt.timedelta(days=7),
        advance_until=day - dt.timedelta(days=1),
        year=day.year,
        last_year=day.year - 1,
    )
    definition, resolutions = read_definition(filled.encode())
    resolutions, pictures = read_pictures(resolutions, lambda name: (HERE / "portraits" / name).read_bytes())
    documents = read_documents(definition.documents, lambda name: (HERE / name).read_bytes())
    return Content(definition, resolutions, pictures, documents)


def logo() -> bytes | None:
    """The logo of the cooperative, as it is kept."""
    return small_picture((HERE / "logo.webp").read_bytes())


def register_until(today: dt.date) -> list[Row]:
    """The register, all its days moved by as many whole years as leave none of them ahead of today."""
    rows = read_register(read_file(HERE / "register-2025.csv.gz"))
    last = last_day_of(rows)
    years = today.year - last.year
    if years_later(last, years) > today:
        years -= 1
    return [
        replace(
            row,
            joined_on=row.joined_on and years_later(row.joined_on, years),
            left_on=row.left_on and years_later(row.left_on, years),
        )
        for row in rows
    ]


def last_day_of(rows: Iterable[Row]) -> dt.date:
    """The last day on which somebody joined or left: of the register, it is in its last whole year."""
    return max(day for row in rows if (day := row.left_on or row.joined_on))
