"""Tables as CSV and XLSX for a spreadsheet, which never runs a text of ours as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import IO

from xlsxwriter import Workbook

from voting.aside import aside

Value = str | int | float | date | None
Row = Sequence[Value]

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet may take for a formula (OWASP, CSV injection); or one that has the
apostrophe already which marks it as none."""
WIDEST = 60
"""Characters that a column of a workbook is wide at most."""


def as_csv(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A table as CSV: semicolons and a BOM, as spreadsheets in Belgium expect it; dates as in ISO 8601."""
    return b"".join(csv_parts(header, [rows]))


def csv_parts(header: Sequence[str], parts: Iterable[Iterable[Row]]) -> Iterator[bytes]:
    """The same, part by part: nothing of it is kept. Together they are the file."""
    yield b"\xef\xbb\xbf" + _lines([header])
    yield from map(_lines, parts)


def as_xlsx(sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> bytes:
    """A workbook of sheets by name, each a header and rows. Texts stay texts, whatever is in them."""
    file = io.BytesIO()
    with _workbook(file) as workbook:
        for name, (header, rows) in sheets.items():
            _Sheet(workbook, name, header).write(rows)
    return file.getvalue()


def write_xlsx(file: IO[bytes], name: str, header: Sequence[str], parts: Iterable[Sequence[Row]]) -> None:
    """Write a workbook of one sheet into a file, part by part: no more than a part is in memory. Each is
    written while other requests go on."""
    workbook = _workbook(file)
    sheet = _Sheet(workbook, name, header)
    for part in parts:
        aside(sheet.write, part)
    aside(workbook.close)


def _workbook(file: IO[bytes]) -> Workbook:
    """A workbook whose rows lie in a temporary file until it is closed."""
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return Workbook(file, {"constant_memory": True, **never})


class _Sheet:
    """A sheet to which rows are added, each once and in order; its columns become as wide as they are."""

    def __init__(self, workbook: Workbook, name: str, header: Sequence[str]) -> None:
        self._day = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self._sheet = workbook.add_worksheet(name[:31])
        self._sheet.write_row(0, 0, header, workbook.add_format({"bold": True}))
        self._sheet.freeze_panes(1, 0)
        self._widths = [len(title) for title in header]
        self._line = 0

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows below those that are there."""
        sheet, widths = self._sheet, self._widths
        for row in rows:
            self._line += 1
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, str):
                    if value:
                        sheet.write_string(self._line, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(self._line, column, value, self._day)
                else:
                    sheet.write_number(self._line, column, value)
                widths[column] = max(widths[column], len(str(value)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, WIDEST) + 2)


def guard_formula(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that might be gets an apostrophe in front."""
    return f"'{text}" if FORMULA.match(text) else text


def unguard_formula(text: str) -> str:
    """The text that ``guard_formula`` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def _written(value: Value) -> Value:
    """A value as it stands in a CSV file. Numbers are numbers, negative ones too."""
    if isinstance(value, str):
        return guard_formula(value)
    return value.isoformat() if isinstance(value, date) else value


def _lines(rows: Iterable[Row]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows([_written(value) for value in row] for row in rows)
    return file.getvalue().encode()
