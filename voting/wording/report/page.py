"""The yearly report as the values of a page, and for machines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from voting.report.chart import bar_chart
from voting.report.content import figures_in
from voting.report.document import Block, Chart
from voting.report.models import SignedReport
from voting.wording.report.document import report_document
from voting.wording.report.notation import report_number
from voting.wording.report.writing import Writing


def page_values(writing: Writing, approval: Iterable[Block] = ()) -> dict[str, Any]:
    """The values of the template that shows a report; ``approval`` is its last page."""
    return {
        "document": report_document(writing, approval),
        "faults": fault_sentences(writing.content),
        "bar_chart": _picture,
    }


def report_json(
    content: Mapping[str, Any],
    signed: Sequence[SignedReport],
    address: Callable[[str], str],
    changed: Mapping[str, int | str | None] | None = None,
) -> dict[str, Any]:
    """A report as a JSON value: its content, who signed it and what that replaced (the first two of
    ``signed``), by place the signed value of each figure that has ``changed`` since, and by ``address`` the
    address of each figure's list."""
    who = signed and {
        **_signature(signed[0]),
        "approved_on": signed[0].approved_on and signed[0].approved_on.isoformat(),
        "signatories": signed[0].signatories,
        "replaces": _signature(signed[1]) if signed[1:] else None,
    }
    places = [place for place, value in figures_in(content).items() if value is not None]
    addresses = {place: address(place) for place in places}
    title = report_document(Writing(content)).title
    return {**content, "title": title, "signed": who or None, "changed": changed or {}, "sources": addresses}


def _signature(signed: SignedReport) -> dict[str, str]:
    return {"at": signed.signed_at.isoformat(), "by": signed.name, "hash": signed.content_hash}


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
