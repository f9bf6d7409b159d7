"""Figures of last year that are typed in this year's texts, as long as nobody has looked at them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from voting.report.content import figures_content
from voting.report.named import findable
from voting.report.sign import signed_reports
from voting.report.texts import written_texts
from voting.report.typed_figures import FOUND, TypedFigure, outdated


def stale_figures(session: Session, figures: Mapping[str, Any]) -> dict[tuple[str, str], list[TypedFigure]]:
    """By section and language, the figures of the year before that stand in the texts of the year of these
    ``figures``, where they are others now; without the texts that somebody has looked at."""
    year = figures["year"]
    texts = {
        key: written.text
        for key, written in written_texts(session, year).items()
        if written.year == year and not written.seen and FOUND.search(written.text)
    }
    if not texts:
        return {}
    now, before = findable(figures), findable(figures_before(session, year))
    found = {key: outdated(text, now, before) for key, text in texts.items()}
    return {key: stale for key, stale in found.items() if stale}


def figures_before(session: Session, year: int) -> Mapping[str, Any]:
    """The figures of the year before: those that were signed, or as they are where none were."""
    signed = signed_reports(session, year - 1)
    return signed[0].content if signed else figures_content(session, year - 1)
