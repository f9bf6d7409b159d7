"""A document as blocks: composed once upstairs, in words, and set as PDF, DOCX or a page from these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter, below the title of the document."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A text, as it was written: an empty line begins a new paragraph. ``strong`` says that it matters."""

    text: str
    strong: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, without the empty ones."""
        lines = self.text.replace("\r\n", "\n").split("\n\n")
        return [paragraph.strip() for paragraph in lines if paragraph.strip()]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, ``note`` beside it, and the address of the list that it comes from."""

    text: str
    number: bool = True
    note: str = ""
    address: str = ""

    @property
    def written(self) -> str:
        """The text with its note."""
        return f"{self.text} ({self.note})" if self.note else self.text


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: the cell that names it, and the others."""

    head: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and the names of all its columns."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    caption: str = ""

    @property
    def widths(self) -> list[int]:
        """How wide the columns are in proportion to each other, by the longest text in each."""
        return [max(8, *(min(len(text), 45) for text in column)) + 3 for column in self._columns]

    @property
    def longest_words(self) -> list[int]:
        """The letters of the longest word in each column: what it must have room for."""
        return [
            max(len(word) for text in column for word in text.split() or [""]) for column in self._columns
        ]

    @property
    def _columns(self) -> list[tuple[str, ...]]:
        lines = [self.header, *((row.head, *(cell.written for cell in row.cells)) for row in self.rows)]
        return list(zip(*lines, strict=True))


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, one to a row of the table beside it: names, shares of the longest, and how each value is written.

    ``value`` is None where nothing may be shown.
    """

    title: str
    bars: tuple[tuple[str, float | None, str], ...]
    description: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, one for each of these functions."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own."""


Block = Heading | Text | Items | Table | Chart | Signatures | NewPage


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A document in one language (a code such as ``nl``)."""

    language: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]


def printable(text: str) -> str:
    """A text without the control characters that XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")
