"""Who may do what: pure decisions about roles."""

from dataclasses import dataclass

from voting.accounts.models import Role

AT_A_VENUE = frozenset({Role.STEWARD, Role.SUPERVISOR, Role.TELLER})
"""The roles of those who work at the doors and tables: usually held at one venue, and only for the day."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in an assembly; ``venue`` limits it to one venue, None means all."""

    role: Role
    venue: str | None


def in_force(held: frozenset[Grant], over: bool) -> frozenset[Grant]:
    """Those of the grants that still hold, where ``over`` says whether the assembly is over: the roles at a
    venue end with it."""
    return frozenset(grant for grant in held if not over or grant.role not in AT_A_VENUE)


def may_enter(held: frozenset[Grant], allowed: frozenset[Role], venue: str | None) -> bool:
    """Whether grants give access to something that is open to the ``allowed`` roles.

    ``venue`` is the venue that it concerns, None where it concerns none. A role at one venue gives access to
    what concerns that venue, and to what concerns none.
    """
    return any(
        grant.role in allowed and (venue is None or grant.venue is None or grant.venue == venue)
        for grant in held
    )
