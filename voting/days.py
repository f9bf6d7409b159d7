"""Days of other years."""

from datetime import date


def years_later(day: date, years: int) -> date:
    """The same day so many years later, or before where they are negative; the 28th of February for a 29th
    that the year does not have."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
