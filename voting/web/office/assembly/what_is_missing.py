"""How far an assembly is prepared, read from the database, and where what is missing can be mended."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from voting.accounts.models import Role
from voting.accounts.staff import staff_of
from voting.assembly.documents import documents_of
from voting.assembly.models import Assembly
from voting.assembly.roll import by_class, entitled_by_class, entitled_on, shares_on
from voting.assembly.steps import times_convened
from voting.assembly.today import today_at
from voting.ballot.checklist import Missing, Prepared
from voting.ballot.draft import Definition, definition_of
from voting.ballot.sealed_standing import unsigned_rounds
from voting.box.keysets import keys_made
from voting.cooperative.stored import details_of, the_cooperative
from voting.extensions import db
from voting.installation import now
from voting.invitations.notice import last_day
from voting.mail.models import Letter, Mail
from voting.register.models import Member
from voting.report.board import in_office_after, terms_served
from voting.report.mandates import mandates
from voting.web.access import may_open
from voting.wording.checklist import MissingItem, what_is_missing

MENDED: dict[Missing, tuple[str, dict[str, Any]]] = {
    Missing.RESOLUTIONS: ("office.part_form", {"part": "resolutions", "position": 0}),
    Missing.RECORD_DATE_AHEAD: ("office.main_form", {"_anchor": "record_date"}),
    Missing.RECORD_DATE_LATE: ("office.main_form", {"_anchor": "record_date"}),
    Missing.NOBODY_ENTITLED: ("office.imports", {}),
    Missing.SHARES_UNKNOWN: ("office.imports", {}),
    Missing.DAY_PAST: ("office.main_form", {"_anchor": "date"}),
    Missing.MANY_PROXIES: ("office.main_form", {"_anchor": "proxies_per_holder"}),
    Missing.STREAM: ("office.following_form", {}),
    Missing.VENUES: ("office.part_form", {"part": "venues", "position": 0}),
    Missing.PROGRAMME: ("office.part_form", {"part": "programme", "position": 0}),
    Missing.DOCUMENTS: ("office.preparation", {"_anchor": "documents"}),
    Missing.DOCUMENT_LANGUAGES: ("office.preparation", {"_anchor": "documents"}),
    Missing.OBJECT_REPORT: ("office.preparation", {"_anchor": "documents"}),
    Missing.TITLE_LANGUAGES: ("office.main_form", {}),
    Missing.ADVANCE: ("office.main_form", {"_anchor": "opens"}),
    Missing.CHAIR: ("office.staff", {}),
    Missing.TELLERS: ("office.staff", {}),
    Missing.STEWARDS: ("office.staff", {}),
    Missing.KEYS: ("office.keyholders", {}),
    Missing.CONTEXTS: ("office.keyholders", {}),
    Missing.CONVENED: ("office.convening", {}),
    Missing.NOTICE_LATE: ("office.invitations", {}),
    Missing.INVITED: ("office.invitations", {}),
}
"""By what is missing, the page on which it is mended; what a resolution lacks is mended on its own page."""
LATER = (
    "office.preparation",
    "office.following_form",
    "office.keyholders",
    "office.staff",
    "office.invitations",
    "office.imports",
)
"""The pages on which something can still be mended once the assembly has been convened."""


def prepared(assembly: Assembly) -> Prepared:
    """How far an assembly is prepared now, as ``voting.ballot.checklist`` needs it."""
    session = db.session()
    draft = definition_of(session, assembly)
    staff = staff_of(session, assembly.id)
    languages = frozenset(session.scalars(select(Member.language).distinct())) or frozenset({"nl", "fr"})
    invited = select(Mail.id).where(
        Mail.assembly_id == assembly.id,
        Mail.letter == Letter.INVITATION.value,
        Mail.wave == times_convened(assembly.id),
    )
    register = mandates(session)
    grants = [(role, venue) for person in staff for role, venue in person.roles]
    doors = (Role.STEWARD, Role.SUPERVISOR)
    return Prepared(
        today=today_at(assembly.timezone, now()),
        day=assembly.date,
        record_date=assembly.record_date,
        last_day=last_day(assembly.date, assembly.notice_days),
        convened=assembly.frozen_at is not None,
        invited=session.scalar(invited.limit(1)) is not None,
        languages=languages,
        title=assembly.title,
        resolutions=tuple(draft["resolutions"]),
        venues=tuple(venue["code"] for venue in draft["venues"]),
        programme=len(draft["programme"]),
        documents=tuple(
            frozenset(file.language for file in files) for files in documents_of(session, assembly.id)
        ),
        advance=assembly.advance_opens is not None,
        chairs=sum(role is Role.CHAIR for role, _ in grants),
        tellers=len({person.account_id for person in staff if Role.TELLER in dict(person.roles)}),
        entitled=entitled_now(assembly),
        proxies_per_holder=assembly.proxies_per_holder,
        stream=assembly.stream,
        in_office=frozenset(in_office_after(register, assembly.date)),
        terms_served=terms_served(register, assembly.date),
        terms_at_most=int(details_of(the_cooperative(session)).terms_at_most or 0),
        without_shares=without_shares(assembly),
        has_keys=keys_made(db.session(), assembly.id) is not None,
        unsigned=tuple(unsigned_rounds(session, assembly.id)),
        stewards=frozenset(venue for role, venue in grants if role in doors),
    )


def without_shares(assembly: Assembly) -> int:
    """How many of those who would be on the roll have no known number of shares; 0 once it is frozen."""
    if assembly.frozen_at is not None:
        return 0
    return sum(not held for held in shares_on(db.session(), assembly.record_date).values())


def entitled_now(assembly: Assembly) -> dict[str, int]:
    """How many members of each class are on the roll, or would be if it were frozen now."""
    if assembly.frozen_at is None:
        return by_class(entitled_on(db.session(), assembly.record_date))
    return entitled_by_class(db.session(), assembly.id)


def to_mend(assembly: Assembly) -> list[tuple[MissingItem, str | None]]:
    """What an assembly still needs, each with the address of the page on which it is mended; None where this
    person cannot open that, or where it can no longer be mended."""
    draft = definition_of(db.session(), assembly)
    convened = assembly.frozen_at is not None
    return [(item, _mended_at(item, draft, convened)) for item in what_is_missing(prepared(assembly))]


def _mended_at(item: MissingItem, draft: Definition, convened: bool) -> str | None:
    endpoint, values = MENDED.get(item.what) or ("office.part_form", _its_form(item.about, draft))
    if not may_open(endpoint) or (convened and endpoint not in LATER):
        return None
    return url_for(endpoint, **values)


def _its_form(numbers: str, draft: Definition) -> dict[str, Any]:
    """The form of the first of the resolutions of these numbers."""
    first = numbers.split(", ")[0]
    listed = [str(item["number"]) for item in draft["resolutions"]]
    return {"part": "resolutions", "position": listed.index(first) + 1}
