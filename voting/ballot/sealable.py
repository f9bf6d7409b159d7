"""Pure: which resolutions may be sealed, so that their votes are opened as sums alone (docs/sealed.md).

What is wrong with one is told whole, so that it is put right at once.
"""

from enum import StrEnum

from voting.ballot.adoption import is_in_each_class
from voting.ballot.models import Resolution
from voting.sealed.wire import UnsealableReason, why_unsealable


class SealedFault(StrEnum):
    """Why a resolution may not be sealed. The codes are stable: they are never renamed."""

    METHOD = "sealed_ranked"
    BRANCHES = "sealed_too_many_candidates"
    ROLL = "sealed_roll_too_long"
    NOT_SECRET = "sealed_not_secret"  # noqa: S105 - the name of a fault, not a password
    HANDS = "sealed_by_hands"
    LIVE = "sealed_live_choices"
    CLASSES = "sealed_in_classes"


_REASONS = {
    UnsealableReason.RANKED: SealedFault.METHOD,
    UnsealableReason.TOO_MANY_BRANCHES: SealedFault.BRANCHES,
}


def sealed_faults(
    method: str,
    candidates: int,
    seats: int,
    *,
    secret: bool,
    by_hands: bool,
    live_choices: bool,
    majority: str,
    entitled: int = 0,
) -> list[SealedFault]:
    """Every reason why a resolution with so many candidates, and members on the roll, may not be sealed; an
    empty list where it may. That candidates are missing is for ``voting.ballot.gaps``."""
    shape = _REASONS.get(why_unsealable(method, candidates, seats) or UnsealableReason.NO_CANDIDATES)
    roll = why_unsealable("for_against_abstain", 0, 0, entitled=entitled)
    faults = {
        SealedFault.ROLL: roll is not None,
        SealedFault.NOT_SECRET: not secret,
        SealedFault.HANDS: by_hands,
        SealedFault.LIVE: live_choices,
        SealedFault.CLASSES: is_in_each_class(majority),
    }
    return [*([shape] if shape else []), *(fault for fault, is_one in faults.items() if is_one)]


def faults_of_sealed(resolution: Resolution, entitled: int) -> list[SealedFault]:
    """The same of a resolution as it is stored."""
    return sealed_faults(
        resolution.method,
        len(resolution.options),
        resolution.seats,
        secret=resolution.secret,
        by_hands=resolution.by_hands,
        live_choices=resolution.live_choices,
        majority=resolution.majority,
        entitled=entitled,
    )
