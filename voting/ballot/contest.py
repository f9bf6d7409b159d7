"""What is on the ballot, from the columns of a stored resolution."""

from typing import Any

from voting.ballot.methods import Contest, Method
from voting.ballot.models import Resolution


def contest_of(resolution: Resolution) -> Contest:
    """The contest of a resolution."""
    return contest_from(resolution.method, resolution.options, resolution.seats)


def contest_from(method: str, options: list[dict[str, Any]], seats: int) -> Contest:
    """The contest that these columns of a resolution describe."""
    return Contest(Method(method), tuple(str(option["code"]) for option in options), seats)
