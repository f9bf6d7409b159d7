"""Whether a password is right that somebody types, where guessing it is slowed down."""

from flask import request
from sqlalchemy.orm import Session

from voting.accounts.attempts import (
    count_attempt,
    count_failure,
    forgive,
    of_address,
    of_number,
    wary,
)
from voting.accounts.password_sign_in import Checked, check_password
from voting.accounts.passwords import CHECKS
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key, now
from voting.web.known_device import known_device


def right_password(number: str, password: str) -> Checked:
    """The password of the member with this number, found right; call ``forgive_attempts`` once it has served.
    Call it outside a transaction.

    Raises Refused: password_wrong; too_many_attempts where one must wait before the next; busy where too many
    are being looked at.
    """
    key, device = installation_key(), known_device(number)
    subject, address = of_number(key, number, device), of_address(key, request.remote_addr or "")
    db.session.rollback()  # who waits does not keep a connection from the others
    with CHECKS.place():
        with writing(db.session()) as session:
            tried = wary(session, subject, address, now=now()) if device is None else subject
            count_attempt(session, tried, now=now())
        try:
            return check_password(db.session(), number, password)
        except Refused as refused:
            if refused.code is Code.PASSWORD_WRONG:
                with writing(db.session()) as session:
                    count_failure(session, address, now=now())
            raise


def forgive_attempts(session: Session, number: str) -> None:
    """Forget how often it has failed before with this number on this device."""
    forgive(session, of_number(installation_key(), number, known_device(number)))
