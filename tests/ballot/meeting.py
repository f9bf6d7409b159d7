"""A resolution taken through its life without pages: what the tests of this room share."""

from datetime import datetime
from typing import Any

import pytest

from tests.gate.crowd import attempt
from tests.world import MEETING, World
from voting.attendance.check_in import check_in
from voting.attendance.scan_log import Scan
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Channel, Result
from voting.ballot.paper import Sheet, enter_sheet
from voting.errors import Refused
from voting.extensions import db

VENUE = "BRU"
STEPS = {"open": open_resolution, "close": close_resolution, "announce": announce_resolution}


def step(resolution: int, name: str, now: datetime = MEETING) -> str:
    """Open, close or announce; the answer."""
    return attempt(STEPS[name], resolution, now=now, actor="test")


def vote_online(resolution: int, members: range, choice: str = "for", now: datetime = MEETING) -> None:
    """Each of these members votes online."""
    for member in members:
        vote = Vote(resolution, str(member), Channel.ONLINE, choice=choice)
        assert attempt(cast, vote, now=now) == "ok"


def issue_papers(world: World, resolution: int, members: range) -> None:
    """Each of these members comes to the hall and takes a paper ballot."""
    for member in members:
        nonce = f"{resolution}-{member:07}"
        attempt(check_in, Scan(world.assembly_id, str(member), VENUE, nonce, 1, MEETING, MEETING))
        vote = Vote(resolution, str(member), Channel.PAPER, venue=VENUE)
        assert attempt(cast, vote, now=MEETING) == "ok"


def motion_sheet(for_: int, against: int, abstain: int, unreturned: int = 0, reason: str = "") -> Sheet:
    """What a teller counted of a motion's paper ballots."""
    cells = {"for": for_, "against": against, "abstain": abstain}
    return Sheet(for_ + against + abstain, unreturned, reason, cells)


def enter(resolution: int, sheet: Sheet, teller: int) -> str:
    """A teller enters a sheet; the answer, or how it differs from another's."""
    differences: list[str | None] = []
    answer = attempt(
        lambda session: differences.append(
            enter_sheet(session, resolution, VENUE, sheet, account_id=teller, now=MEETING)
        )
    )
    return next(filter(None, differences), answer)


def result_of(resolution: int) -> dict[str, Any]:
    """What was announced."""
    content: dict[str, Any] = db.session.get_one(Result, resolution).content
    db.session.rollback()
    return content


def refusal(caught: pytest.ExceptionInfo[Refused]) -> tuple[str, dict[str, str | int]]:
    """The code of a refusal and the facts that came with it."""
    return caught.value.code.value, caught.value.values
