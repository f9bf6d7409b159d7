"""That the member in whose name a desk hands something out has been seen: their pass was read, or somebody
else than who hands it out has let them in, or checked them in once more."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.attendance.models import CheckIn
from voting.attendance.rules import Answer, Sight, seen_by_another
from voting.errors import Code, Refused

SEES = (Answer.WELCOME.value, Answer.MOVED.value, Answer.ALREADY_HERE.value)
BY_PASS: Mapping[str, object] = {"shown": "pass"}


def require_seen(
    session: Session, assembly_id: int, venue: str, member: str, *, account_id: int, shown: bool
) -> Mapping[str, object]:
    """What the log says of who or what has shown that a member is here: ``shown``, where their pass was read,
    at the desk (``shown``) or at the door since they came in; else ``seen_by``, the account of somebody else
    than ``account_id`` who has checked them in.

    Raises Refused(second_person) where nobody but this account has, by their number.
    """
    if shown:
        return BY_PASS
    sight = seen_by_another(_sights(session, assembly_id, venue, member), account_id)
    if sight is None:
        raise Refused(Code.SECOND_PERSON)
    return BY_PASS if sight.by_pass else {"seen_by": sight.account_id}


def _sights(session: Session, assembly_id: int, venue: str, member: str) -> Iterator[Sight]:
    """The scans in which a member was seen at a venue, in their order; of one moment first those by which
    they came in, and of these last those by their number: where it is in doubt, they have to be seen anew."""
    scans = session.execute(
        select(CheckIn.answer, CheckIn.account_id, CheckIn.by_pass)
        .where(
            CheckIn.assembly_id == assembly_id,
            CheckIn.member == member,
            CheckIn.venue == venue,
            CheckIn.answer.in_(SEES),
        )
        .order_by(
            CheckIn.at,
            CheckIn.received_at,
            CheckIn.answer == Answer.ALREADY_HERE.value,
            CheckIn.by_pass.is_not(True),
            CheckIn.nonce,
        )
    )
    return (Sight(Answer(answer), account_id, bool(by_pass)) for answer, account_id, by_pass in scans)
