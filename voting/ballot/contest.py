"""From a stored resolution to the pure values that the rules work on."""

from typing import Any

from voting.ballot.methods import Contest, Method
from voting.ballot.models import Resolution


def contest_of(resolution: Resolution) -> Contest:
    """What is on the ballot of this resolution."""
    return contest_from(resolution.method, resolution.options, resolution.seats)


def contest_from(method: str, options: list[dict[str, Any]], seats: int) -> Contest:
    """What is on a ballot, from the columns of a resolution that say so."""
    return Contest(Method(method), tuple(str(option["code"]) for option in options), seats)
