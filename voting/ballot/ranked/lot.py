"""The lot: an order of the candidates, fixed before the count, that settles what the votes leave equal."""

import hashlib

from voting.ballot.ranked.profile import InvalidProfile, Profile, ProfileCode, ProfileFault

Lot = tuple[int, ...]
"""Every candidate's number once. Of candidates whom nothing else separates, the first in the lot is
elected first, has the surplus transferred first, and is excluded last."""


def lot_from_seed(seed: str, candidates: int) -> Lot:
    """The lot that a public seed gives for candidates 1 to ``candidates``, reproducible by anyone.

    Candidate n draws the SHA-256 of the UTF-8 text ``seed/n``, written as 64 hexadecimal digits; the
    candidates are put in ascending order of what they drew. On any machine:
    ``printf '%s' 'seed/1' | sha256sum``.
    """
    draws = {n: hashlib.sha256(f"{seed}/{n}".encode()).hexdigest() for n in range(1, candidates + 1)}
    return tuple(sorted(draws, key=lambda n: draws[n]))


def lot_or_default(profile: Profile, lot: Lot | None) -> Lot:
    """The lot of a count: the one given, or candidates in the order of their numbers where none is given.

    The default is no draw: it is there so that a count without a seed is still the same each time, and a
    result says when a lot decided. Raises ``InvalidProfile`` where a lot is not every candidate once.
    """
    numbers = tuple(range(1, len(profile.candidates) + 1))
    if lot is None:
        return numbers
    if tuple(sorted(lot)) != numbers:
        message = f"the lot {list(lot)} is not an order of the candidates 1 to {len(numbers)}"
        raise InvalidProfile([ProfileFault(ProfileCode.INVALID_LOT, message)])
    return lot
