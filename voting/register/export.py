"""The register as a file: CSV as the administration writes it, which can be imported again, or a table."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.aside import aside, in_turns
from voting.register.compare import detail_as_text
from voting.register.csv_file import OPTIONAL, REQUIRED
from voting.register.headings import CANONICAL
from voting.register.models import Member, MovementKind
from voting.register.movements import in_order, last_membership
from voting.register.registered import MEMBER_FIELDS, PART, standing_movements
from voting.register.search import Query, numbers_of
from voting.register.value_words import KINDS, REASONS
from voting.spreadsheet import Value, as_csv

TABLE_FIELDS = (
    *("number", "category", "kind", "name", "first_name", "birth_date", "representative"),
    *("mandate", "mandate_until", "email", "language"),
    *("street", "box", "postcode", "municipality", "country", "shares"),
)


def register_csv(session: Session, query: Query) -> tuple[int, bytes]:
    """How many members match the query and have ever joined, and a CSV file with the last membership of each.

    Applicants, and those who were refused, are not in it.
    """
    kind_words = {kind.value: word for word, kind in KINDS.items()}
    reason_words = {kind.value: word for word, kind in REASONS.items()}
    columns = (*REQUIRED, *OPTIONAL)
    rows: list[list[str]] = []
    for member, movements in _members(session, query):
        last = in_order(last_membership(movements))
        if not last:
            continue
        values = {name: detail_as_text(getattr(member, name)) for name in MEMBER_FIELDS}
        values["number"] = member.number
        values["kind"] = kind_words[member.kind]
        values["joined_on"] = detail_as_text(last[0][1])
        values["left_on"] = detail_as_text(last[1][1]) if len(last) > 1 else ""
        values["left_as"] = reason_words[last[1][0]] if len(last) > 1 else ""
        rows.append([values[name] for name in columns])
    return len(rows), aside(as_csv, [CANONICAL[name] for name in columns], rows)


def register_table(
    session: Session, query: Query, kinds: Mapping[str, Any], movement_words: Mapping[str, Any]
) -> tuple[int, list[list[Value]]]:
    """How many members match the query, and a row for each: ``TABLE_FIELDS``, then the day they last joined,
    the day they left, and how."""
    rows: list[list[Value]] = []
    for member, movements in _members(session, query):
        row: list[Value] = [getattr(member, name) for name in TABLE_FIELDS]
        row[2] = str(kinds[member.kind])
        last = in_order(last_membership(movements) or movements)
        joined = last[0] if last and last[0][0] == MovementKind.JOINED else None
        ended = last[-1] if last and last[-1] != joined else None
        row.append(joined[1] if joined else None)
        row.append(ended[1] if ended else None)
        row.append(str(movement_words[ended[0]]) if ended else "")
        rows.append(row)
    return len(rows), rows


def _members(session: Session, query: Query) -> Iterator[tuple[Member, Collection[tuple[str, date]]]]:
    movements = standing_movements(session)
    chosen = numbers_of(query).subquery()
    members = select(Member).where(Member.number.in_(select(chosen.c.number))).order_by(Member.number)
    for part in in_turns(session.scalars(members).partitions(PART)):
        for member in part:
            yield member, movements.get(member.number, ())
