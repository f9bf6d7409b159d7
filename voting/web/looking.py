"""Recording that somebody on the staff looks at the register."""

from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.register.looks import note_look
from voting.web.person import person


def keep_look(what: str, terms: str = "", found: int = 1, *, member: str | None = None) -> None:
    """Record that the person signed in looks at one ``member``, or at the ``found`` members whom the search
    ``terms`` describe; ``what`` names the page.

    It is committed in a transaction of its own, which ends the reading one of the request: objects read
    before are read anew when they are used.
    """
    with writing(db.session()) as session:
        note_look(session, person().account_id, what, terms, found, now=now(), member=member)
