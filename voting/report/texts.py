"""The free texts of the yearly report: a section for each principle, kept from year to year.

A text of an earlier year holds until somebody has looked at it: then it is written for the year, even as it
was. So is a text of the year itself when somebody has looked at the figures in it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.database import lock_table
from voting.errors import Code, Fault, Refused, require_sound
from voting.languages import LANGUAGES
from voting.report.markdown import pictures_named
from voting.report.models import ReportPicture, ReportText
from voting.report.named import names_in
from voting.stamp import require_same

SECTIONS = ("introduction", *(f"principle_{number}" for number in range(1, 8)))
"""An introduction, and the seven principles of the International Cooperative Alliance."""
LONGEST = 20_000
"""The most characters of a text."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that holds for a year: its words, the year for which it was written, the number of its row, and
    whether somebody has looked at it since it became what it is (``seen``)."""

    text: str
    year: int
    id: int
    seen: bool


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
    latest: dict[tuple[str, str], Written] = {}
    for row in rows:
        before = latest.get((row.section, row.language))
        seen = before is not None and before.text == row.text
        latest[row.section, row.language] = Written(row.text, row.year, row.id, seen)
    return {key: latest[key] for key in sorted(latest)}


def texts_in(session: Session, year: int, language: str) -> dict[str, str]:
    """By section, the texts of a year's report in one language, as a form to write them shows them."""
    return {
        section: written.text
        for (section, code), written in written_texts(session, year).items()
        if code == language
    }


def to_look_at(session: Session, year: int) -> dict[tuple[str, str], int]:
    """By section and language, the year from which a text comes that nobody has looked at since."""
    return {
        key: written.year
        for key, written in written_texts(session, year).items()
        if written.text and written.year != year
    }


def write_texts(
    session: Session,
    year: int,
    language: str,
    texts: Mapping[str, str],
    was: str,
    *,
    known: Collection[str],
    looked_at: Collection[str] = (),
    now: datetime,
    account_id: int,
) -> int:
    """Write texts of a year in one language, by section; those that have not changed are left alone, but for
    those that somebody has ``looked_at`` and that were not seen yet. Returns how many were written.

    ``was`` is the stamp of :func:`texts_in` when they were read, ``known`` the names of figures that there
    are. Raises Refused: text_too_long; changed_meanwhile where somebody has written since; InvalidForm with
    each name that is no figure (unknown_figure) and each picture that there is not (unknown_picture), or of
    which the text does not say what it shows (picture_undescribed).
    """
    if language not in LANGUAGES or not texts.keys() <= set(SECTIONS):
        raise Refused(Code.BAD_REQUEST)
    if any(len(text) > LONGEST for text in texts.values()):
        raise Refused(Code.TEXT_TOO_LONG, longest=LONGEST)
    lock_table(session, ReportText)
    before = texts_in(session, year, language)
    require_same(before, was)
    unseen = {
        section
        for (section, code), written in written_texts(session, year).items()
        if code == language and (written.year != year or not written.seen)
    }
    plain = {section: text.replace("\r\n", "\n").strip() for section, text in texts.items()}
    changed = {section: text for section, text in plain.items() if text != before.get(section, "")}
    seen = {
        section: plain[section]
        for section in plain
        if section in looked_at and (section in changed or section in unseen)
    }
    fresh = changed | seen
    pictures = set(session.scalars(select(ReportPicture.id)))
    require_sound(
        fault for section, text in fresh.items() for fault in _faults(section, text, known, pictures)
    )
    to_write = [*changed.items(), *seen.items()]
    for section, text in to_write:
        written = ReportText(
            year=year, section=section, language=language, text=text, written_at=now, account_id=account_id
        )
        session.add(written)
        session.flush()
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
    return len(to_write)


def _faults(section: str, text: str, known: Collection[str], pictures: Collection[int]) -> Iterator[Fault]:
    for name in names_in(text):
        if name not in known:
            yield Fault(0, section, "unknown_figure", {"name": name})
    for picture in pictures_named(text):
        if picture.number not in pictures:
            yield Fault(0, section, "unknown_picture", {"picture": picture.number})
        elif not picture.description:
            yield Fault(0, section, "picture_undescribed", {"picture": picture.number})
