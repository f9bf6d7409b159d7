"""How numbers, dates and texts are written in the current language, and which language that is."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from flask_babel import get_locale, gettext

from voting.languages import LANGUAGES

LANGUAGE_NAMES = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}

TERRITORY = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB", "de": "de_BE"}


def load_languages() -> None:
    """Load the formats of numbers and dates of every language, so that no page has to wait for it later."""
    for territory in TERRITORY.values():
        format_decimal(0, locale=territory)


def language() -> str:
    """The code of the language of the page (or document) that is being made; ``nl`` outside any."""
    locale = get_locale()
    return locale.language if locale else "nl"


def in_language(texts: Mapping[str, str]) -> str:
    """A text, given in some languages, in the current one; else in the first of ``LANGUAGES`` that it has."""
    for candidate in (language(), *LANGUAGES):
        if candidate in texts:
            return texts[candidate]
    return next(iter(texts.values()), "")


def shown_in(texts: Mapping[str, str]) -> str:
    """The code of the language in which ``in_language`` gives a text."""
    return next((code for code in (language(), *LANGUAGES) if code in texts), language())


def other_languages(*contents: Mapping[str, str] | None) -> list[str]:
    """The names of the languages, other than the current one, in which ``in_language`` gives some of these
    texts."""
    shown = {shown_in(texts) for texts in contents if texts} - {language()}
    return [name for code, name in LANGUAGE_NAMES.items() if code in shown]


def number(value: int) -> str:
    """A whole number as it is written in the reader's language: 45.598, 45 598, 45,598."""
    return format_decimal(value, locale=TERRITORY[language()])


def decimal(value: str) -> str:
    """A decimal number, given as text, with as many decimals as it has: 1.234,50000."""
    places = len(value.partition(".")[2])
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(Decimal(value), format=pattern, locale=TERRITORY[language()])


def percent(hundredths: int) -> str:
    """A share, in hundredths of a per cent, with two decimals: 63,15%, 63,15 %, 63.15%."""
    locale = TERRITORY[language()]
    pattern = Locale.parse(locale).percent_formats[None].pattern.replace("##0", "##0.00")
    return format_percent(Decimal(hundredths).scaleb(-4), format=pattern, locale=locale)


def file_size(value: int) -> str:
    """A size in bytes, rounded: 214 kB, 1,3 MB; in French 214 ko, 1,3 Mo."""
    unit, amount = ("M", round(value / 1e6, 1)) if value >= 1e6 else ("k", max(1, round(value / 1e3)))
    byte = "o" if language() == "fr" else "B"
    return f"{format_decimal(amount, locale=TERRITORY[language()])} {unit}{byte}"


def day(value: date) -> str:
    """A date as it is written in the reader's language, in full: 17 juni 2025, 1er juin 2025."""
    return _with_first(value, _long_date(value, TERRITORY[language()]))


@lru_cache(1_000)
def _long_date(value: date, territory: str) -> str:
    return format_date(value, format="long", locale=territory)


def weekday(value: date) -> str:
    """A date in full, with the day of the week."""
    return _with_first(value, format_date(value, format="full", locale=TERRITORY[language()]))


def _with_first(value: date, written: str) -> str:
    return written.replace("1 ", "1er ", 1) if value.day == 1 and language() == "fr" else written


def clock_time(value: datetime, timezone: str) -> str:
    """A time of the day, in the assembly's time zone."""
    local = value.astimezone(ZoneInfo(timezone))
    return _short_time(local.hour, local.minute, TERRITORY[language()])


@lru_cache(24 * 60 * len(LANGUAGES))
def _short_time(hour: int, minute: int, territory: str) -> str:
    return format_time(time(hour, minute), format="short", locale=territory)


def day_and_time(value: datetime) -> str:
    """A moment, in the time zone that it has: 17 June 2025, 09:00."""
    return f"{day(value.date())}, {format_time(value, format='short', locale=TERRITORY[language()])}"


def day_or_moment(value: datetime) -> str:
    """A moment, in the time zone that it has; where a day begins with it, the day alone."""
    return day(value.date()) if value.time() == time.min else day_and_time(value)


def local_moment(value: datetime, timezone: str) -> str:
    """A moment to the second, short, in the assembly's time zone: 17 jun 2025, 09:00:12."""
    local = value.astimezone(ZoneInfo(timezone))
    locale = TERRITORY[language()]
    return f"{format_date(local, 'medium', locale=locale)}, {format_time(local, 'medium', locale=locale)}"


def local_day(value: datetime, timezone: str) -> str:
    """The day of a moment, in the assembly's time zone."""
    return day(value.astimezone(ZoneInfo(timezone)).date())


def labelled(label: object, said: object) -> str:
    """What is said of what, with the colon as the reader's language writes it."""
    return str(gettext("%(label)s: %(said)s", label=label, said=said))
