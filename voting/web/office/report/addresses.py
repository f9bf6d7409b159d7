"""What the addresses of the yearly report name: a year, and a figure's list."""

from datetime import date

from flask import url_for

from voting.errors import Code, Refused


def a_year(year: int) -> int:
    """A year of the calendar. Raises Refused(not_found) for a number that is none."""
    if not date.min.year < year <= date.max.year:
        raise Refused(Code.NOT_FOUND)
    return year


def figure_address(year: int, place: str) -> str:
    """The address of the list that a figure comes from."""
    return url_for("office.figure", year=year, of=place)
