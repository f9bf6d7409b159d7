"""The register as a file: CSV as the administration writes it, or a table; either can be imported again."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from voting.aside import in_turns
from voting.register.columns import FIELDS
from voting.register.compare import detail_as_text
from voting.register.headings import CANONICAL
from voting.register.models import Member, MovementKind
from voting.register.movements import in_order, last_membership
from voting.register.registered import MEMBER_FIELDS, PART, standing_movements
from voting.register.search import Query, numbers_of
from voting.register.value_words import APPLICANT, KINDS, REASONS
from voting.spreadsheet import Row, Value, csv_parts, unguard_formula

TABLE_FIELDS = (
    *("number", "category", "kind", "name", "first_name", "birth_date", "representative"),
    *("mandate", "mandate_until", "email", "language"),
    *("street", "box", "postcode", "municipality", "country", "shares"),
)


def register_csv(session: Session, query: Query) -> tuple[int, bytes]:
    """How many members match the query, and a CSV file with the last membership of each, or that they never
    joined."""
    numbers = _numbers(session, query)
    header = [CANONICAL[name] for name in FIELDS]
    return len(numbers), b"".join(csv_parts(header, _csv_rows(session, numbers)))


def _csv_rows(session: Session, numbers: list[str]) -> Iterator[list[Row]]:
    kind_words = {kind.value: word for word, kind in KINDS.items()}
    reason_words = {kind.value: word for word, kind in REASONS.items()} | {"": APPLICANT}
    for part in _parts(session, numbers):
        rows: list[Row] = []
        for details, movements in part:
            joined_on, left_on, left_as = _membership(movements)
            values = {name: detail_as_text(value) for name, value in details.items()}
            values["kind"] = kind_words[details["kind"]]
            values["joined_on"] = detail_as_text(joined_on)
            values["left_on"] = detail_as_text(left_on)
            values["left_as"] = "" if left_as is None else reason_words[left_as]
            rows.append([values[name] for name in FIELDS])
        yield rows


def register_table(
    session: Session, query: Query, kinds: Mapping[str, Any], reasons: Mapping[str, Any]
) -> tuple[int, Iterator[list[Row]]]:
    """How many members match the query, and a row for each, in parts: ``TABLE_FIELDS``, then the day they
    last joined, the day they left or were refused, and the reason.

    ``kinds`` are the words for legal forms, ``reasons`` those for movements; that of "" is for applicants.
    """
    numbers = _numbers(session, query)
    return len(numbers), _table_rows(session, numbers, kinds, reasons)


def _table_rows(
    session: Session, numbers: list[str], kinds: Mapping[str, Any], reasons: Mapping[str, Any]
) -> Iterator[list[Row]]:
    for part in _parts(session, numbers):
        rows: list[Row] = []
        for details, movements in part:
            row: list[Value] = [_as_it_comes_in(details[name]) for name in TABLE_FIELDS]
            row[2] = str(kinds[details["kind"]])
            joined_on, left_on, left_as = _membership(movements)
            rows.append([*row, joined_on, left_on, "" if left_as is None else str(reasons[left_as])])
        yield rows


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


def _numbers(session: Session, query: Query) -> list[str]:
    return list(session.scalars(numbers_of(session, query)))


def _parts(
    session: Session, numbers: list[str]
) -> Iterator[list[tuple[RowMapping, Collection[tuple[str, date]]]]]:
    """The details of these members and their movements, in their order, read part by part while other
    requests go on."""
    columns = [Member.number, *(getattr(Member, name) for name in MEMBER_FIELDS)]
    for part in in_turns(numbers[start : start + PART] for start in range(0, len(numbers), PART)):
        movements = standing_movements(session, part)
        members = session.execute(select(*columns).where(Member.number.in_(part)).order_by(Member.number))
        yield [(member, movements.get(member["number"], ())) for member in members.mappings()]
