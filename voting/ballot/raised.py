"""The hands that were raised in each hall, as two tellers counted them, and who they are."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.models import Account
from voting.ballot.models import PaperSheet, Resolution
from voting.ballot.paper import agreed_sheets


@dataclass(frozen=True, slots=True)
class RaisedHands:
    """The hands of one hall: by position, who counted them, and who counted the same."""

    cells: dict[str, int]
    counted_by: str
    confirmed_by: str


def counted_hands(session: Session, resolution: Resolution) -> dict[str, RaisedHands]:
    """By hall, the hands that two tellers have counted alike."""
    names: dict[str, dict[str, None]] = {}
    agreed = agreed_sheets(session, resolution.id)
    rows = session.execute(
        select(PaperSheet.venue, PaperSheet.cells, Account.name)
        .join(Account, Account.id == PaperSheet.account_id)
        .where(PaperSheet.resolution_id == resolution.id)
        .order_by(PaperSheet.id)
    )
    for row in rows:
        if row.venue in agreed and row.cells == agreed[row.venue].cells:
            names.setdefault(row.venue, {})[row.name] = None
    return {
        venue: RaisedHands(dict(sheet.cells), *_both(list(names[venue])))
        for venue, sheet in sorted(agreed.items())
    }


def _both(names: list[str]) -> tuple[str, str]:
    """Who counted, and who counted the same: two accounts, which may have one name."""
    return names[0], names[min(1, len(names) - 1)]
