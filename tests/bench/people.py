"""People who are signed in already, as many as are wanted, and the requests of their browsers as bytes."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from voting.accounts.models import Account, SignIn
from voting.clock import system_clock
from voting.database import in_chunks, writing
from voting.extensions import db

JSON = b"application/json"
HTML = b"text/html"
ANYTHING = b"*/*"
STREAM = b"text/event-stream"
FORM = "application/x-www-form-urlencoded"
BROWSER = b"Host: bench\r\nAccept-Encoding: gzip\r\nAccept-Language: nl\r\n"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's browser: the cookie of their session, and the token of its forms."""

    cookie: bytes
    csrf: str

    def get(self, path: str, accept: bytes = HTML, cookies: bytes = b"", etag: bytes = b"") -> bytes:
        """The request for an address; ``cookies`` are what else the browser keeps for it, and ``etag`` the
        mark of what it has already."""
        known = b"If-None-Match: %b\r\n" % etag if etag else b""
        return b"GET %b HTTP/1.1\r\n%bAccept: %b\r\nCookie: %b\r\n%b\r\n" % (
            path.encode(),
            BROWSER,
            accept,
            self.cookie + cookies,
            known,
        )

    def follow(self, path: str, *parts: str) -> bytes:
        """The request for a stream that brings these parts."""
        return self.get(f"{path}?{urlencode({'parts': ' '.join(parts)})}" if parts else path, STREAM)

    def post(self, path: str, fields: Mapping[str, str], accept: bytes = HTML, cookies: bytes = b"") -> bytes:
        """The request that sends a form, with its token."""
        return self._send(
            path, FORM, urlencode({"csrf_token": self.csrf, **fields}).encode(), accept, cookies
        )

    def bring(self, path: str, name: str, content: bytes, **fields: str) -> bytes:
        """The request that sends a form with a file of this name."""
        file = FileStorage(BytesIO(content), name)
        boundary, body = encode_multipart({"csrf_token": self.csrf, **fields, "file": file})
        return self._send(path, f"multipart/form-data; boundary={boundary}", body, ANYTHING, b"")

    def _send(self, path: str, kind: str, body: bytes, accept: bytes, cookies: bytes) -> bytes:
        return (
            b"POST %b HTTP/1.1\r\n%bAccept: %b\r\nCookie: %b\r\n"
            b"Content-Type: %b\r\nContent-Length: %d\r\n\r\n%b"
            % (path.encode(), BROWSER, accept, self.cookie + cookies, kind.encode(), len(body), body)
        )


def signed_in(app: Flask, assembly_id: int, accounts: Iterable[int]) -> list[Person]:
    """Sign accounts in, each as often as it is named, and return their browsers in that order: as after
    signing in with a code, in bulk."""
    rows: list[dict[str, Any]] = [
        {
            "id": secrets.token_urlsafe(24),
            "account_id": account,
            "assembly_id": assembly_id,
            "started_at": system_clock(),
        }
        for account in accounts
    ]
    with app.test_request_context():
        with writing(db.session()) as database:
            for chunk in in_chunks(rows):
                database.execute(insert(SignIn), chunk)
        csrf = generate_csrf()
        kept = {"_fresh": True, "_id": secrets.token_hex(64), "_permanent": True, **session}
        return [Person(_cookie(app, kept | {"_user_id": row["id"]}), csrf) for row in rows]


def nobody(app: Flask) -> Person:
    """A browser that has opened a page with a form, in which nobody is signed in."""
    with app.test_request_context():
        csrf = generate_csrf()
        return Person(_cookie(app, dict(session)), csrf)


def members_signed_in(app: Flask, assembly_id: int, most: int) -> dict[str, Person]:
    """The members who have an account, signed in, by number: those with the smallest numbers, so many."""
    accounts = dict(sorted(_accounts(app, Account.member).items(), key=lambda found: int(found[0]))[:most])
    return dict(zip(accounts, signed_in(app, assembly_id, accounts.values()), strict=True))


def staff_signed_in(app: Flask, assembly_id: int) -> dict[str, Person]:
    """All of the staff, signed in, by name."""
    accounts = _accounts(app, Account.own_name)
    return dict(zip(accounts, signed_in(app, assembly_id, accounts.values()), strict=True))


def devices_of(app: Flask, assembly_id: int, name: str, number: int) -> list[Person]:
    """So many devices on which one of the staff is signed in."""
    return signed_in(app, assembly_id, [_accounts(app, Account.own_name)[name]] * number)


def _accounts(app: Flask, by: Any) -> dict[str, int]:
    with app.app_context():
        found = {str(key): account for key, account in db.session.execute(select(by, Account.id)) if key}
        db.session.rollback()
        return found


def _cookie(app: Flask, session: dict[str, Any]) -> bytes:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(session)}".encode()
