"""Making and revoking the links of displays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voting.accounts.credentials import find_credential, issue_to_staff
from voting.accounts.models import Account, Credential, Role, RoleGrant
from voting.audit.chain import record
from voting.errors import Code, Fault, Refused, require_sound
from voting.halls.models import Display
from voting.languages import LANGUAGES

LONGEST_DELAY = 300
"""The most seconds by which the stream's display may follow the halls."""
LANGUAGES_SHOWN = ("nl", "fr")
"""The languages of a display for which none are chosen."""
LONGEST_WIFI = 100
"""The most characters of a Wi-Fi network's name or password."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a display is to show; the fields are those of ``Display``."""

    venue: str | None = None
    languages: tuple[str, ...] = LANGUAGES_SHOWN
    delay: int = 0
    wifi_name: str = ""
    wifi_password: str = ""


def make_display(
    session: Session,
    key: bytes,
    assembly_id: int,
    settings: Settings,
    *,
    now: datetime,
    actor: str,
    unread: Sequence[Fault] = (),
    code: str | None = None,
) -> str:
    """Make the link of a display; returns its code, the one given or a random one, which is stored nowhere.

    ``unread`` are the faults of settings that could not be read. Raises InvalidForm with every fault.
    """
    languages = settings.languages
    require_sound(_setting_faults(settings), unread)
    name = f"display {settings.venue}" if settings.venue else "display of the stream"
    grant = (Role.DISPLAY, settings.venue)
    code = issue_to_staff(
        session, key, assembly_id, name, languages[0], [grant], now=now, actor=actor, code=code
    )
    session.flush()
    display = Display(
        account_id=find_credential(session, key, code).account_id,
        assembly_id=assembly_id,
        venue=settings.venue,
        languages=list(languages),
        delay=settings.delay,
        wifi_name=settings.wifi_name,
        wifi_password=settings.wifi_password,
        made_at=now,
    )
    session.add(display)
    record(
        session,
        now=now,
        actor=actor,
        action="display.made",
        assembly=assembly_id,
        account=display.account_id,
        venue=settings.venue,
    )
    return code


def _setting_faults(settings: Settings) -> list[Fault]:
    """What is wrong with settings: their languages, a delay that is too long, a text that is."""
    known = {"known": ", ".join(LANGUAGES)}
    faults = [
        Fault(0, "language", "language_unknown", {"value": language, **known})
        for language in settings.languages
        if language not in LANGUAGES
    ]
    if not 1 <= len(settings.languages) <= 2:
        faults.append(Fault(0, "language", "languages_number"))
    elif len(set(settings.languages)) == 1 < len(settings.languages):
        faults.append(Fault(0, "language", "code_twice", {"value": settings.languages[0]}))
    if not 0 <= settings.delay <= LONGEST_DELAY:
        bounds = {"value": settings.delay, "minimum": 0, "maximum": LONGEST_DELAY}
        faults.append(Fault(0, "delay", "out_of_bounds", bounds))
    texts = {"wifi_name": settings.wifi_name, "wifi_password": settings.wifi_password}
    long = {"longest": LONGEST_WIFI}
    faults += [Fault(0, name, "too_long", long) for name, text in texts.items() if len(text) > LONGEST_WIFI]
    return faults


def revoke_display(session: Session, assembly_id: int, account_id: int, *, now: datetime, actor: str) -> None:
    """Make the link of a display void, at once. Raises Refused(not_found)."""
    display = session.get(Display, account_id)
    if display is None or display.assembly_id != assembly_id:
        raise Refused(Code.NOT_FOUND)
    if display.revoked_at is not None:
        return
    display.revoked_at = now
    for table, values in ((RoleGrant, {"revoked": True}), (Credential, {"revoked_at": now})):
        session.execute(
            update(table)
            .where(table.account_id == account_id, table.assembly_id == assembly_id)
            .values(**values)
        )
    record(session, now=now, actor=actor, action="display.revoked", assembly=assembly_id, account=account_id)


def displays_of(session: Session, assembly_id: int) -> list[Display]:
    """The displays of an assembly that have not been revoked; those of halls come first."""
    return list(
        session.scalars(
            select(Display)
            .where(Display.assembly_id == assembly_id, Display.revoked_at.is_(None))
            .order_by(Display.venue.is_(None), Display.venue, Display.account_id)
        )
    )


def hall_accounts(session: Session, assembly_id: int) -> list[tuple[int, str]]:
    """The displays in halls that have not been revoked: the id of the account, and the code of the venue."""
    rows = session.execute(
        select(RoleGrant.account_id, RoleGrant.venue).where(
            RoleGrant.assembly_id == assembly_id,
            RoleGrant.role == Role.DISPLAY.value,
            RoleGrant.revoked.is_(False),
        )
    )
    return [(account, venue) for account, venue in rows if venue is not None]


def find_display(session: Session, key: bytes, code: str) -> Display:
    """The display whose link has this code. An account that was given the role of a display without settings
    shows what a hall's display does.

    Raises Refused(not_found), alike for an unknown and a revoked code.
    """
    try:
        credential = find_credential(session, key, code)
    except Refused:
        raise Refused(Code.NOT_FOUND) from None
    grant = session.execute(
        select(RoleGrant.venue, Account.language)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.account_id == credential.account_id,
            RoleGrant.assembly_id == credential.assembly_id,
            RoleGrant.role == Role.DISPLAY.value,
            RoleGrant.revoked.is_(False),
        )
    ).first()
    if grant is None:
        raise Refused(Code.NOT_FOUND)
    display = session.get(Display, credential.account_id)
    if display is None:
        languages = [
            grant.language,
            *(language for language in LANGUAGES_SHOWN if language != grant.language),
        ]
        display = Display(
            account_id=credential.account_id,
            assembly_id=credential.assembly_id,
            venue=grant.venue,
            languages=languages[:2],
            delay=0,
            wifi_name="",
            wifi_password="",
        )
    return display


def wifi_text(display: Display) -> str:
    """The text of a QR code with which phones join the hall's Wi-Fi (WPA), in the form that their cameras
    know."""
    name, password = (
        re.sub(r'([\\;,:"])', r"\\\1", part) for part in (display.wifi_name, display.wifi_password)
    )
    return f"WIFI:T:WPA;S:{name};P:{password};;" if password else f"WIFI:T:nopass;S:{name};;"
