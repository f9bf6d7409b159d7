"""A practice vote on the screen: how many have practised; then its result, plainly marked as practice."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from voting.practice.practice import Practice
from voting.web.display.blocks import Block
from voting.web.display.lines import ResultLine
from voting.web.display.room import LINE
from voting.wording.display import both


def practice_scene(practice: Practice, languages: Sequence[str]) -> dict[str, Any]:
    """What the template shows of a practice vote."""
    band = Block("practice_band", both(languages, "practice"), 2 * LINE)
    told = Block("outcome", both(languages, "practice_how" if practice.is_on else "practice_over"), 3 * LINE)
    total = Block("foot", [both(languages, "practised", number=practice.total)], LINE)
    page = (
        [band, told, total]
        if practice.is_on
        else [band, told, Block("lines", _lines(practice), 8 * LINE), total]
    )
    return {
        "kind": "practice-scene",
        "title": both(languages, "practice_title"),
        "pages": [[*page, band]],
    }


def _lines(practice: Practice) -> list[ResultLine]:
    return [
        ResultLine(
            mark, "", Decimal(times), times / practice.total if practice.total else 0.0, practice.total
        )
        for mark, times in practice.counts.items()
    ]
