"""How somebody who comes to a door is let in: together with whoever comes to a door of the same process then
or, where nothing is served, alone."""

from flask import Flask, current_app

from voting.attendance.doors import Comer, Doors, LetIn, let_in_together
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.installation import installation_key
from voting.meters import Meters
from voting.web.request_log import METERS

DOORS = "doors"


def let_in(comer: Comer) -> LetIn:
    """Let somebody in who comes now; it is durably noted when this returns. Raises Refused as
    ``voting.attendance.doors.let_in_together``, and busy where too many wait."""
    meters: Meters = current_app.extensions[METERS]
    place = comer.scan.venue, str(comer.scan.account_id)
    try:
        found = _let_in_now(comer)
    except Refused as refused:
        meters.arrivals[*place, refused.code.value] += 1
        raise
    meters.arrivals[*place, found.arrival.answer.value] += 1
    return found


def _let_in_now(comer: Comer) -> LetIn:
    doors: Doors | None = current_app.extensions.get(DOORS)
    if doors is not None:
        db.session.rollback()  # who waits does not keep a connection from the others
        return doors.let_in(comer)
    with writing(db.session()) as session:
        (answer,) = let_in_together(session, installation_key(), [comer])
        if isinstance(answer, Refused):
            raise answer
    return answer


def start_letting_in(app: Flask) -> None:
    """Let those who come to the doors of this process be let in together from now on."""
    with app.app_context():
        app.extensions[DOORS] = Doors(db.engine, installation_key())
