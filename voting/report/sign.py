"""Signing a yearly report, and what has changed since."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import digest, record
from voting.errors import Code, Refused
from voting.report.content import figures_in, report_content
from voting.report.models import SignedReport
from voting.report.texts import to_look_at


def signed_reports(session: Session, year: int) -> list[SignedReport]:
    """The signed reports of a year, the latest first; the latest replaces the others."""
    return list(
        session.scalars(
            select(SignedReport).where(SignedReport.year == year).order_by(SignedReport.id.desc())
        )
    )


def sign_report(
    session: Session, year: int, seen: str, *, now: datetime, account_id: int, name: str
) -> SignedReport:
    """Sign the report of a year that is over; ``seen`` is the hash of the content that the signer has read.

    Signing again, while nothing has changed, changes nothing. Raises Refused: year_not_over;
    report_contradicts where its figures do not agree with each other; texts_not_looked_at where texts of
    earlier years are in it that nobody has looked at; changed_meanwhile.
    """
    if now.date() <= date(year, 12, 31):
        raise Refused(Code.YEAR_NOT_OVER, year=year)
    content = report_content(session, year)
    if not content["consistent"]:
        raise Refused(Code.REPORT_CONTRADICTS)
    if to_look_at(session, year):
        raise Refused(Code.TEXTS_NOT_LOOKED_AT)
    content_hash = digest(content)
    if content_hash != seen:
        raise Refused(Code.CHANGED_MEANWHILE)
    earlier = signed_reports(session, year)
    if earlier and earlier[0].content_hash == content_hash:
        return earlier[0]
    signed = SignedReport(
        year=year,
        content=content,
        content_hash=content_hash,
        signed_at=now,
        account_id=account_id,
        name=name,
    )
    session.add(signed)
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="report.signed",
        year=year,
        report=signed.id,
        content_hash=content_hash,
    )
    return signed


def changed_since(signed: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, int | None]:
    """By place, the signed value of each figure that is another now; None for one that was not there."""
    before, now = figures_in(signed), figures_in(content)
    return {
        place: before.get(place)
        for place in before.keys() | now.keys()
        if before.get(place) != now.get(place)
    }
