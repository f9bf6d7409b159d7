"""Who may do what: pure decisions about roles."""

from dataclasses import dataclass

from voting.accounts.models import Role

AT_A_VENUE = frozenset({Role.STEWARD, Role.SUPERVISOR, Role.TELLER})
"""The roles of the doors and tables: held at one venue, as a rule, and for the day of the assembly alone."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in an assembly; ``venue`` limits it to one venue, None means all."""

    role: Role
    venue: str | None


def in_force(held: frozenset[Grant], over: bool) -> frozenset[Grant]:
    """Those of the grants that still count: those of the doors and tables end with the assembly."""
    return frozenset(grant for grant in held if not over or grant.role not in AT_A_VENUE)


def may_enter(held: frozenset[Grant], allowed: frozenset[Role], venue: str | None) -> bool:
    """Whether somebody who holds these grants may do what is allowed to these roles.

    ``venue`` is the venue that the thing to be done concerns, None where it concerns no venue. A role
    at one venue opens what concerns that venue, and what concerns none.
    """
    return any(
        grant.role in allowed and (venue is None or grant.venue is None or grant.venue == venue)
        for grant in held
    )
