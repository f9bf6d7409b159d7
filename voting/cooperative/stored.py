"""The one row of the cooperative: asked for, and written."""

from datetime import datetime

from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.cooperative.models import Cooperative

THE_ONE = 1


def the_cooperative(session: Session) -> Cooperative | None:
    """The cooperative whose installation this is; None where it has not been entered."""
    return session.get(Cooperative, THE_ONE)


def enter_cooperative(session: Session, name: dict[str, str], *, now: datetime, actor: str) -> None:
    """Enter a cooperative of which only the name is known, {language: name}, where there is none yet."""
    if the_cooperative(session) is not None:
        return
    session.add(nobody_yet(name))
    record(session, now=now, actor=actor, action="cooperative.entered", languages=sorted(name))


def nobody_yet(name: dict[str, str]) -> Cooperative:
    """A cooperative of which nothing but the name is known."""
    texts = dict.fromkeys(("enterprise_number", "address", "email", "phone", "website", "logo_hash"), "")
    by_language: dict[str, dict[str, str]] = {
        field: {} for field in ("legal_form", "office", "court", "articles")
    }
    return Cooperative(id=THE_ONE, name=name, logo=None, **texts, **by_language)
