"""An assembly's letter as an invented member would get it: to be looked at before anybody gets one."""

from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.ballot.agenda import resolutions_of
from voting.invitations.stored_texts import letter_text
from voting.invitations.texts import TextOf
from voting.letters.filling import filled
from voting.letters.values import letter_values
from voting.register.models import Member

SAMPLE_CODE = "2345-6789-ABCD-EFGH"
"""It lets nobody in."""


def sample_member(language: str) -> Member:
    """Somebody who is no member."""
    return Member(
        number="100001",
        first_name="Alex",
        name="Peeters",
        representative="",
        language=language,
        email="alex@example.org",
        street="Voorbeeldstraat 1",
        box="",
        postcode="1000",
        municipality="Brussel",
        country="",
    )


def sample_values(session: Session, assembly: Assembly, letter: TextOf, language: str) -> dict[str, str]:
    """The value of each placeholder; of a reminder, as if every point that can be voted on in advance were
    open."""
    points = [point for point in resolutions_of(session, assembly.id) if point.advance]
    return letter_values(session, assembly, letter, sample_member(language), SAMPLE_CODE, points)


def sample_letter(session: Session, assembly: Assembly, letter: TextOf, language: str) -> tuple[str, str]:
    """Subject and text, as they stand now."""
    subject, body = letter_text(session, assembly.id, letter, language)
    return filled(subject, body, sample_values(session, assembly, letter, language))
