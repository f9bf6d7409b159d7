"""What the screen shows of a sealed vote: that it is sealed; once it is closed the box, its digits, and how
far the keyholders are with it."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from voting.ballot.models import Resolution, State
from voting.ballot.sealed_standing import SealedStanding
from voting.sealed.documents import KEYHOLDERS, QUORUM, THRESHOLD
from voting.web.display.blocks import Block, Section
from voting.web.display.room import GAP, LINE, sentences
from voting.web.sealed_shown import sealed_before, sealed_now
from voting.wording.display import both, in_each
from voting.wording.sealed import in_groups

DIGITS = 38
"""The room of the digits."""


class KeyholderStep(NamedTuple):
    """One thing that keyholders do, in words: of ``all`` so many have ``done`` it, so many are ``needed``."""

    words: Markup
    done: int
    needed: int
    all: int


def seal_badge(current: Resolution, languages: Sequence[str]) -> Markup | None:
    """The same in two words, beside the state of a vote that is open."""
    if State(current.state) is not State.OPEN:
        return None
    if current.sealed:
        return both(languages, "sealed_vote")
    return both(languages, "unsealed_vote") if sealed_before(current) else None


def seal_notes(current: Resolution, languages: Sequence[str]) -> list[Section]:
    """That votes are sealed; or that they no longer are, where they were in an earlier round."""
    words = "votes_sealed" if current.sealed else "votes_unsealed" if sealed_before(current) else ""
    return [(_note(languages, words),)] if words else []


def box_sections(current: Resolution, languages: Sequence[str]) -> list[Section]:
    """A closed box: what lies in it, its digits, and how far keyholders are; then that the result follows."""
    standing = sealed_now(current)
    if standing is None or standing.box is None:
        return []
    box = standing.box
    said = [
        ("box_closed", {"number": box.ballots}),
        ("box_paper", {"number": box.paper}),
    ]
    texts = [text for words, values in said for text in in_each(languages, words, **values)]
    head = Block("box", [both(languages, words, **values) for words, values in said], sentences(texts))
    digits = Block("digits", in_groups(box.digits).split(), DIGITS)
    if standing.is_opened:
        return [(head, digits, _note(languages, "box_opened" if box.ballots else "box_empty"))]
    steps = _steps(standing, languages)
    return [
        (
            head,
            digits,
            Block("keyholders", steps, len(steps) * len(languages) * LINE + GAP),
            _note(languages, "box_waits"),
        )
    ]


def _steps(standing: SealedStanding, languages: Sequence[str]) -> list[KeyholderStep]:
    done = (
        ("box_checked", standing.checked, 0),
        ("box_signed", standing.signed, QUORUM),
        ("box_shared", standing.shared, THRESHOLD),
    )
    return [KeyholderStep(both(languages, words), len(by), needed, KEYHOLDERS) for words, by, needed in done]


def _note(languages: Sequence[str], words: str) -> Block:
    return Block("foot", [both(languages, words)], sentences(in_each(languages, words)))
