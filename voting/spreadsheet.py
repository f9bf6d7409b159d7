"""Tables as CSV and XLSX for a spreadsheet, which never runs a text of ours as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import xlsxwriter

Value = str | int | float | date | None

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet may take for a formula (OWASP, CSV injection); or one that has the
apostrophe already which marks it as none."""
WIDEST = 60
"""Characters that a column of a workbook is wide at most."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A table as CSV: semicolons and a BOM, as spreadsheets in Belgium expect it; dates as in ISO 8601."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    writer.writerow([guard_formula(name) for name in header])
    writer.writerows([_written(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """A workbook of sheets by name, each a header and rows. Texts stay texts, whatever is in them."""
    file = io.BytesIO()
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"in_memory": True, **never}) as workbook:
        bold = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        for name, (header, rows) in sheets.items():
            sheet = workbook.add_worksheet(name[:31])
            widths = [len(title) for title in header]
            sheet.write_row(0, 0, header, bold)
            for line, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(line, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(line, column, value)
                    elif value is not None:
                        sheet.write_number(line, column, value)
                    widths[column] = max(widths[column], len(str(value)))
            for column, width in enumerate(widths):
                sheet.set_column(column, column, min(width, WIDEST) + 2)
            sheet.freeze_panes(1, 0)
    return file.getvalue()


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
