"""A form of a desk that is refused: the same page, the form as it was filled in, and why."""

from dataclasses import dataclass

from voting.assembly.search import FoundOnRoll
from voting.errors import Code, Refused
from voting.web.desk.answers import why_not_on_roll
from voting.web.desk.named_member import found_by_name, is_name, pass_at_desk
from voting.web.errors import wants_json
from voting.web.form import text
from voting.wording.at_desk import at_desk

ELSEWHERE = (
    *(Code.FORBIDDEN, Code.NOT_FOUND, Code.SIGN_IN_NEEDED, Code.SIGN_IN_OVER),
    *(Code.SECOND_FACTOR_NEEDED, Code.IDLE_TOO_LONG, Code.BUSY, Code.OUTCOME_UNKNOWN),
)
"""What is answered with a page of its own, as everywhere."""

ABOUT = {
    Code.DOCUMENT_INVALID: "document",
    Code.INSTRUCTIONS_TOO_LONG: "instructions",
    Code.REASON_MISSING: "reason",
    Code.NOT_OPEN: "resolution",
    **dict.fromkeys((Code.INVALID_PROXY, Code.PROXY_LIMIT), "holder"),
}
"""The name of the field that a refusal is about."""

ABOUT_MEMBER = {
    *(Code.NOT_ENTITLED, Code.NOT_PRESENT, Code.PRESENT_ELSEWHERE, Code.ALREADY_VOTED, Code.HAS_TABLET),
    *(Code.UNKNOWN_PASS, Code.OTHER_ASSEMBLY, Code.PASS_REVOKED, Code.NO_PAPER, Code.SECOND_PERSON),
}
"""The refusals that are about the field which names the member. Those in neither are about none."""

NOBODY = (Code.UNKNOWN_PASS, Code.NOT_ENTITLED, Code.NO_PAPER)
"""The refusals of a number that nobody has: a name reads as one."""


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What a page says of the form that it was sent: the name of the ``form``, the code and the sentence, and
    the name of the ``field`` that is wrong ("": none); or, where a name was typed, whom it leads to."""

    form: str
    code: Code
    sentence: str
    field: str = "member"
    sought: str = ""
    found: tuple[FoundOnRoll, ...] = ()


def at_this_desk(form: str, refused: Refused, *, of: str = "member") -> AtDesk:
    """What the page says about a refusal of one of its forms, of which the field ``of`` names the member, or
    whatever else it is about. Raises it again for a machine, and where it is not about what was filled in."""
    if wants_json() or refused.code in ELSEWHERE:
        raise refused
    typed = text("member")
    if refused.code in NOBODY and is_name(typed):
        return AtDesk(form, refused.code, "", sought=typed, found=tuple(found_by_name(typed, "desk")))
    if refused.code is Code.NOT_ENTITLED:
        number = pass_at_desk().member if of == "member" else text(of)
        return AtDesk(form, refused.code, why_not_on_roll(number), of)
    is_about_it = refused.code in ABOUT_MEMBER or (refused.code is Code.BAD_REQUEST and not text(of))
    field = of if is_about_it else ABOUT.get(refused.code, "")
    return AtDesk(form, refused.code, at_desk(refused, form), field)
