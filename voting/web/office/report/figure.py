"""The list that a figure of the yearly report comes from, and its query."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Response, render_template
from flask_babel import format_decimal, gettext

from voting.extensions import db
from voting.report.board_source import ListSource
from voting.report.enter_fact import facts_of
from voting.report.facts import FactKind
from voting.report.sources import FigureSource, source_of
from voting.spreadsheet import Value, as_csv
from voting.web.form import in_address
from voting.web.jobs.asking import long_work
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.web.office.files import file
from voting.web.office.paging import asked_page, pages_of
from voting.wording.mandates import CAUSES, ENDED_BY, ORIGINS, training_in_words
from voting.wording.report.facts import KINDS, fact_lines, fact_title
from voting.wording.report.figures import figure_name
from voting.wording.report.notation import report_day
from voting.wording.report.words import COLUMNS, MOVEMENTS

PAGE = 100
"""How many rows one page of a list has."""


@blueprint.get("/report/<year:year>/figure")
def figure(year: int) -> str:
    """One page of the list, how many rows it has, and its query."""
    place, page = in_address("of"), asked_page()
    source = source_of(db.session(), year, place)
    size = source.size(db.session())
    rows = _written(source, source.rows(db.session(), (page - 1) * PAGE, PAGE))
    sql = source.sql(db.session())
    keep_look("search", f"{year}: {place}", size)
    return render_template(
        "office/report/figure.html",
        year=year,
        place=place,
        name=figure_name(year, place, facts_of(db.session(), year)),
        columns=[COLUMNS[column] for column in source.columns],
        rows=[[report_day(value) if isinstance(value, dt.date) else value for value in row] for row in rows],
        size=size,
        page=page,
        pages=pages_of(size, PAGE),
        sql=sql,
    )


@blueprint.get("/report/<year:year>/figure.csv")
@long_work
def figure_file(year: int) -> Response:
    """The whole list as a file."""
    place = in_address("of")
    source = source_of(db.session(), year, place)
    rows = _written(source, source.rows(db.session()))
    keep_look("export", f"{year}: {place}", len(rows))
    return file(as_csv([str(COLUMNS[column]) for column in source.columns], rows), f"figure-{year}", "csv")


def _written(source: FigureSource | ListSource, rows: Sequence[Any]) -> list[list[Value]]:
    return [_row(dict(zip(source.columns, row, strict=True))) for row in rows]


def _row(values: dict[str, Any]) -> list[Value]:
    return [_value(column, value, values) for column, value in values.items()]


def _value(column: str, value: Any, row: dict[str, Any]) -> Value:
    match column:
        case "movement":
            return str(MOVEMENTS[value])
        case "candidates":
            return ", ".join(_candidate(option) for option in value)
        case "result":
            names = {option["code"]: option["name"] for option in row["candidates"]}
            elected = ", ".join(names[code] for code in value["elected"]) or "–"
            vacant = gettext("Seats left vacant: %(number)s", number=format_decimal(value["vacant"]))
            return f"{elected}. {vacant}"
        case "fact_kind":
            return str(KINDS[FactKind(value)])
        case "fact":
            kind = row["fact_kind"]
            return (
                "\n".join([fact_title(kind, "", value), *fact_lines(kind, value)])
                if value
                else gettext("taken back")
            )
        case "origin":
            return str(ORIGINS[value])
        case "ended_by":
            return str(ENDED_BY[value]) if value else None
        case "cause":
            return str(CAUSES[value])
        case "trained":
            return "; ".join(training_in_words(training) for training in value)
    assert value is None or isinstance(value, str | int | dt.date)  # noqa: S101 - what columns hold
    return value


def _candidate(option: dict[str, Any]) -> str:
    name: str = option["name"]
    return f"{name} ({gettext('outgoing director')})" if option.get("outgoing") else name
