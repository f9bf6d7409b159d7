"""Who may enter: the decision alone."""

from hypothesis import given
from hypothesis import strategies as st

from voting.accounts.models import Role
from voting.accounts.rules import Grant, may_enter

VENUES = st.sampled_from([None, "BRU", "LIE"])
GRANTS = st.frozensets(st.builds(Grant, st.sampled_from(Role), VENUES), max_size=5)
ROLES = st.frozensets(st.sampled_from(Role), max_size=5)


@given(ROLES, VENUES)
def test_who_holds_nothing_enters_nowhere(allowed: frozenset[Role], venue: str | None) -> None:
    assert not may_enter(frozenset(), allowed, venue)


@given(GRANTS, VENUES)
def test_nobody_enters_what_is_open_to_no_role(held: frozenset[Grant], venue: str | None) -> None:
    assert not may_enter(held, frozenset(), venue)


@given(GRANTS, ROLES, VENUES)
def test_one_enters_by_a_role_that_is_allowed_at_a_venue_that_fits(
    held: frozenset[Grant], allowed: frozenset[Role], venue: str | None
) -> None:
    fitting = {grant for grant in held if grant.role in allowed and {grant.venue, venue} != {"BRU", "LIE"}}
    assert may_enter(held, allowed, venue) == bool(fitting)


@given(GRANTS, GRANTS, ROLES, ROLES, VENUES)
def test_more_roles_never_close_a_door(
    held: frozenset[Grant],
    more: frozenset[Grant],
    allowed: frozenset[Role],
    wider: frozenset[Role],
    venue: str | None,
) -> None:
    if may_enter(held, allowed, venue):
        assert may_enter(held | more, allowed | wider, venue)


def test_a_role_at_one_venue_is_none_at_another() -> None:
    steward = frozenset({Grant(Role.STEWARD, "BRU")})
    allowed = frozenset({Role.STEWARD, Role.SUPERVISOR})
    assert may_enter(steward, allowed, "BRU")
    assert may_enter(steward, allowed, None)
    assert not may_enter(steward, allowed, "LIE")
    assert not may_enter(steward, allowed, "bru")
    assert not may_enter(frozenset({Grant(Role.CHAIR, None)}), allowed, "BRU")
    assert may_enter(frozenset({Grant(Role.SUPERVISOR, None)}), allowed, "LIE")
