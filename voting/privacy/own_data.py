"""All that is stored about one member, as one JSON value, to be given to them (GDPR, articles 15 and 20)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, or_, select
from sqlalchemy.orm import Session

from voting.accounts.models import Account
from voting.audit.models import AuditEntry
from voting.ballot.models import FORGOTTEN
from voting.errors import Code, Refused
from voting.models import metadata
from voting.retention.periods import periods

NUMBERS = {"member", "grantor", "holder"}
"""Names of columns that contain a member's number without being a foreign key."""

OF_AN_ACCOUNT: dict[str, tuple[str, ...]] = {
    "credential": ("account_id",),
    "sign_in": ("account_id",),
    "password_token": ("account_id",),
    "second_factor": ("account_id",),
    "recovery_code": ("account_id",),
}
"""The tables about somebody who signs in, with the columns that contain their account."""

SECRET = {
    *("password_hash", "code_hash", "token_hash", "token", "search_text", "attempt", "nonce", "undoes"),
    *("recorded_by", "account_id", "terms", "found", "content", "salt"),
    *("passkey_id", "public_key", "last_step"),
}
"""Columns that are left out: they say nothing about the member, would let somebody else in, or name somebody
on the staff."""


def own_data(session: Session, number: str, now: datetime) -> dict[str, Any]:
    """All that is stored about a member, by table; moments and days as in ISO 8601. Raises
    Refused(not_found).

    How and when somebody voted is None once it has been forgotten.

    ``kept_months`` says for how many months after the assembly, the event or the act (article 15, 1 d); a
    table that it does not name is kept for good. Choices on ballots are not in it: they are stored without a
    name, so they cannot be found. Those of votes by name are: they belong to the minutes, and are kept for
    good.
    """
    kept: dict[str, Any] = {
        "made_at": now.isoformat(timespec="seconds"),
        "number": number,
        "kept_months": {kind.value: months for kind, months in periods(session).items()},
    }
    for table in metadata.sorted_tables:
        if columns := columns_of_a_member(table):
            kept[table.name] = _rows(session, table, or_(*(column == number for column in columns)))
    for vote in kept["participation"]:
        if vote["channel"] == FORGOTTEN:
            vote |= {"channel": None, "cast_at": None}
    if not kept["member"]:
        raise Refused(Code.NOT_FOUND)
    accounts = select(Account.id).where(Account.member == number)
    for name, own in OF_AN_ACCOUNT.items():
        table = metadata.tables[name]
        condition = or_(*(table.c[column].in_(accounts) for column in own))
        kept[name] = _rows(session, table, condition, hidden={"id"})
    entry = metadata.tables["audit_entry"]
    kept["done"] = _rows(
        session, entry, AuditEntry.actor == f"member {number}", hidden={"previous_hash", "hash", "actor"}
    )
    return kept


def columns_of_a_member(table: Table) -> list[Column[Any]]:
    """The columns of a table that contain a member's number; none where it is not about members."""
    if table.name == "member":
        return [table.c.number]
    return [
        column
        for column in table.c
        if any(key.target_fullname == "member.number" for key in column.foreign_keys)
        or (column.name in NUMBERS and isinstance(column.type, String))
    ]


def _rows(
    session: Session, table: Table, condition: ColumnElement[bool], hidden: set[str] | None = None
) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in SECRET | (hidden or set())]
    rows = session.execute(select(*columns).where(condition).order_by(*table.primary_key))
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
