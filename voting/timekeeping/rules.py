"""Whether a clock is believed. Pure: what is seen comes in, what follows from it goes out. All in seconds."""

from dataclasses import dataclass
from enum import StrEnum

JUMP = 10.0
"""A clock that is further ahead or behind has jumped; one that has moved by less is followed: services that
set clocks do so."""
STEP = 0.5
"""By less than this no clock is taken to have moved."""


class Against(StrEnum):
    """The clocks that the time of a machine is compared with."""

    SYSTEM = "system"
    DATABASE = "database"


@dataclass(frozen=True, slots=True)
class ClocksSeen:
    """By how much the system's clock and that of the database are ahead of the time of this machine; None:
    the database was not asked, or did not answer soon."""

    system: float
    database: float | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """How far ahead each may be, since a person has said so; None: as far as it is now."""

    system: float | None = 0.0
    database: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from a look: the clock that is in doubt, and by how much it is ahead; what is allowed from
    now on; and by how much the time of the machine moves, to follow a small step."""

    against: Against | None
    ahead: float
    allowed: Allowed
    follow: float


def judge(seen: ClocksSeen, allowed: Allowed) -> Verdict:
    """What follows from what was seen. A clock that is right, or as wrong as is allowed, is in no doubt; once
    it is right, it may not be wrong again."""
    system = _allowed(seen.system, allowed.system)
    database = allowed.database if seen.database is None else _allowed(seen.database, allowed.database)
    now_allowed = Allowed(system, database)
    if system is None or abs(seen.system - system) > JUMP:
        return Verdict(Against.SYSTEM, seen.system, allowed, 0.0)
    if seen.database is not None and (database is None or abs(seen.database - database) > JUMP):
        return Verdict(Against.DATABASE, seen.database, allowed, 0.0)
    follows = system == 0.0 and abs(seen.system) > STEP
    return Verdict(None, 0.0, now_allowed, seen.system if follows else 0.0)


def _allowed(ahead: float, allowed: float | None) -> float | None:
    """What is allowed to a clock that is so much ahead."""
    if abs(ahead) <= JUMP:
        return 0.0
    return ahead if allowed is None else allowed
