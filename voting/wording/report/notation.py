"""How the yearly report writes numbers and dates: as Belgian annual reports do in each language."""

from datetime import date

from babel import Locale

from voting.report.facts import Unit
from voting.wording.languages import TERRITORY, language

GROUP_SEPARATOR = {"nl": ".", "fr": ".", "de": ".", "en": ","}
"""As Belgian annual reports write thousands, in French too: 45.598 (CLDR would put a narrow space)."""

DECIMAL_SIGN = {"nl": ",", "fr": ",", "de": ",", "en": "."}


def report_number(value: int) -> str:
    """A whole number as the report writes it: 45.598."""
    return f"{value:,}".replace(",", GROUP_SEPARATOR[language()])


def report_figure(value: int | str, unit: Unit = Unit.NUMBER) -> str:
    """A figure as the report writes it in its unit: 45.598, 7,4, 74%, 7,4/10; a year or an article as it
    stands."""
    if unit is Unit.AS_IT_STANDS:
        return str(value)
    whole, point, decimals = str(value).partition(".")
    written = report_number(int(whole)) + (f"{DECIMAL_SIGN[language()]}{decimals}" if point else "")
    match unit:
        case Unit.PERCENT:
            pattern: str = Locale.parse(TERRITORY[language()]).percent_formats[None].pattern
            return written + pattern.rpartition("0")[2]
        case Unit.OF_TEN:
            return f"{written}/10"
    return written


def report_day(value: date | str) -> str:
    """A date as the report writes it: 17/06/2025."""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return day.strftime("%d/%m/%Y")
