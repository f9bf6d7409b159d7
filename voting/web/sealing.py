"""Sealed votes as pages send them: ``sealed`` is a ballot in hexadecimal digits, sealed on the device; a page
without script sends a choice and ``unsealed``, which the server seals, having seen it.

The order is: a plain look at whether the vote could be cast; how many ballots whoever sends it has sent for
this member; the proofs, outside every transaction; then the gate. A receipt is signed once that has
committed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from voting.ballot.cast import Vote
from voting.ballot.contest import contest_of
from voting.ballot.methods import InvalidChoice, parse_choice
from voting.ballot.models import Resolution
from voting.ballot.sealed_votes import (
    SealChecker,
    SoundBallot,
    sealed_by_server,
)
from voting.errors import Code, Refused
from voting.extensions import db
from voting.qr import qr_address
from voting.sealed.wire import code_for_the_eye
from voting.web.ballot_bytes import bytes_of
from voting.web.casting import is_counted
from voting.web.form import flag, text
from voting.web.member.ballot_form import choice_from_form

SEALS = "checker of seals"


@dataclass(frozen=True, slots=True)
class ReceiptTold:
    """A receipt that is left for its page: what is sealed by the server has its receipt from it as well."""

    content: str
    """ctx, leaf, nonce and signature, in hexadecimal digits."""
    grantor: str = ""

    @property
    def code(self) -> str:
        """The code of the sealed vote, for the eye."""
        return code_for_the_eye(bytes.fromhex(self.content[64:128]))

    @property
    def picture(self) -> str:
        """The receipt as a QR code: the address of a picture."""
        return qr_address(self.content.upper())


@dataclass(frozen=True, slots=True)
class SealedSent:
    """What was sent: None where the same has been counted already. ``nonce`` is known of what the server has
    sealed."""

    sound: SoundBallot | None
    nonce: bytes | None = None

    def receipt(self) -> dict[str, Any]:
        """The receipt of the vote, which has been cast: its values in hexadecimal digits."""
        if self.sound is None:
            return {}
        checker: SealChecker = current_app.extensions[SEALS]
        signature = checker.receipt(db.session(), self.sound)
        told = {"ctx": self.sound.ctx, "leaf": self.sound.leaf, "signature": signature}
        told |= {"nonce": self.nonce} if self.nonce else {}
        return {"receipt": {name: value.hex() for name, value in told.items()}}


def whole_receipt(told: Mapping[str, Any], grantor: str | None) -> dict[str, str] | None:
    """What to leave for the page of a receipt, as ``receipt`` of SealedSent tells it; None where the device
    has sealed the vote, and keeps what it needs itself."""
    receipt = told.get("receipt", {})
    if "nonce" not in receipt:
        return None
    content = "".join(receipt[name] for name in ("ctx", "leaf", "nonce", "signature"))
    return {"content": content, "grantor": grantor or ""}


def sealed_sent(resolution: Resolution, vote: Vote, by: int) -> SealedSent:
    """The sealed ballot that the form of this request holds, for a vote that is otherwise as this one.
    ``by``: whom the route lets seal. Raises Refused: seals_limit, sealed_needed, seal_wrong, invalid_choice,
    and what the gate would refuse anyway."""
    checker: SealChecker = current_app.extensions[SEALS]
    if is_counted(vote):
        return SealedSent(None)
    of_round = checker.round_for_votes(db.session(), resolution.id)
    with checker.admitted(resolution.id, vote.member, vote.voter):
        if text("sealed"):
            ballot = bytes_of(text("sealed"), Code.SEAL_WRONG)
            db.session.rollback()  # who waits does not keep a connection from the others
            return SealedSent(checker.checked(of_round, ballot, by))
        if not flag("unsealed"):
            raise Refused(Code.SEALED_NEEDED)
        contest = contest_of(resolution)
        try:
            choice = parse_choice(contest, choice_from_form(contest))
        except InvalidChoice as invalid:
            raise Refused(Code.INVALID_CHOICE, fault=invalid.fault, seats=max(contest.seats, 1)) from None
        db.session.rollback()
        return SealedSent(*sealed_by_server(of_round, contest, vote.member, choice))


def init_app(app: Flask) -> None:
    """Let this process check sealed ballots."""
    app.extensions[SEALS] = SealChecker()
