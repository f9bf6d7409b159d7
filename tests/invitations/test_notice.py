"""Whether invitations leave in time."""

from datetime import date

from voting.invitations.notice import is_late, last_day

DAY = date(2025, 6, 17)


def test_an_invitation_leaves_in_time_up_to_so_many_days_before() -> None:
    assert last_day(DAY, 15) == date(2025, 6, 2)
    assert last_day(DAY, 0) == DAY
    assert not is_late(DAY, 15, date(2025, 6, 2))
    assert is_late(DAY, 15, date(2025, 6, 3))
