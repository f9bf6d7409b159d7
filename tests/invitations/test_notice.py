"""Whether invitations leave in time."""

from datetime import date

from voting.invitations.notice import is_late, last_day

DAY = date(2025, 6, 17)


def test_neither_the_day_of_sending_nor_that_of_the_assembly_counts() -> None:
    assert last_day(DAY, 15) == date(2025, 6, 1), "sixteen days before: the 2nd to the 16th are fifteen"
    assert last_day(DAY, 0) == date(2025, 6, 16)
    assert not is_late(DAY, 15, date(2025, 6, 1))
    assert is_late(DAY, 15, date(2025, 6, 2))
