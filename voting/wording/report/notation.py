"""How the yearly report writes numbers and dates: as Belgian annual reports do in each language."""

from datetime import date

from voting.wording.languages import language

GROUP_SEPARATOR = {"nl": ".", "fr": ".", "de": ".", "en": ","}
"""As Belgian annual reports write thousands, in French too: 45.598 (CLDR would put a narrow space)."""


def report_number(value: int) -> str:
    """A whole number as the report writes it: 45.598."""
    return f"{value:,}".replace(",", GROUP_SEPARATOR[language()])


def report_day(value: date | str) -> str:
    """A date as the report writes it: 17/06/2025."""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return day.strftime("%d/%m/%Y")
