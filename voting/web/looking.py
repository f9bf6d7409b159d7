"""That somebody on the staff looks at the register is kept, from whichever room they look."""

from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.register.looks import note_look
from voting.web.person import person


def keep_look(what: str, terms: str = "", found: int = 1, *, member: str | None = None) -> None:
    """Keep that the person signed in looks: at one ``member``, or at the ``found`` members whom ``terms``
    describe. A transaction of its own: what was read before is read anew."""
    with writing(db.session()) as session:
        note_look(session, person().account_id, what, terms, found, now=now(), member=member)
