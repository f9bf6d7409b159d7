"""Register files for tests: the headings as the administration writes them, and lines to go with them."""

from voting.errors import InvalidFile
from voting.register.csv_file import read_register

HEADINGS = (
    "Lidnummer;Categorie;Rechtsvorm;Naam;Voornaam;Vertegenwoordiger;E-mail;Taal;Postcode;Gemeente;"
    "Toegetreden op;Uitgetreden op;Reden uittreding"
)
COLUMNS = HEADINGS.split(";")
BY_KEYWORD = {column.replace(" ", "_").replace("-", "_"): column for column in COLUMNS}
SOUND = {
    "Lidnummer": "100001",
    "Categorie": "A",
    "Rechtsvorm": "natuurlijke persoon",
    "Naam": "Peeters",
    "Voornaam": "An",
    "Vertegenwoordiger": "",
    "E-mail": "an@example.org",
    "Taal": "nl",
    "Postcode": "1000",
    "Gemeente": "Brussel",
    "Toegetreden op": "01/06/2016",
    "Uitgetreden op": "",
    "Reden uittreding": "",
}


def line(number: int | str = 100001, **changes: str) -> str:
    """A line of the file; ``changes`` by heading, a space or hyphen in it written as an underscore."""
    values = SOUND | {"Lidnummer": str(number)}
    for name, value in changes.items():
        values[BY_KEYWORD[name]] = value
    return ";".join(values.values())


def file(*lines: str, headings: str = HEADINGS, ends: str = "\r\n") -> bytes:
    """A whole file, as bytes."""
    return ends.join((headings, *lines, "")).encode()


def faults(content: bytes) -> list[tuple[int, str, str]]:
    """Line, column and code of every fault in a file; none where it can be read."""
    try:
        read_register(content)
    except InvalidFile as invalid:
        return [(fault.line, fault.column, fault.code) for fault in invalid.faults]
    return []
