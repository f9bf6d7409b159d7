"""The day is that of the place where an assembly is held."""

from datetime import UTC, date, datetime

from voting.assembly.today import today_at


def test_before_midnight_in_greenwich_it_may_be_tomorrow_in_brussels() -> None:
    moment = datetime(2025, 6, 17, 22, 30, tzinfo=UTC)
    assert today_at("Europe/Brussels", moment) == date(2025, 6, 18)
    assert today_at("Europe/Lisbon", moment) == date(2025, 6, 17)
