"""Members who seal their votes themselves, as their browsers do."""

from collections.abc import Sequence
from contextvars import Context
from typing import Any

from werkzeug.test import TestResponse

from tests.box.sealed_world import SealedWorld
from voting.ballot.sealed_rounds import SealedRound
from voting.extensions import db
from voting.sealed.proofs import SealedBallot, seal_ballot, sealing_to


def sealed_for(
    of_round: SealedRound, number: int | str, answers: Sequence[int], by: int = 1, seed: bytes = b"seed"
) -> SealedBallot:
    """The answers of a member, sealed."""
    sealing = sealing_to(of_round.keys.key)
    own = seed.ljust(32) if seed != b"seed" else f"seed {number}".encode().ljust(32)
    return seal_ballot(sealing, of_round.ctx, by, str(number), of_round.shape, answers, own)


def send_sealed(
    world: SealedWorld, member: int, resolution_id: int, ballot: bytes, **fields: Any
) -> TestResponse:
    """Send a sealed vote from a member's page, online."""
    own = {"channel": "online", "sealed": ballot.hex(), "attempt": f"{member} {ballot[:40].hex()}"[:60]}
    return send_apart(world, member, f"/resolutions/{resolution_id}/vote", own | fields)


def send_apart(sealed: SealedWorld, member: int, path: str, fields: dict[str, Any]) -> TestResponse:
    """Send a form from a member's page as a script does; whatever context the test is in, the request has its
    own."""

    def send() -> TestResponse:
        browser = sealed.world.member(member)
        browser._client.environ_base["HTTP_ACCEPT"] = "application/json"
        return browser.send(path, fields)

    answer = Context().run(send)
    db.session.rollback()  # what the test reads next is what is there now
    return answer
