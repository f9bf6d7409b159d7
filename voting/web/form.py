"""What the form of this request sends, read in one way, and the answer to a form that is refused.

Nothing in it is trusted. What somebody typed and cannot be is a fault, and all faults of a form are told at
once; what no page of ours sends, but only a program could, is Refused(bad_request).
"""

from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import g, make_response, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from voting.errors import Code, Fault, InvalidFile, InvalidForm, Refused, require_sound
from voting.local_time import Unclear, near
from voting.typed import clock_in, day_in, number_in, time_in
from voting.web.errors import STATUS

Choice = TypeVar("Choice", bound=StrEnum)
FAULTY = (InvalidForm.code, InvalidFile.code)
LONGEST_ATTEMPT = 64
"""The most characters of the ``attempt``, by which a form that is sent twice is known."""


def text(name: str) -> str:
    """A field as it was typed, with our line ends and without spaces around it; "" where there is none.

    Raises Refused(bad_request) where it holds the NUL that no keyboard makes and no database keeps.
    """
    return _plain(request.form.get(name, ""))


def in_address(name: str) -> str:
    """The same of what the address asks for, behind its question mark."""
    return _plain(request.args.get(name, ""))


def each_in_address(name: str) -> list[str]:
    """All values of one name that the address asks for, as ``in_address`` reads each."""
    return [_plain(typed) for typed in request.args.getlist(name)]


def exactly(name: str) -> str:
    """A field with every character that was sent: a password, or a code."""
    return request.form.get(name, "")


def attempt() -> str | None:
    """What a page has made for one form, the same however often that is sent; None where it has not. Raises
    Refused(bad_request) for what no page makes."""
    made = text("attempt")
    if len(made) > LONGEST_ATTEMPT:
        raise Refused(Code.BAD_REQUEST)
    g.counts_once = bool(made)
    return made or None


def sent(name: str) -> bool:
    """Whether the form has such a field, even an empty one."""
    return name in request.form


def each(name: str) -> list[str]:
    """What each of several fields of one name holds, with every character that was sent."""
    return request.form.getlist(name)


def as_typed() -> MultiDict[str, str]:
    """All fields as they were typed: to fill the form in once more, or for whoever reads fields by rules of
    their own."""
    return request.form


def lists() -> dict[str, list[str]]:
    """The same, by name: each with all that it was sent with."""
    return request.form.to_dict(flat=False)


def flag(name: str) -> bool:
    """Whether a box was ticked, or a button of this name pressed."""
    return request.form.get(name) == "yes"


def choice(name: str, kind: type[Choice]) -> Choice:
    """What was chosen of a list. Raises Refused(bad_request) for what is not in it."""
    try:
        return kind(request.form.get(name, ""))
    except ValueError:
        raise Refused(Code.BAD_REQUEST) from None


def number(name: str) -> int:
    """A number that a page of ours sends. Raises Refused(bad_request) for what is none."""
    found = number_in(request.form.get(name, ""))
    if found is None:
        raise Refused(Code.BAD_REQUEST)
    return found


def clock(name: str) -> datetime:
    """A moment by the sender's own clock, in milliseconds since 1970. Raises Refused(bad_request)."""
    found = clock_in(text(name))
    if found is None:
        raise Refused(Code.BAD_REQUEST)
    return found


def was() -> str:
    """The stamp of what the form was filled in upon, as ``voting.stamp`` compares it."""
    return request.form.get("was", "")


def _plain(typed: str) -> str:
    if "\0" in typed:
        raise Refused(Code.BAD_REQUEST)
    return typed.replace("\r\n", "\n").strip()


class Typed:
    """The fields of a form that somebody typed. What is wrong with each gathers in ``faults``.

    After a fault None is returned, so that reading can go on to the next; nothing may be used before
    :meth:`require_sound`. An empty field is None, and no fault.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def day(self, name: str) -> date | None:
        """A day."""
        typed = text(name)
        found = day_in(typed)
        if typed and found is None:
            self.faults.append(Fault(0, name, "day_impossible"))
        return found

    def time(self, name: str) -> time | None:
        """A time of the day."""
        typed = text(name)
        found = time_in(typed)
        if typed and found is None:
            self.faults.append(Fault(0, name, "not_time", {"value": typed[:20]}))
        return found

    def moment_on(self, name: str, day: date, timezone: str, now: datetime) -> datetime | None:
        """The moment of a time of a day at a place, in its zone; where it comes twice, the one nearer to
        ``now``."""
        clock = self.time(name)
        if clock is None:
            return None
        found = near(datetime.combine(day, clock), ZoneInfo(timezone), now)
        if isinstance(found, Unclear):
            self.faults.append(Fault(0, name, found.code, found.details))
            return None
        return found

    def number(self, name: str) -> int | None:
        """A whole number from 0."""
        typed = text(name)
        found = number_in(typed)
        if typed and found is None:
            self.faults.append(Fault(0, name, "not_number", {"value": typed[:20]}))
        return found

    def require_sound(self) -> None:
        """Raise InvalidForm with every fault there has been."""
        require_sound(self.faults)


def refused_form(page: str, code: str = InvalidForm.code) -> Response:
    """A form once more, as it was filled in, with what is wrong with it: nothing of it has been stored.

    ``code`` is that of a refusal, of an InvalidForm or of an InvalidFile.
    """
    response = make_response(page, 422 if code in FAULTY else STATUS.get(Code(code), 409))
    response.headers["Refusal"] = str(code)
    return response
