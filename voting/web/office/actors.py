"""The names of those who did what a log or a history shows."""

import re

from sqlalchemy import select

from voting.accounts.models import Account
from voting.extensions import db


def actor_names(actors: set[str]) -> dict[str, str]:
    """By actor, the name of the person, for those that are an account (``account 7``)."""
    ids = {
        int(actor.removeprefix("account ")): actor for actor in actors if re.fullmatch(r"account \d+", actor)
    }
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {ids[identity]: name for identity, name in rows}
