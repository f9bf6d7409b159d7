"""Signing a yearly report, and what has changed since."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import digest, record
from voting.database import lock_table
from voting.errors import Code, Refused
from voting.report.content import figures_in, report_content
from voting.report.models import SignedFile, SignedReport
from voting.report.named import missing_names
from voting.report.schemes import scheme_of
from voting.report.texts import to_look_at


def signed_reports(session: Session, year: int) -> list[SignedReport]:
    """The signed reports of a year, the latest first; the latest replaces the others."""
    return list(
        session.scalars(
            select(SignedReport).where(SignedReport.year == year).order_by(SignedReport.id.desc())
        )
    )


def signed_file(session: Session, report_id: int, language: str) -> bytes | None:
    """The PDF of a signed report as it was signed; None where none was kept in that language."""
    return session.scalar(
        select(SignedFile.content).where(SignedFile.report_id == report_id, SignedFile.language == language)
    )


def languages_kept(session: Session, report_id: int) -> list[str]:
    """The languages in which a signed report was kept."""
    kept = select(SignedFile.language).where(SignedFile.report_id == report_id).order_by(SignedFile.language)
    return list(session.scalars(kept))


def check_report(session: Session, content: Mapping[str, Any], *, now: datetime) -> None:
    """Raise Refused where a report cannot be signed: year_not_over; report_contradicts where its figures do
    not agree with each other; texts_not_looked_at where texts of earlier years are in it that nobody has
    looked at; figures_missing where a text names what is not known for its year. Texts in a language that its
    scheme does not have are not in it."""
    year, languages = content["year"], scheme_of(content["scheme"]).languages
    if now.date() <= date(year, 12, 31):
        raise Refused(Code.YEAR_NOT_OVER, year=year)
    if not content["consistent"]:
        raise Refused(Code.REPORT_CONTRADICTS)
    if any(language in languages for _section, language in to_look_at(session, year)):
        raise Refused(Code.TEXTS_NOT_LOOKED_AT)
    if missing := {name for _section, language, name in missing_names(content) if language in languages}:
        raise Refused(Code.FIGURES_MISSING, names=", ".join(sorted(missing)))


def sign_report(session: Session, report: SignedReport, files: Mapping[str, bytes]) -> SignedReport:
    """Store a report that has been signed, with its PDF by language; ``content_hash`` is the hash of the
    content that the signer has read.

    Signing again, while nothing has changed, changes nothing but that languages are added in which it was not
    kept: their ``files`` are of the report that was signed (``same_report``). Returns the signed report.
    Raises Refused: what ``check_report`` raises; changed_meanwhile.
    """
    lock_table(session, SignedReport)
    content = report_content(session, report.year)
    check_report(session, content, now=report.signed_at)
    if digest(content) != report.content_hash:
        raise Refused(Code.CHANGED_MEANWHILE)
    signed = same_report(signed_reports(session, report.year), report)
    if signed:
        kept = languages_kept(session, signed.id)
        files = {language: pdf for language, pdf in files.items() if language not in kept}
        if not files:
            return signed
    else:
        session.add(report)
        session.flush()
    kept_by = signed or report
    session.add_all(
        SignedFile(report_id=kept_by.id, language=language, content=pdf) for language, pdf in files.items()
    )
    record(
        session,
        now=report.signed_at,
        actor=f"account {report.account_id}",
        action="report.language_added" if signed else "report.signed",
        year=report.year,
        report=kept_by.id,
        content_hash=report.content_hash,
        approved_on=report.approved_on and report.approved_on.isoformat(),
        files={language: sha256(pdf).hexdigest() for language, pdf in files.items()},
    )
    return kept_by


def same_report(signed: Sequence[SignedReport], report: SignedReport) -> SignedReport | None:
    """The latest of the signed reports, where what is signed now is that very report: the same content,
    approval and signatories."""
    for one in signed[:1]:
        then = (one.content_hash, one.approved_on, one.signatories)
        if then == (report.content_hash, report.approved_on, report.signatories):
            return one
    return None


def changed_since(signed: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, int | str | None]:
    """By place, the signed value of each figure that is another now; None for one that was not there.

    A figure that was not there when the report was signed, and is 0 now, has not changed: there was none of
    it, and the report did not say so yet. Nor has one of the board, of which earlier reports told less.
    """
    before, now = figures_in(signed), figures_in(content)
    not_told = {place for place in now.keys() - before.keys() if not now[place] or place.startswith("board/")}
    return {
        place: before.get(place)
        for place in (before.keys() | now.keys()) - not_told
        if before.get(place) != now.get(place)
    }
