"""What a request says about an act at the door: its nonce, when it happened, and what was shown already."""

from dataclasses import replace

from flask import g

from voting.attendance.rules import Answer, claimed_moment
from voting.attendance.scan_log import Scan
from voting.errors import Code, Refused
from voting.installation import now
from voting.web.form import choice, clock, sent, text
from voting.web.person import person


def nonce_of_request(field: str = "nonce") -> str:
    """The nonce that the phone or page made for one act. Raises Refused(bad_request)."""
    nonce = text(field)
    if not 8 <= len(nonce) <= 64:
        raise Refused(Code.BAD_REQUEST)
    g.counts_once = True
    return nonce


def scan_of(member: str, venue: str) -> Scan:
    """The act of this request, as it happened now or, where the form says so, earlier at a door without
    network.

    Raises Refused(bad_request).
    """
    moment = now()
    scan = Scan(person().assembly_id, member, venue, nonce_of_request(), person().account_id, moment, moment)
    if not sent("scanned_at"):
        return scan
    claimed = claimed_moment(clock("scanned_at"), clock("sent_at"), moment)
    heard = min(clock("heard"), moment) if sent("heard") else None
    return replace(scan, at=min(claimed, moment), claimed=claimed, heard=heard)


def is_told_later() -> bool:
    """Whether the act of this request was done, or answered, before it is sent."""
    return sent("scanned_at") or sent("shown")


def shown_before() -> Answer | None:
    """The answer that a door without network has shown already; None for one with network. Raises
    Refused(bad_request)."""
    return choice("shown", Answer) if sent("shown") else None
