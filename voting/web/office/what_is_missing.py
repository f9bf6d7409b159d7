"""What an assembly still needs, as sentences for the office."""

from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from sqlalchemy import select

from voting.accounts.models import Role
from voting.accounts.staff import staff_of
from voting.assembly.documents import documents_of
from voting.assembly.models import Assembly
from voting.ballot.checklist import MUST, Missing, Prepared, missing
from voting.ballot.draft import definition_of
from voting.extensions import db
from voting.invitations.notice import last_day
from voting.mail.models import Letter, Mail
from voting.register.models import Member
from voting.web.moment import now

_ = lazy_gettext

SENTENCES: dict[Missing, LazyString] = {
    Missing.RESOLUTIONS: _("There is no resolution yet."),
    Missing.PLACEHOLDER_CANDIDATE: _("Name the candidates of resolution %(about)s."),
    Missing.RECORD_DATE_AHEAD: _(
        "The record date is still to come: wait until it has passed, so that the roll is the one of that day."
    ),
    Missing.NOTICE_LATE: _("The last day on which invitations leave in time has passed."),
    Missing.VENUES: _("There is no venue."),
    Missing.PROGRAMME: _("There is no programme: members do not know when it begins."),
    Missing.DOCUMENTS: _("There are no documents."),
    Missing.DOCUMENT_LANGUAGES: _("Not every document is there in every language of the members."),
    Missing.TITLE_LANGUAGES: _("The title is not there in every language of the members."),
    Missing.RESOLUTION_LANGUAGES: _(
        "Not in every language of the members: the title of resolution %(about)s."
    ),
    Missing.RESOLUTION_TEXTS: _("Not in full in every language of the members: resolution %(about)s."),
    Missing.STATEMENTS: _("Not every candidate of resolution %(about)s has a statement in every language."),
    Missing.ADVANCE: _("There is no voting in advance."),
    Missing.CHAIR: _("Nobody is in the chair."),
    Missing.TELLERS: _("There are not two tellers yet: paper ballots are counted twice."),
    Missing.STEWARDS: _("Nobody is at the door of %(about)s."),
    Missing.CONVENED: _("The assembly has not been convened yet."),
    Missing.INVITED: _("The invitations have not been sent yet."),
}


@dataclass(frozen=True, slots=True)
class MissingItem:
    """One thing that is missing; ``must``: without it the assembly cannot be convened."""

    sentence: str
    must: bool


def what_is_missing(assembly: Assembly) -> list[MissingItem]:
    """What the assembly still needs, in the reader's language."""
    return [
        MissingItem(str(SENTENCES[what]) % {"about": about}, what in MUST)
        for what, about in missing(_prepared(assembly))
    ]


def _prepared(assembly: Assembly) -> Prepared:
    session = db.session()
    draft = definition_of(session, assembly)
    staff = staff_of(session, assembly.id)
    languages = frozenset(session.scalars(select(Member.language).distinct())) or frozenset({"nl", "fr"})
    invited = select(Mail.id).where(Mail.assembly_id == assembly.id, Mail.letter == Letter.INVITATION.value)
    grants = [(role, venue) for person in staff for role, venue in person.roles]
    doors = (Role.STEWARD, Role.SUPERVISOR)
    return Prepared(
        today=now().date(),
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
        stewards=frozenset(venue for role, venue in grants if role in doors),
    )
