"""A document as a list of blocks, from which the page, the PDF and the DOCX are made."""

import re
from base64 import b64encode
from dataclasses import dataclass

PNG = b"\x89PNG"
"""How a PNG begins."""
TEXT_WIDTH, HIGHEST = 16.6, 20.0
"""Centimetres between the margins of an A4 page, and the most that a picture is high there."""
SHARP = 120
"""The fewest pixels of a picture in an inch of paper."""
LOGO_WIDTH, LOGO_HEIGHT = 6.0, 3.0
"""In centimetres, the most that a logo has of a cover."""
DEPTH = 2
"""How many levels of headings the contents have."""
BOX = "□"
"""Stands for a character that cannot be shown."""
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter, below the title of the document."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, divided by empty lines; ``strong`` is shown in bold."""

    text: str
    strong: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, without the empty ones."""
        lines = self.text.replace("\r\n", "\n").split("\n\n")
        return [paragraph.strip() for paragraph in lines if paragraph.strip()]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of what somebody has written, with its marks; ``address`` is where a link leads. A line break
    begins a new line."""

    text: str
    strong: bool = False
    emphasis: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of what somebody has written; ``quoted`` from somebody else."""

    spans: tuple[Span, ...]
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, and the lists below it."""

    spans: tuple[Span, ...]
    below: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of what somebody has written; numbered from ``first`` on, or with bullets where that is None."""

    items: tuple[ListItem, ...]
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, a ``note`` after it, and the ``address`` of the page that lists what was
    counted."""

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
    """A row of a table: the cell that names it, and the others; ``total`` for a sum."""

    head: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its column headings, rows and caption. ``signed``: the last column is signed by hand, and so
    wide and high enough for that."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    caption: str = ""
    signed: bool = False

    @property
    def widths(self) -> list[int]:
        """The widths of the columns in proportion to each other, from the longest text in each."""
        widths = [max(8, *(min(len(text), 45) for text in column)) + 3 for column in self._columns]
        return [*widths[:-1], max(widths[-1], sum(widths[:-1]) // 4)] if self.signed else widths

    @property
    def longest_words(self) -> list[int]:
        """The number of letters of the longest word in each column, for which there must be room."""
        return [
            max(len(word) for text in column for word in text.split() or [""]) for column in self._columns
        ]

    @property
    def _columns(self) -> list[tuple[str, ...]]:
        lines = [self.header, *((row.head, *(cell.written for cell in row.cells)) for row in self.rows)]
        return list(zip(*lines, strict=True))


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars: for each bar its name, its length as a share of the longest, and the value as it is
    written.

    ``value`` is None where the number is hidden.
    """

    title: str
    bars: tuple[tuple[str, float | None, str], ...]
    description: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, named by its ``number``: what it shows in words, its size in pixels, and its bytes (JPEG or
    PNG) or the ``address`` where a page finds them."""

    number: int
    description: str
    width: int = 0
    height: int = 0
    content: bytes = b""
    address: str = ""

    @property
    def data(self) -> str:
        """The picture itself as an address."""
        kind = "png" if self.content.startswith(PNG) else "jpeg"
        return f"data:image/{kind};base64,{b64encode(self.content).decode()}"

    @property
    def centimetres(self) -> tuple[float, float]:
        """Its width and height on paper: as wide as a text, but no larger than is sharp, nor a page high."""
        width = min(TEXT_WIDTH, self.width / SHARP * 2.54)
        height = width * self.height / self.width
        shrunk = min(1, HIGHEST / height)
        return width * shrunk, height * shrunk


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, one for each function named."""

    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """The end of a page."""


Block = Heading | Text | Items | Paragraph | Listing | Table | Chart | Picture | Signatures | NewPage


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page of a document: whose it is, its title and that of the law, its year, and for whom it is;
    ``contents`` is the heading of the contents, on the page after it. What there is not is ""."""

    organisation: str
    particulars: tuple[str, ...]
    title: str
    year: str
    legal_title: str
    recipient: str
    contents: str
    logo: Picture | None = None

    @property
    def logo_width(self) -> float:
        """How wide the logo is on paper, in centimetres."""
        if self.logo is None:
            return 0
        width, height = self.logo.centimetres
        return width * min(1, LOGO_WIDTH / width, LOGO_HEIGHT / height)


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A document in one language (a code such as ``nl``), with the lines of the letterhead it is written
    on; one with a ``cover`` has contents too, and no letterhead."""

    language: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    letterhead: tuple[str, ...] = ()
    cover: Cover | None = None

    @property
    def headings(self) -> tuple[tuple[int, Heading], ...]:
        """The headings of the contents, each with its place among the blocks."""
        found = ((place, block) for place, block in enumerate(self.blocks) if isinstance(block, Heading))
        return tuple((place, heading) for place, heading in found if heading.level <= DEPTH)


def printable(text: str) -> str:
    """A text without the control characters that XML does not allow, and with a box for whatever else it
    does not allow: half a surrogate pair, U+FFFE and U+FFFF."""
    if text.isprintable():
        return text
    return _NOT_XML.sub(BOX, "".join(letter for letter in text if letter >= " " or letter in "\t\n"))
