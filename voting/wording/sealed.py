"""How far a sealed vote is, in sentences; and the digits of a box, in groups."""

from flask_babel import gettext

from voting.auditing.sealed_bundle import tells_of_few
from voting.ballot.models import Resolution, State
from voting.ballot.sealed_keys import ToldKeys
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


def sealed_account(standing: SealedStanding, *, with_digits: bool = True) -> list[str]:
    """What is told of the seal of an announced result, in sentences; nothing in them tells a count."""
    box = standing.box
    if box is None:
        return []
    told = [
        gettext(
            "The votes were sealed. Ballots in the box: %(ballots)s. Votes on paper: %(paper)s.",
            ballots=number(box.ballots),
            paper=number(box.paper),
        ),
        gettext(
            "Sealed on members’ own devices: %(device)s; on tablets of the cooperative: %(tablet)s; without "
            "a seal of their own, so that the server saw them: %(server)s.",
            device=number(box.by_device),
            tablet=number(box.by_tablet),
            server=number(box.by_server),
        ),
        *([gettext("Digits of the box: %(digits)s", digits=in_groups(box.digits))] if with_digits else []),
        gettext(
            "Keyholders who signed beforehand what the vote was about: %(names)s.",
            names=", ".join(standing.named(standing.context)),
        ),
    ]
    if standing.shared:
        told.append(
            gettext(
                "Keyholders who signed the closed box: %(signed)s. Who opened it with their shares: "
                "%(shared)s.",
                signed=", ".join(standing.named(standing.signed)),
                shared=", ".join(standing.named(standing.shared)),
            )
        )
    if standing.is_by_voices:
        told.append(
            gettext(
                "Fewer than four signed the box, so that three read its digits to each other by voice: "
                "%(names)s.",
                names=", ".join(standing.named(standing.voices)),
            )
        )
    if tells_of_few(box.ballots, box.paper):
        told.append(
            gettext(
                "There are fewer than ten ballots in the box, or on paper: the counts of the box alone are "
                "told to the auditors only, since they would tell how a few have voted."
            )
        )
    return told


def unsealed_sentence() -> str:
    """What is told of a round without a seal, after one that had it."""
    sentence: str = gettext("In an earlier round the votes were sealed; in this one they were not.")
    return sentence


def unopened_sentence() -> str:
    """What is told of a sealed vote that is void."""
    sentence: str = gettext("The votes were sealed, and the box was not opened.")
    return sentence


def keys_sentences(keys: ToldKeys, page_sha256: str) -> list[str]:
    """What an invitation tells of the keys: whose they are, their digits, and by what the page is known with
    which keyholders work. One line each."""
    return [
        gettext(
            "Sealed votes: %(numbers)s. They are locked on members’ own devices; five keyholders open only "
            "their sum, three together: %(names)s.",
            numbers=", ".join(keys.numbers),
            names=", ".join(keys.keyholders),
        ),
        gettext("Digits of their keys: %(digits)s", digits=in_groups(keys.digits)),
        gettext(
            "SHA-256 of sealed.html, the page with which they work and with which you can check a seal: "
            "%(hash)s",
            hash=page_sha256,
        ),
    ]
