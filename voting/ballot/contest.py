"""From a stored resolution to the pure values that the rules work on."""

from voting.ballot.methods import Contest, Method
from voting.ballot.models import Resolution


def contest_of(resolution: Resolution) -> Contest:
    """What is on the ballot of this resolution."""
    candidates = tuple(str(option["code"]) for option in resolution.options)
    return Contest(Method(resolution.method), candidates, resolution.seats)
