"""The register as a file: CSV as the administration writes it, or a table; either can be imported again."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.aside import aside, in_turns
from voting.register.columns import FIELDS
from voting.register.compare import detail_as_text
from voting.register.headings import CANONICAL
from voting.register.models import Member, MovementKind
from voting.register.movements import in_order, last_membership
from voting.register.registered import MEMBER_FIELDS, PART, standing_movements
from voting.register.search import Query, numbers_of
from voting.register.value_words import APPLICANT, KINDS, REASONS
from voting.spreadsheet import Value, as_csv, unguard_formula

TABLE_FIELDS = (
    *("number", "category", "kind", "name", "first_name", "birth_date", "representative"),
    *("mandate", "mandate_until", "email", "language"),
    *("street", "box", "postcode", "municipality", "country", "shares"),
)


def register_csv(session: Session, query: Query) -> tuple[int, bytes]:
    """How many members match the query, and a CSV file with the last membership of each, or that they never
    joined."""
    kind_words = {kind.value: word for word, kind in KINDS.items()}
    reason_words = {kind.value: word for word, kind in REASONS.items()} | {"": APPLICANT}
    rows: list[list[str]] = []
    for member, movements in _members(session, query):
        joined_on, left_on, left_as = _membership(movements)
        values = {name: detail_as_text(getattr(member, name)) for name in MEMBER_FIELDS}
        values["number"] = member.number
        values["kind"] = kind_words[member.kind]
        values["joined_on"] = detail_as_text(joined_on)
        values["left_on"] = detail_as_text(left_on)
        values["left_as"] = "" if left_as is None else reason_words[left_as]
        rows.append([values[name] for name in FIELDS])
    return len(rows), aside(as_csv, [CANONICAL[name] for name in FIELDS], rows)


def register_table(
    session: Session, query: Query, kinds: Mapping[str, Any], reasons: Mapping[str, Any]
) -> tuple[int, list[list[Value]]]:
    """How many members match the query, and a row for each: ``TABLE_FIELDS``, then the day they last joined,
    the day they left or were refused, and the reason.

    ``kinds`` are the words for legal forms, ``reasons`` those for movements; that of "" is for applicants.
    """
    rows: list[list[Value]] = []
    for member, movements in _members(session, query):
        row: list[Value] = [_as_it_comes_in(getattr(member, name)) for name in TABLE_FIELDS]
        row[2] = str(kinds[member.kind])
        joined_on, left_on, left_as = _membership(movements)
        rows.append([*row, joined_on, left_on, "" if left_as is None else str(reasons[left_as])])
    return len(rows), rows


def _membership(movements: Iterable[tuple[str, date]]) -> tuple[date | None, date | None, str | None]:
    """When somebody last joined, when that ended or they were refused, and how: None while they are a member,
    "" for an applicant."""
    last = in_order(last_membership(movements))
    if not last:
        return None, None, ""
    joined_on = last[0][1] if last[0][0] == MovementKind.JOINED else None
    kind, on = last[-1]
    return (joined_on, None, None) if kind == MovementKind.JOINED else (joined_on, on, kind)


def _as_it_comes_in(value: Value) -> Value:
    """A detail as it stands in a workbook: where reading would take an apostrophe away, there is one more."""
    guarded = isinstance(value, str) and unguard_formula(value) != value
    return f"'{value}" if guarded else value


def _members(session: Session, query: Query) -> Iterator[tuple[Member, Collection[tuple[str, date]]]]:
    movements = standing_movements(session)
    chosen = numbers_of(session, query).subquery()
    members = select(Member).where(Member.number.in_(select(chosen.c.number))).order_by(Member.number)
    for part in in_turns(session.scalars(members).yield_per(PART).partitions()):
        for member in part:
            yield member, movements.get(member.number, ())
