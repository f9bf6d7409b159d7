"""What the steward is shown after an act at the door: a state with its words, and of the member only what is
compared with an identity card."""

from dataclasses import asdict, dataclass
from typing import Any

from flask import Response, jsonify
from flask_babel import gettext

from voting.assembly.roll import NotEntitled, why_not_entitled
from voting.attendance.attention import Attention, Met, met_at_doors
from voting.attendance.door_acts import Arrival
from voting.attendance.rules import Answer
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.errors import STATUS
from voting.web.meeting import this_assembly
from voting.web.person import person
from voting.web.shared import shown_venue_names
from voting.wording.at_desk import apart_words, at_desk
from voting.wording.attendance import place_name
from voting.wording.languages import day

STATUSES = {
    Answer.NOT_ENTITLED: STATUS[Code.NOT_ENTITLED],
    Answer.PRESENT_ELSEWHERE: 409,
    Answer.PASS_REVOKED: 409,
    Answer.OVERTAKEN: 409,
}
"""The HTTP status of each answer that did not do what was asked; the others have 200."""

ATTENDED = frozenset({Answer.WELCOME, Answer.MOVED, Answer.ALREADY_HERE})
ABOUT_PASS = frozenset({Code.UNKNOWN_PASS, Code.OTHER_ASSEMBLY, Code.PASS_REVOKED})
NAMED = frozenset(Answer) - {Answer.NOT_ENTITLED}


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as the page or the scanner shows it. ``state``, which gives its colour, is the answer,
    ``attention``, or the code of a refusal; ``apart`` is how the member differs from their namesakes."""

    state: str
    answer: str
    nonce: str
    number: str
    name: str = ""
    apart: str = ""
    place: str = ""
    place_name: str = ""
    why: str = ""
    attention: Attention | None = None


def shown(arrival: Arrival, number: str, nonce: str, met: Met | None = None) -> Shown:
    """An answer about the member with this number, with what the steward must mind about them; ``met``: who
    they are, where that has been read."""
    answer = arrival.answer
    if answer not in NAMED:
        met = None
    elif met is None:
        met = met_at_doors(db.session(), person().assembly_id, [number]).get(number)
    attention = met.attention if met and answer in ATTENDED else None
    calls = bool(attention) and answer in (Answer.WELCOME, Answer.MOVED)
    return Shown(
        state="attention" if calls else answer.value,
        answer=answer.value,
        nonce=nonce,
        number=number,
        name=met.name if met else "",
        apart=apart_words(met.apart) if met else "",
        place=arrival.place,
        place_name=name_of_place(arrival.place),
        why=why_not_on_roll(number) if answer is Answer.NOT_ENTITLED else "",
        attention=attention or None,
    )


def shown_refusal(refused: Refused, nonce: str) -> Shown:
    """The answer that says why an act was refused: about the pass that was shown, or anything else."""
    code = refused.code.value
    state = code if refused.code in ABOUT_PASS else "failed"
    return Shown(state=state, answer=code, nonce=nonce, number="", why=at_desk(refused))


def answer_machine(result: Shown, status: int) -> Response:
    """Send an answer as JSON to the scanner. The code of a refusal is in the header ``Refusal``, too."""
    response = jsonify(code="ok" if status == 200 else result.answer, **_plain(result))
    response.status_code = status
    if status != 200:
        response.headers["Refusal"] = result.answer
    return response


def shown_again(told: dict[str, Any]) -> Shown:
    """The answer to which a form has led, from what was kept of it."""
    return shown(Arrival(Answer(told["answer"]), told["place"]), told["member"], told["nonce"])


def name_of_place(place: str) -> str:
    """The name of a venue of this assembly, or of taking part online, in the reader's language."""
    return place_name(place, shown_venue_names())


def require_venue(venue: str) -> None:
    """Raise Refused(not_found) where this assembly has no venue with this code."""
    if venue not in shown_venue_names():
        raise Refused(Code.NOT_FOUND)


def _plain(result: Shown) -> dict[str, Any]:
    return {name: value for name, value in asdict(result).items() if value not in ("", None)}


def why_not_on_roll(number: str) -> str:
    """The sentence why whoever has this number is not on the roll."""
    assembly = this_assembly()
    reason, date = why_not_entitled(db.session(), assembly, number)[0], day(assembly.record_date)
    sentences = {
        NotEntitled.JOINED_LATER: gettext("Became a member after the record date, %(date)s.", date=date),
        NotEntitled.LEFT: gettext("Was no longer a member on the record date, %(date)s.", date=date),
        NotEntitled.REMOVED: gettext("Was taken off the roll. Send to the help desk."),
        NotEntitled.NO_MEMBER: gettext("Nobody in the register has this number. Check it, digit by digit."),
    }
    return str(sentences.get(reason, gettext("Was not entitled on the record date, %(date)s.", date=date)))
