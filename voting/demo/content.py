"""What the demonstration has, of the year in which it is loaded. Pure, but for its files."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

from voting.assembly.definition import AssemblyDefinition
from voting.assembly.documents import DocumentFile, read_documents
from voting.ballot.definition import ResolutionDefinition, read_definition
from voting.ballot.pictures import read_pictures
from voting.files import read_file
from voting.register.csv_file import Row, read_register

HERE = Path(__file__).parent


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
    filled = written.substitute(year=day.year, last_year=day.year - 1)
    definition, resolutions = read_definition(filled.encode())
    resolutions, pictures = read_pictures(resolutions, lambda name: (HERE / "portraits" / name).read_bytes())
    documents = read_documents(definition.documents, lambda name: (HERE / name).read_bytes())
    return Content(definition.moved(day - definition.date), resolutions, pictures, documents)


def register_until(today: dt.date) -> list[Row]:
    """The register, all its days moved by as many whole years as leave none of them ahead of today."""
    rows = read_register(read_file(HERE / "register-2025.csv.gz"))
    last = max(row.left_on or row.joined_on for row in rows)
    years = today.year - last.year
    if _later(last, years) > today:
        years -= 1
    return [
        replace(
            row,
            joined_on=_later(row.joined_on, years),
            left_on=row.left_on and _later(row.left_on, years),
        )
        for row in rows
    ]


def _later(day: dt.date, years: int) -> dt.date:
    """The same day of a later year; the last of February for one that it does not have."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
