"""The free texts of the yearly report: a section for each principle, kept from year to year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.database import lock_table
from voting.errors import Code, Refused
from voting.languages import LANGUAGES
from voting.report.models import ReportText
from voting.stamp import require_same

SECTIONS = ("introduction", *(f"principle_{number}" for number in range(1, 8)))
"""An introduction, and the seven principles of the International Cooperative Alliance."""
LONGEST = 20_000
"""The most characters of a text."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that holds for a year: its words, the year for which it was written, and the
    number of its row."""

    text: str
    year: int
    id: int


def texts_of(session: Session, year: int) -> dict[str, dict[str, str]]:
    """By section and language, the texts of a year's report that are not empty."""
    texts: dict[str, dict[str, str]] = {}
    for (section, language), written in written_texts(session, year).items():
        if written.text:
            texts.setdefault(section, {})[language] = written.text
    return texts


def written_texts(session: Session, year: int) -> dict[tuple[str, str], Written]:
    """By section and language, the text written for a year or, where there is none, for the last year before
    it."""
    rows = session.execute(
        select(ReportText.section, ReportText.language, ReportText.text, ReportText.year, ReportText.id)
        .where(ReportText.year <= year)
        .order_by(ReportText.year, ReportText.id)
    )
    latest = {(row.section, row.language): Written(row.text, row.year, row.id) for row in rows}
    return {key: latest[key] for key in sorted(latest)}


def texts_in(session: Session, year: int, language: str) -> dict[str, str]:
    """By section, the texts of a year's report in one language, as a form to write them shows them."""
    return {
        section: written.text
        for (section, code), written in written_texts(session, year).items()
        if code == language
    }


def write_texts(
    session: Session,
    year: int,
    language: str,
    texts: Mapping[str, str],
    was: str,
    *,
    now: datetime,
    account_id: int,
) -> int:
    """Write texts of a year in one language, by section; those that have not changed are left alone. Returns
    how many have changed.

    ``was`` is the stamp of :func:`texts_in` when they were read. Raises Refused: text_too_long;
    changed_meanwhile where somebody has written since.
    """
    if language not in LANGUAGES or not texts.keys() <= set(SECTIONS):
        raise Refused(Code.BAD_REQUEST)
    if any(len(text) > LONGEST for text in texts.values()):
        raise Refused(Code.TEXT_TOO_LONG, longest=LONGEST)
    lock_table(session, ReportText)
    before = texts_in(session, year, language)
    require_same(before, was)
    changed = 0
    for section, text in texts.items():
        plain = text.replace("\r\n", "\n").strip()
        if plain != before.get(section, ""):
            written = ReportText(
                year=year,
                section=section,
                language=language,
                text=plain,
                written_at=now,
                account_id=account_id,
            )
            session.add(written)
            session.flush()
            changed += 1
            record(
                session,
                now=now,
                actor=f"account {account_id}",
                action="report.text_written",
                year=year,
                section=section,
                language=language,
                text=written.id,
            )
    return changed
