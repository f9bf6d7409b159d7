"""Pictures that the texts of yearly reports show: made fit for paper, kept for good, found again."""

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.audit.chain import record
from voting.ballot.pictures import as_jpeg, on_paper
from voting.cooperative.stored import the_cooperative
from voting.database import lock_table
from voting.report.document import Picture
from voting.report.markdown import pictures_named
from voting.report.models import ReportPicture

WIDTH, HEIGHT = 1654, 2339
"""The most pixels that are kept: an A4 page at 200 to the inch."""
KEPT = 2 * 1024 * 1024
"""The most bytes that are kept of a picture, as long as it stays recognisable."""
QUALITIES = (85, 70, 55, 40)
LONGEST_NAME = 100


def for_print(content: bytes) -> bytes | None:
    """A picture as it is kept: without what a camera adds, no larger than a page, as PNG where that is
    smaller (a drawing, a logo), else as JPEG. None for what is no picture that can be used."""
    found = on_paper(content, WIDTH, HEIGHT)
    if found is None:
        return None
    png = io.BytesIO()
    found.save(png, "PNG")
    kept = png.getvalue()
    for quality in QUALITIES:
        kept = min(png.getvalue(), as_jpeg(found, quality), key=len)
        if len(kept) <= KEPT:
            break
    return kept


def keep_report_picture(
    session: Session, name: str, content: bytes, *, now: datetime, account_id: int
) -> int:
    """Keep a picture that was made ``for_print``, which came from a file of this name. Returns its number:
    that of the same picture, where there is one already."""
    lock_table(session, ReportPicture)
    sha256 = hashlib.sha256(content).hexdigest()
    known = session.scalar(select(ReportPicture.id).where(ReportPicture.sha256 == sha256))
    if known is not None:
        return known
    with Image.open(io.BytesIO(content)) as opened:
        width, height = opened.size
    picture = ReportPicture(
        sha256=sha256,
        name=name[:LONGEST_NAME],
        width=width,
        height=height,
        content=content,
        added_at=now,
        account_id=account_id,
    )
    session.add(picture)
    session.flush()
    record(
        session,
        now=now,
        actor=f"account {account_id}",
        action="report.picture_added",
        picture=picture.id,
        sha256=sha256,
    )
    return picture.id


def kept_pictures(session: Session) -> list[ReportPicture]:
    """Every picture that there is, the latest first; their bytes are not loaded."""
    return list(session.scalars(select(ReportPicture).order_by(ReportPicture.id.desc())))


def pictures_content(session: Session, texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """By number, the pictures that texts show: their hash, and their size in pixels. So the hash of a report
    is one of its pictures too."""
    named = {one.number for text in texts for one in pictures_named(text)}
    return {
        str(one.id): {"sha256": one.sha256, "width": one.width, "height": one.height}
        for one in sorted(kept_pictures(session), key=lambda one: one.id)
        if one.id in named
    }


def pictures_at(shown: Mapping[str, Any], address: Callable[[int], str]) -> dict[int, Picture]:
    """By number, the pictures of a report's content for a page, which finds them at these addresses."""
    return {
        int(number): Picture(int(number), "", one["width"], one["height"], address=address(int(number)))
        for number, one in shown.items()
    }


def pictures_within(session: Session, shown: Mapping[str, Any]) -> dict[int, Picture]:
    """By number, the pictures of a report's content for a file, with their bytes."""
    hashes = [one["sha256"] for one in shown.values()]
    rows = session.execute(
        select(ReportPicture.sha256, ReportPicture.content).where(ReportPicture.sha256.in_(hashes))
    )
    contents = {row.sha256: row.content for row in rows}
    return {
        int(number): Picture(int(number), "", one["width"], one["height"], contents[one["sha256"]])
        for number, one in shown.items()
    }


def logo_picture(session: Session) -> Picture | None:
    """The cooperative's logo; None where it has none."""
    cooperative = the_cooperative(session)
    if cooperative is None or not cooperative.logo:
        return None
    with Image.open(io.BytesIO(cooperative.logo)) as opened:
        return Picture(0, "", *opened.size, cooperative.logo)
