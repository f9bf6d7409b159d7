"""The yearly report on a page and for machines, with the address of the list that each figure comes from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup

from voting.errors import Code, Refused
from voting.report.chart import bar_chart
from voting.report.content import figures_in
from voting.report.document import Chart
from voting.report.models import SignedReport
from voting.web.office.report_document import Writing, report_document
from voting.web.office.report_format import report_number


def a_year(year: int) -> int:
    """A year of the calendar. Raises Refused(not_found) for a number that is none."""
    if not date.min.year < year <= date.max.year:
        raise Refused(Code.NOT_FOUND)
    return year


def page_values(writing: Writing) -> dict[str, Any]:
    """What a page with the report needs, in the language of the moment."""
    return {
        "document": report_document(writing),
        "faults": fault_sentences(writing.content),
        "bar_chart": _picture,
    }


def report_json(content: Mapping[str, Any], signed: SignedReport | None) -> dict[str, Any]:
    """The report as a JSON value: its content, who signed it, and the address of each figure's list."""
    who = signed and {"at": signed.signed_at.isoformat(), "by": signed.name, "hash": signed.content_hash}
    places = [place for place, value in figures_in(content).items() if value is not None]
    addresses = {place: figure_address(content["year"], place) for place in places}
    return {**content, "signed": who, "sources": addresses}


def figure_address(year: int, place: str) -> str:
    """The address of the list that a figure comes from."""
    return url_for("office.figure", year=year, of=place)


def _picture(chart: Chart) -> Markup:
    return Markup(bar_chart(chart))  # noqa: S704 - every text in it has been escaped


def fault_sentences(content: Mapping[str, Any]) -> list[str]:
    """A sentence for each check that the figures of a report fail."""
    members = content["members"]
    sentences = {
        "balance": gettext(
            "The movements do not balance: opening %(opening)s + joined %(joined)s - left %(left)s "
            "is not closing %(closing)s.",
            opening=report_number(members["opening"]),
            joined=report_number(members["joined"]),
            left=report_number(members["left"]),
            closing=report_number(members["closing"]),
        ),
        "categories": gettext("The categories do not add up to the number of members."),
    }
    return [sentences[fault] for fault in content["faults"]]
