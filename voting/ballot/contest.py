"""What is on the ballot, from the columns of a stored resolution."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from voting.ballot.methods import Contest, Method
from voting.ballot.models import Resolution


def contest_of(resolution: Resolution) -> Contest:
    """The contest of a resolution."""
    return contest_from(resolution.method, resolution.options, resolution.seats)


def contest_from(method: str, options: list[dict[str, Any]], seats: int) -> Contest:
    """The contest that these columns of a resolution describe."""
    return Contest(Method(method), tuple(str(option["code"]) for option in options), seats)


_frozen: dict[str, Contest] = {}
"""The contests that this process has read, by the hash of the rules that they are part of: what has a hash
never changes."""


def contests_by_rules(session: Session, rules: Mapping[int, str | None]) -> dict[int, Contest]:
    """The contests of resolutions by their ids, given the hash of the rules of each, where they are
    frozen."""
    unread = [number for number, rules_hash in rules.items() if rules_hash not in _frozen]
    read = dict[int, Contest]()
    if unread:
        for row in session.execute(_CONTESTS, {"ids": unread}):
            read[row.id] = contest_from(row.method, row.options, row.seats)
            if rules_hash := rules[row.id]:
                _frozen[rules_hash] = read[row.id]
    return {number: read.get(number) or _frozen[rules_hash or ""] for number, rules_hash in rules.items()}


_CONTESTS = select(Resolution.id, Resolution.method, Resolution.options, Resolution.seats).where(
    Resolution.id.in_(bindparam("ids", expanding=True))
)
