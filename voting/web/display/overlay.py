"""What a display shows, for a lower third in a video picture: in a line or two, and nothing while there is
nothing to tell."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from voting.ballot.methods import Method
from voting.ballot.models import Resolution
from voting.ballot.results import shown_result
from voting.halls.models import Display
from voting.halls.pages import in_pages
from voting.web.display.lines import ResultLine, elected_word, lines_of_result
from voting.web.display.scene import Scene, scene_of
from voting.wording.display import both
from voting.wording.rules import names_of

NAMES = 60
"""The letters of the names that are shown at once."""


def overlay_of(session: Session, display: Display) -> Scene:
    """The scene of a display, with its result in short where there is one."""
    scene = scene_of(session, display)
    current: Resolution | None = scene.values.get("current")
    result = shown_result(session, current, counts_votes=False) if current else None
    told = _told(current, result, display.languages) if current and result else {}
    return replace(scene, values=scene.values | told)


def _told(current: Resolution, result: dict[str, Any], languages: list[str]) -> dict[str, Any]:
    """The outcome in a word; then of a motion the votes, of an election the elected, some names at a time."""
    names = names_of(current)
    elected = [names[code] for code in result["elected"]]
    votes: list[ResultLine] = []
    if current.method == Method.FOR_AGAINST_ABSTAIN:
        votes = lines_of_result(current, result)
    return {
        "outcome": both(languages, elected_word(result) if elected else result["outcome"]),
        "outcome_code": "elected" if elected else result["outcome"],
        "also_tied": bool(elected and result["tied"]),
        "votes": votes,
        "elected": in_pages(elected, NAMES, lambda name: len(name) + 4),
    }
