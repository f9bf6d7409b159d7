"""Keyholders' pages as the server sees them: requests with a bearer token, without cookies."""

from collections.abc import Sequence
from contextvars import Context
from typing import Any

from flask import Flask, has_app_context
from werkzeug.test import TestResponse

from tests.sealed.keyholder import PlayedKeyholder
from voting.extensions import db
from voting.sealed.documents import context_hash, read_context
from voting.sealed.tree import leaf_hash
from voting.sealed.wire import SealedShape


class KeyholderPage:
    """The page of a keyholder who is played."""

    def __init__(self, app: Flask, played: PlayedKeyholder, token: str) -> None:
        self.app, self.played, self._token = app, played, token

    def ask(self, path: str) -> TestResponse:
        """Fetch something."""
        return self._apart("GET", path, None)

    def tell(self, path: str, **values: Any) -> TestResponse:
        """Send something."""
        return self._apart("POST", path, values)

    def sign_context(self, identity: int) -> TestResponse:
        """Look at the context of a round, and sign it."""
        told = self.ask(f"/box/{identity}/context").json
        context = bytes.fromhex(told["context"])
        signature = self.played.sign_context(_round_of(context), context_hash(context))
        return self.tell(f"/keys/{identity}/context", signature=signature.hex())

    def look(self, identity: int) -> bytes:
        """Fetch the box and check all of it; the signature under its statement."""
        context = bytes.fromhex(self.ask(f"/box/{identity}/context").json["context"])
        told, shape = self.ask(f"/box/{identity}/statement").json, read_context(context).shape
        took_part = bytes.fromhex(told["took_part"])
        box = self.box(identity, shape)
        return self.played.look(
            _round_of(context), context_hash(context), shape, box, told["by"], told["paper"], took_part
        )

    def box(self, identity: int, shape: SealedShape) -> list[bytes]:
        """All ballots of a closed box, page after page."""
        found, address = list[bytes](), f"/keys/{identity}/ballots"
        while content := self.ask(f"{address}?after={leaf_hash(found[-1]).hex() if found else ''}").data:
            found += [content[at : at + shape.length] for at in range(0, len(content), shape.length)]
        return found

    def tell_checked(self, identity: int) -> TestResponse:
        """Look at a box, and say that all of it was found sound."""
        self.look(identity)
        return self.tell(f"/keys/{identity}/checked")

    def sign(self, identity: int, **values: Any) -> TestResponse:
        """Look at a box, and send the signature under its statement."""
        return self.tell(f"/keys/{identity}/statement", signature=self.look(identity).hex(), **values)

    def share(self, identity: int) -> TestResponse:
        """Send the shares, once four have signed what was looked at."""
        told = self.ask(f"/box/{identity}/statement").json["signatures"]
        shares = self.played.release({int(who): bytes.fromhex(each) for who, each in told.items()})
        return self.send_shares(identity, shares)

    def send_shares(self, identity: int, shares: Sequence[bytes]) -> TestResponse:
        """Send these shares."""
        return self.tell(f"/keys/{identity}/share", shares=[each.hex() for each in shares])

    def _apart(self, method: str, path: str, values: dict[str, Any] | None) -> TestResponse:
        client = self.app.test_client(use_cookies=False)
        headers = {"Authorization": f"Bearer {self._token}", "Origin": "null"}
        answer = Context().run(client.open, path, method=method, json=values, headers=headers)
        if has_app_context():
            db.session.rollback()
        return answer


def _round_of(context: bytes) -> tuple[str, int]:
    read = read_context(context)
    return read.number, read.round
