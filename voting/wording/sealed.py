"""How far a sealed vote is, in sentences; and the digits of a box, in groups."""

from flask_babel import gettext

from voting.ballot.models import Resolution, State
from voting.ballot.sealed_standing import SealedStanding, ToldBox
from voting.sealed.documents import KEYHOLDERS, QUORUM, THRESHOLD
from voting.wording.filling import ngettext
from voting.wording.languages import number

GROUP = 4


def in_groups(digits: str) -> str:
    """Digits in groups that can be read aloud and compared."""
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def box_sentence(box: ToldBox) -> str:
    """How many ballots lie in a closed box, and how many votes there are on paper."""
    ballots = ngettext(
        "The box is closed: %(num)s sealed ballot", "The box is closed: %(num)s sealed ballots", box.ballots
    )
    sentence: str = gettext("%(ballots)s, %(paper)s on paper.", ballots=ballots, paper=number(box.paper))
    return sentence


def progress_sentences(standing: SealedStanding) -> list[str]:
    """How far keyholders are with a closed box: who has checked it, who has signed it, and whose shares have
    come."""
    return [
        gettext(
            "Keyholders who have checked the box: %(done)s of %(all)s",
            done=len(standing.checked),
            all=KEYHOLDERS,
        ),
        gettext(
            "Keyholders who have signed it: %(done)s (needed: %(needed)s)",
            done=len(standing.signed),
            needed=QUORUM,
        ),
        gettext(
            "Keyholders who have sent their share: %(done)s (needed: %(needed)s)",
            done=len(standing.shared),
            needed=THRESHOLD,
        ),
    ]


def waiting_sentence(resolution: Resolution, standing: SealedStanding) -> str:
    """What a sealed vote waits for; "" where it waits for nothing."""
    state, sentence = State(resolution.state), ""
    if state is State.DRAFT and not standing.context_is_signed:
        sentence = gettext(
            "The keyholders sign before it opens: %(signed)s of the %(needed)s that are needed have signed.",
            signed=len(standing.context),
            needed=QUORUM,
        )
    if state is State.CLOSED and not standing.is_opened:
        sentence = gettext(
            "The keyholders open the box: %(signed)s have signed it, %(shared)s have sent their share.",
            signed=len(standing.signed),
            shared=len(standing.shared),
        )
    return sentence
