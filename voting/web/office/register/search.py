"""The register of members: searched, paged through, and downloaded as a file."""

from io import BytesIO

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from voting.audit.chain import digest, record
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.register.export import TABLE_FIELDS, register_csv, register_table
from voting.register.looks import note_look
from voting.register.models import PersonKind
from voting.register.search import PAGE, MembershipState, Query, search
from voting.register.values import CATEGORIES
from voting.spreadsheet import write_xlsx
from voting.typed import day_in
from voting.web.jobs.asking import long_work
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.web.office.paging import asked_page, pages_of
from voting.web.person import person
from voting.wording.register import COLUMNS, FIELDS, KINDS, REASONS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    """One page of the members who match the query."""
    query = asked_for()
    return _of_state(query) if query.state else _page(query)


@long_work
def _of_state(query: Query) -> ResponseReturnValue:
    """Of how things stand the movements of everybody are added up: while others wait for nothing."""
    return _page(query)


def _page(query: Query) -> str:
    page = asked_page()
    total, found = search(db.session(), query, page)
    keep_look("search", query_in_words(query), total)
    return render_template(
        "office/register/list.html",
        query=query,
        today=now().date(),
        total=total,
        found=found,
        page=page,
        pages=pages_of(total, PAGE),
        categories=sorted(CATEGORIES),
    )


@blueprint.post("/register/export/<any(csv, xlsx):file_type>")
@long_work
def export_register(file_type: str) -> Response:
    """All members who match, as a file that can be imported again: CSV, or XLSX in the reader's language."""
    query = asked_for()
    if file_type == "csv":
        count, content = register_csv(db.session(), query)
    else:
        count, rows = register_table(db.session(), query, KINDS, REASONS)
        ends = (str(COLUMNS["joined_on"]), gettext("Left or refused on"), str(COLUMNS["left_as"]))
        header = [*(str(FIELDS[name]) for name in TABLE_FIELDS), *ends]
        file = BytesIO()
        write_xlsx(file, gettext("Register"), header, rows)
        content = file.getvalue()
    with writing(db.session()) as session:
        note_look(session, person().account_id, "export", query_in_words(query), count, now=now())
        record(
            session,
            now=now(),
            actor=person().actor,
            action="register.exported",
            file_type=file_type,
            members=count,
            query=digest(query_in_words(query)),
        )
    name = f"register-{now():%Y-%m-%d}.{file_type}"
    media_type = XLSX if file_type == "xlsx" else "text/csv; charset=utf-8"
    return Response(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def asked_for() -> Query:
    """The query in the address or form; values that are not possible are left out."""
    values = request.values

    def one_of(name: str, known: frozenset[str]) -> str:
        return values.get(name, "") if values.get(name, "") in known else ""

    return Query(
        on=day_in(values.get("on", "")) or now().date(),
        words=values.get("words", "").replace("\0", "")[:100],
        category=one_of("category", CATEGORIES),
        kind=one_of("kind", frozenset(PersonKind)),
        state=one_of("state", frozenset(MembershipState)),
    )


def query_in_words(query: Query) -> str:
    """The query as the list of looks keeps it."""
    parts = {"words": query.words, "category": query.category, "kind": query.kind, "state": query.state}
    return " ".join([f"on={query.on}", *(f"{name}={value}" for name, value in parts.items() if value)])
