"""What many letters share, made once: kept for as long as nothing at all has changed in the installation."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.models import AuditHead

Made = TypeVar("Made")

MOST = 200
"""So many things are kept; then all are made anew."""


def kept(session: Session, make: Callable[[], Made], *key: Hashable) -> Made:
    """What ``make`` returns; made again only where the log has a new entry since, or for another ``key``.

    Whoever changes something says so in the log, within the same transaction: its head tells whether anything
    is different.
    """
    things: dict[tuple[Hashable, ...], Any] = current_app.extensions.setdefault("kept_for_letters", {})
    whole = (session.scalar(select(AuditHead.hash)), *key)
    if whole not in things:
        made = make()
        if len(things) >= MOST:
            things.clear()
        things[whole] = made
    found: Made = things[whole]
    return found
