"""Reading a table of a definition file, value by value, and gathering every fault with its place."""

import re
import tomllib
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from voting.errors import Fault, InvalidFile
from voting.files import MEGABYTE, decode, require_at_most
from voting.languages import LANGUAGES
from voting.local_time import Unclear, at_place

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""The years within which every date must lie; any other is taken for a slip of the pen."""

LARGEST = MEGABYTE
"""The most bytes of a file."""
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*\.[ \t]*){50}""")
"""A key of so many parts that reading it takes minutes; texts have spaces between words."""

Day = TypeVar("Day", date, datetime)


def read_toml(content: bytes) -> tuple["DefinitionTable", list[Fault]]:
    """The root table of a TOML file, and the list to which each of its methods adds the faults that it finds.

    Raises InvalidFile where the bytes are too many, not UTF-8 or not TOML. Faults do not raise: whoever has
    read everything raises InvalidFile with the list, if there are any.
    """
    require_at_most(len(content), LARGEST)
    text = decode(content)
    if _LONG_KEY.search(text):
        raise InvalidFile([Fault(0, "", "not_toml", {"reason": "a key with too many parts"})])
    faults: list[Fault] = []
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, or nothing that tomllib can hold
        raise InvalidFile([Fault(0, "", "not_toml", {"reason": str(error)})]) from error
    return DefinitionTable(values, "", faults), faults


class DefinitionTable:
    """One table of a definition file. Each method reads one key; what is missing or wrong is added to the
    list of faults, with its path (``resolutions[2].title``).

    After a fault a method returns a value of the right type, so that reading goes on to the next fault;
    nothing that was read may be used while there are faults.
    """

    def __init__(self, values: dict[str, Any], path: str, faults: list[Fault]) -> None:
        self._values = values
        self._path = path
        self._faults = faults
        self._known: set[str] = set()

    def fault(self, key: str, code: str, **details: str | int) -> None:
        """Note a fault about a key of this table ("": the table itself)."""
        place = ".".join(part for part in (self._path, key) if part)
        self._faults.append(Fault(0, place, code, details))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self._get(key, str, "text", default)
        if value is not None and not value.strip():
            self.fault(key, "value_missing")
        return (value or "").strip()

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed texts."""
        value = self._get(key, str, "text", default)
        if value is not None and value not in allowed:
            self.fault(key, "not_one_of", value=value, known=", ".join(allowed))
        return value or ""

    def integer(self, key: str, minimum: int, maximum: int, default: int | None = None) -> int:
        """A whole number within bounds."""
        value = self._get(key, int, "whole_number", default)
        if value is not None and not minimum <= value <= maximum:
            self.fault(key, "out_of_bounds", value=value, minimum=minimum, maximum=maximum)
        return value if value is not None else minimum

    def boolean(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._get(key, bool, "true_or_false", default)
        return default if value is None else bool(value)

    def day(self, key: str) -> date:
        """A date without a time."""
        return self._in_living_memory(key, self._get(key, date, "date", None)) or date.min

    def moment(self, key: str, place: ZoneInfo) -> datetime | None:
        """A date and time at the place of the assembly, in its zone; None where it is a fault. It is written
        with an offset where it comes twice, as the clocks there are put back, and only there."""
        value = self._in_living_memory(key, self._get(key, datetime, "date_time", None))
        found = at_place(value, place) if value is not None else None
        if isinstance(found, Unclear):
            self.fault(key, found.code, **found.details)
            return None
        return found

    def languages(self, key: str) -> dict[str, str]:
        """A text in one or more languages; one text alone stands for all of them."""
        self._known.add(key)
        value = self._values.get(key)
        if isinstance(value, str) and value.strip():
            return dict.fromkeys(LANGUAGES, value.strip())
        if not isinstance(value, dict) or not value:
            self.fault(key, "value_missing" if value in (None, "", {}) else "not_languages")
            return {}
        for language, text in value.items():
            if language not in LANGUAGES:
                self.fault(
                    f"{key}.{language}", "language_unknown", value=language, known=", ".join(LANGUAGES)
                )
            if not isinstance(text, str) or not text.strip():
                self.fault(f"{key}.{language}", "value_missing")
        return {language: str(text).strip() for language, text in value.items()}

    def texts(self, key: str) -> list[str]:
        """A list of texts, none of them empty."""
        value: list[Any] = self._get(key, list, "list_of_texts", None) or []
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.fault(key, "wrong_type", wanted="list_of_texts")
            return []
        return [item.strip() for item in value]

    def table(self, key: str) -> "DefinitionTable | None":
        """A table within, or None where there is none."""
        self._known.add(key)
        if key not in self._values:
            return None
        value = self._values[key]
        if not isinstance(value, dict):
            self.fault(key, "wrong_type", wanted="table")
            return None
        return DefinitionTable(value, ".".join(part for part in (self._path, key) if part), self._faults)

    def tables(self, key: str, at_least: int = 0) -> list["DefinitionTable"]:
        """The tables of a list (``[[key]]``) within, of which there must be ``at_least`` so many."""
        self._known.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, "wrong_type", wanted="list_of_tables")
            return []
        if len(value) < at_least:
            self.fault(key, "too_few", found=len(value), minimum=at_least)
        prefix = ".".join(part for part in (self._path, key) if part)
        return [
            DefinitionTable(item, f"{prefix}[{index}]", self._faults) for index, item in enumerate(value, 1)
        ]

    def finish(self) -> None:
        """Add a fault for every key that none of these methods has read: a misspelt rule must not be passed
        over."""
        for key in self._values.keys() - self._known:
            self.fault(key, "key_unknown")

    def _in_living_memory(self, key: str, value: Day | None) -> Day | None:
        if value is None or FIRST_YEAR <= value.year <= LAST_YEAR:
            return value
        bounds = {"minimum": str(FIRST_YEAR), "maximum": str(LAST_YEAR)}
        self.fault(key, "out_of_bounds", value=str(value.year), **bounds)
        return None

    def _get(self, key: str, wanted: type, name: str, default: Any) -> Any:
        self._known.add(key)
        if key not in self._values:
            if default is None:
                self.fault(key, "value_missing")
            return default
        value = self._values[key]
        if type(value) is not wanted:  # exactly: a truth value is no number, a date and time no date
            self.fault(key, "wrong_type", wanted=name)
            return None
        return value
