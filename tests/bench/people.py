"""People who are signed in already, as many as are wanted, and the requests of their browsers as bytes."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from voting.accounts.models import Account, SignIn
from voting.clock import system_clock
from voting.database import in_chunks, writing
from voting.extensions import db

JSON = b"application/json"
HTML = b"text/html"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's browser: the cookie of their session, and the token of its forms."""

    cookie: bytes
    csrf: str

    def get(self, path: str, accept: bytes = HTML, cookies: bytes = b"") -> bytes:
        """The request for an address; ``cookies`` are what else the browser keeps for it."""
        return (
            b"GET %b HTTP/1.1\r\nHost: bench\r\nAccept: %b\r\nAccept-Language: nl\r\nCookie: %b\r\n\r\n"
            % (path.encode(), accept, self.cookie + cookies)
        )

    def post(self, path: str, fields: Mapping[str, str], accept: bytes = HTML, cookies: bytes = b"") -> bytes:
        """The request that sends a form, with its token."""
        body = urlencode({"csrf_token": self.csrf, **fields}).encode()
        return (
            b"POST %b HTTP/1.1\r\nHost: bench\r\nAccept: %b\r\nAccept-Language: nl\r\nCookie: %b\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%b"
            % (path.encode(), accept, self.cookie + cookies, len(body), body)
        )


def signed_in(app: Flask, assembly_id: int, accounts: Iterable[int]) -> dict[int, Person]:
    """Sign accounts in, each on one device, and return their browsers by account: as after signing in with a
    code, in bulk."""
    wanted, now = list(accounts), system_clock()
    ids = {account: secrets.token_urlsafe(24) for account in wanted}
    rows: list[dict[str, Any]] = [
        {"id": ids[account], "account_id": account, "assembly_id": assembly_id, "started_at": now}
        for account in wanted
    ]
    with app.test_request_context():
        with writing(db.session()) as database:
            for chunk in in_chunks(rows):
                database.execute(insert(SignIn), chunk)
        csrf = generate_csrf()
        kept = {"_fresh": True, "_id": secrets.token_hex(64), "_permanent": True, **session}
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        name = app.config["SESSION_COOKIE_NAME"]
        return {
            account: Person(f"{name}={signer.dumps(kept | {'_user_id': number})}".encode(), csrf)
            for account, number in ids.items()
        }


def members_signed_in(
    app: Flask, assembly_id: int, numbers: Iterable[str] | None = None
) -> dict[str, Person]:
    """The same for members, by number: those named, or all who have an account."""
    with app.app_context():
        query = select(Account.member, Account.id).where(Account.member.is_not(None))
        accounts = {str(member): account for member, account in db.session.execute(query)}
        db.session.rollback()
    wanted = accounts if numbers is None else {number: accounts[number] for number in numbers}
    browsers = signed_in(app, assembly_id, wanted.values())
    return {number: browsers[account] for number, account in wanted.items()}


def staff_signed_in(app: Flask, assembly_id: int) -> dict[str, Person]:
    """The same for all of the staff, by name."""
    with app.app_context():
        query = select(Account.own_name, Account.id).where(Account.own_name.is_not(None))
        accounts = {str(name): account for name, account in db.session.execute(query)}
        db.session.rollback()
    browsers = signed_in(app, assembly_id, accounts.values())
    return {name: browsers[account] for name, account in accounts.items()}
