"""What each steward did at each desk, beside what the others did: shares that stand out, and cases to ask the
members about afterwards."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import SystemRandom

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.models import Account
from voting.attendance.models import CheckIn
from voting.attendance.rules import Answer, DoorAct
from voting.audit.models import AuditEntry
from voting.mail.models import Letter, Mail
from voting.register.models import Member
from voting.register.names import full_name
from voting.report.unusual import stands_out

SAMPLE = 10
"""So many cases are drawn, each time anew."""
GIVEN = (Letter.PAPER_GIVEN.value, Letter.TABLET_GIVEN.value)
DONE = {
    "paper.given": "papers",
    "tablet.handed_over": "tablets",
    "credential.reissued": "codes",
    "pass.reissued": "codes",
}
"""What the log tells of desks, by what it is counted as."""

Desk = tuple[int, str]
"""The account of a steward, and the code of a venue."""


@dataclass(frozen=True, slots=True)
class Shares:
    """What somebody did at a venue: members let in, and of these by number, without a pass; papers and
    tablets handed out, and of these to members of whom no pass was read, but whom another member of staff had
    seen (``unshown``); codes and passes given. ``many_by_number`` and ``many_unshown``: that share stands
    out."""

    name: str
    venue: str
    arrivals: int
    by_number: int
    papers: int
    tablets: int
    unshown: int
    codes: int
    many_by_number: bool
    many_unshown: bool

    @property
    def unusual(self) -> bool:
        """Whether one of the shares stands out."""
        return self.many_by_number or self.many_unshown


@dataclass(frozen=True, slots=True)
class Case:
    """A paper or tablet that was handed out in the name of a member who had been let in by number."""

    member: str
    name: str
    venue: str
    steward: str
    letter: Letter


def desk_shares(session: Session, assembly_id: int) -> list[Shares]:
    """What was done at the desks of an assembly; first where a share stands out."""
    counted: dict[str, Counter[Desk]] = {
        kind: Counter() for kind in ("arrivals", "by_number", "papers", "tablets", "unshown", "codes")
    }
    _let_in_by_number(session, assembly_id, counted)
    for action, actor, details in session.execute(
        select(AuditEntry.action, AuditEntry.actor, AuditEntry.details).where(AuditEntry.action.in_(DONE))
    ):
        told, (kind, _, number) = json.loads(details), actor.partition(" ")
        if kind == "account" and told["assembly"] == assembly_id and told.get("venue"):
            desk = int(number), told["venue"]
            counted[DONE[action]][desk] += 1
            counted["unshown"][desk] += "seen_by" in told
    names = _names(session)
    desks = sorted({desk for counter in counted.values() for desk in counter})
    return sorted(
        (_shares(desk, names, counted) for desk in desks),
        key=lambda one: (not one.unusual, one.venue, one.name),
    )


def cases_to_ask(session: Session, assembly_id: int) -> list[Case]:
    """Cases drawn at random among all members who were let in by number and got a paper or a tablet."""
    by_number = _let_in_by_number(session, assembly_id, {})
    names = _names(session)
    cases = [mail for mail in _given(session, assembly_id) if mail.member in by_number]
    drawn = SystemRandom().sample(cases, min(SAMPLE, len(cases)))
    return [
        Case(
            mail.member,
            full_name(member.first_name, member.name),
            mail.details["venue"],
            names.get(mail.details["by"], ""),
            Letter(mail.letter),
        )
        for mail in drawn
        if (member := session.get(Member, mail.member)) is not None
    ]


def _let_in_by_number(
    session: Session, assembly_id: int, counted: Mapping[str, Counter[Desk]]
) -> dict[str, Desk]:
    """By member who was let in by number, and never with a pass, who did it last and where. All arrivals are
    ``counted`` on the way."""
    let_in = dict[str, Desk]()
    with_pass = set[str]()
    for member, account_id, venue, by_pass in session.execute(
        select(CheckIn.member, CheckIn.account_id, CheckIn.venue, CheckIn.by_pass)
        .where(
            CheckIn.assembly_id == assembly_id,
            CheckIn.kind == DoorAct.IN.value,
            CheckIn.answer == Answer.WELCOME.value,
        )
        .order_by(CheckIn.at, CheckIn.nonce)
    ):
        desk = account_id, venue
        if counted:
            counted["arrivals"][desk] += 1
            counted["by_number"][desk] += by_pass is False
        if by_pass:
            with_pass.add(member)
        elif by_pass is False:
            let_in[member] = desk
    return {member: desk for member, desk in let_in.items() if member not in with_pass}


def _given(session: Session, assembly_id: int) -> list[Mail]:
    """The letters that tell of papers and tablets that were handed out."""
    letters = session.scalars(select(Mail).where(Mail.assembly_id == assembly_id, Mail.letter.in_(GIVEN)))
    return [mail for mail in letters if mail.details.get("by") is not None]


def _names(session: Session) -> dict[int, str]:
    staff = select(Account.id, Account.own_name).where(Account.own_name.is_not(None))
    return {account_id: name or "" for account_id, name in session.execute(staff)}


def _shares(desk: Desk, names: Mapping[int, str], counted: Mapping[str, Counter[Desk]]) -> Shares:
    mine = {kind: counter[desk] for kind, counter in counted.items()}
    others = {kind: counter.total() - counter[desk] for kind, counter in counted.items()}
    return Shares(
        names.get(desk[0], ""),
        desk[1],
        **mine,
        many_by_number=stands_out(
            mine["by_number"], mine["arrivals"], others["by_number"], others["arrivals"]
        ),
        many_unshown=stands_out(
            mine["unshown"],
            mine["papers"] + mine["tablets"],
            others["unshown"],
            others["papers"] + others["tablets"],
        ),
    )
