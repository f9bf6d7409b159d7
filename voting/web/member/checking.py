"""From a ballot that is filled in to the page that asks to confirm it, and back: on a member's own device, on
a tablet, and in practice."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voting.ballot.methods import ChoiceFault, Contest, InvalidChoice, parse_choice
from voting.errors import Code
from voting.web.filled_in import FilledIn, keep
from voting.web.form import in_address
from voting.web.member.ballot_form import choice_of, marks_of, marks_sent


def sent_in(grantor: str | None = None) -> FilledIn:
    """A ballot as the form of this request fills it in: with an ``attempt`` of its own, so that of two that
    were filled in only the same is known again."""
    return FilledIn(marks_sent(), grantor, secrets.token_urlsafe(16))


def go_on(
    contest: Contest,
    whose: str,
    *,
    ballot: str,
    confirm: str,
    grantor: str | None = None,
    around: Mapping[str, str] | None = None,
    **named: Any,
) -> Response:
    """The answer to a ballot that is filled in: on to the page that asks to confirm it, or back to it where
    something is wrong. The browser keeps what was filled in.

    ``ballot`` and ``confirm`` are the endpoints of the two pages, with what is ``named`` in their addresses
    and, behind the question mark, what stands ``around``.
    """
    filled_in = sent_in(grantor)
    fault = _fault_of(contest, filled_in)
    asked: dict[str, Any] = {**(around or {}), **({"wrong": "yes"} if fault else {})}
    response = redirect(url_for(ballot if fault else confirm, **named, **asked), 303)
    if fault:
        response.headers["Refusal"] = Code.INVALID_CHOICE.value
    keep(response, url_for(ballot, **named), whose, filled_in)
    return response


def fault_told(contest: Contest, filled_in: FilledIn | None) -> ChoiceFault | None:
    """What is ``wrong`` with a ballot, where the address asks for that; else None."""
    return _fault_of(contest, filled_in) if filled_in and in_address("wrong") else None


def marks_to_confirm(contest: Contest, filled_in: FilledIn | None) -> list[tuple[str, str]] | None:
    """What a ballot says that can be confirmed, as ``marks_of`` gives it; None where there is none."""
    if filled_in is None or _fault_of(contest, filled_in):
        return None
    return marks_of(contest, parse_choice(contest, choice_of(contest, filled_in.fields)))


def shown(
    filled_in: FilledIn | None,
    fault: ChoiceFault | None = None,
    marks: list[tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """What the templates of the two pages need of a ballot as it was filled in: ``marks`` where they are to
    be confirmed, or what is wrong with it."""
    return {
        "filled_in": MultiDict(filled_in.fields if filled_in else {}),
        "fault": fault,
        "marks": marks,
        "attempt": filled_in.attempt if filled_in and marks is not None else None,
    }


def _fault_of(contest: Contest, filled_in: FilledIn) -> ChoiceFault | None:
    """What is wrong with a ballot as it was filled in, or None."""
    try:
        parse_choice(contest, choice_of(contest, filled_in.fields))
    except InvalidChoice as invalid:
        return invalid.fault
    return None
