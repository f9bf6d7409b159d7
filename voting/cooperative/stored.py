"""The one row of the cooperative: asked for, and written."""

import hashlib
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voting.audit.chain import last_entry, record
from voting.cooperative.models import Cooperative
from voting.cooperative.rules import Particulars, faults_of
from voting.errors import InvalidForm
from voting.stamp import require_same, stamp

THE_ONE = 1


def the_cooperative(session: Session) -> Cooperative | None:
    """The cooperative whose installation this is; None where it has not been entered."""
    return session.get(Cooperative, THE_ONE)


def details_of(cooperative: Cooperative | None) -> Particulars:
    """What is told of the cooperative; nothing, where it has not been entered."""
    if cooperative is None:
        return Particulars()
    return Particulars(**{item.name: getattr(cooperative, item.name) for item in fields(Particulars)})


def cooperative_stamp(cooperative: Cooperative | None) -> str:
    """The stamp of what is told, with the logo."""
    return stamp(_shown(cooperative))


def enter_cooperative(session: Session, name: dict[str, str], *, now: datetime, actor: str) -> None:
    """Enter a cooperative of which only the name is known, {language: name}, where there is none yet."""
    last_entry(session)
    if the_cooperative(session) is None:
        _write(session, Particulars(name=name), None, now=now, actor=actor)


def change_cooperative(
    session: Session, details: Particulars, logo: bytes | None, was: str, *, now: datetime, actor: str
) -> None:
    """Tell something else of the cooperative, or enter it. ``logo`` is a small JPEG, b"" for none, None for
    the one that it has; ``was`` the ``cooperative_stamp`` that was seen.

    Raises InvalidForm with every fault; Refused(changed_meanwhile).
    """
    faults = faults_of(details)
    if faults:
        raise InvalidForm(faults)
    last_entry(session)  # one after the other, also where there is no row to be locked yet
    stored = session.get(Cooperative, THE_ONE, populate_existing=True)
    require_same(_shown(stored), was)
    _write(session, details, logo, now=now, actor=actor)


def _shown(cooperative: Cooperative | None) -> dict[str, Any]:
    return asdict(details_of(cooperative)) | {"logo": cooperative.logo_hash if cooperative else ""}


def _write(session: Session, details: Particulars, logo: bytes | None, *, now: datetime, actor: str) -> None:
    stored = the_cooperative(session)
    before = details_of(stored)
    if stored is None:
        stored = Cooperative(id=THE_ONE, logo=None, logo_hash="")
        session.add(stored)
    names = [item.name for item in fields(Particulars)]
    changed = [name for name in names if getattr(before, name) != getattr(details, name)]
    for name in names:
        setattr(stored, name, getattr(details, name))
    if logo is not None:
        stored.logo, stored.logo_hash = logo or None, hashlib.sha256(logo).hexdigest() if logo else ""
        changed.append("logo")
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        action="cooperative.changed",
        fields=changed,
        stamp=cooperative_stamp(stored),
    )
