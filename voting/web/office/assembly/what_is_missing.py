"""How far an assembly is prepared, read from the database."""

from sqlalchemy import select

from voting.accounts.models import Role
from voting.accounts.staff import staff_of
from voting.assembly.documents import documents_of
from voting.assembly.models import Assembly
from voting.assembly.today import today_at
from voting.ballot.checklist import Prepared
from voting.ballot.draft import definition_of
from voting.extensions import db
from voting.installation import now
from voting.invitations.notice import last_day
from voting.mail.models import Letter, Mail
from voting.register.models import Member


def prepared(assembly: Assembly) -> Prepared:
    """How far an assembly is prepared now, as ``voting.ballot.checklist`` needs it."""
    session = db.session()
    draft = definition_of(session, assembly)
    staff = staff_of(session, assembly.id)
    languages = frozenset(session.scalars(select(Member.language).distinct())) or frozenset({"nl", "fr"})
    invited = select(Mail.id).where(Mail.assembly_id == assembly.id, Mail.letter == Letter.INVITATION.value)
    grants = [(role, venue) for person in staff for role, venue in person.roles]
    doors = (Role.STEWARD, Role.SUPERVISOR)
    return Prepared(
        today=today_at(assembly.timezone, now()),
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
