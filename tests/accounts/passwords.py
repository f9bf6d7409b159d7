"""What the tests of passwords share: setting one, and trying one at the door."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.world import World
from voting.accounts.models import Account
from voting.accounts.password_change import set_password
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of

GOOD = "four words nobody guesses"


def give_password(world: World, number: str, password: str = GOOD) -> None:
    """Set a member's password, as they would."""
    with world.app.app_context(), writing(db.session()) as session:
        account = session.scalars(select(Account).where(Account.member == number)).one()
        set_password(session, account, password, now=world.clock())


def send(
    client: FlaskClient, path: str, fields: Mapping[str, str], address: str = "127.0.0.1"
) -> TestResponse:
    """Send a form from a network address, with the token of a page that was just opened."""
    page = client.get("/", environ_base={"REMOTE_ADDR": address}, follow_redirects=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **fields}, environ_base={"REMOTE_ADDR": address})


def try_password(world: World, number: str, password: str, address: str = "127.0.0.1") -> str:
    """Try to sign in from a fresh browser; returns the code of the answer."""
    fields = {"number": number, "password": password}
    return answer_of(send(world.app.test_client(), "/sign-in/password", fields, address))
