"""How large each measurement is: in full, and so small that a test can run all of them in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of people, requests and seconds."""

    letters: bool
    """Whether the server has the processes that work beside it, as it really has."""
    turns: int
    """Of each page, for what it costs."""
    slices: int
    """In so many parts votes, arrivals and sign-ins are measured, each beside the empty view."""
    empty: int
    votes: int
    arrivals: int
    sign_ins: int
    """How many of each in a slice."""
    phones: int
    """In the hall that votes at once."""
    membership: int
    """How many vote at the pace of a whole membership, whose vote is then closed."""
    pace: float
    """Their votes a second."""
    calm: float
    """Seconds for which others are watched before and after what may make them wait."""
    present: tuple[int, ...]
    """How many are present already where doors, consoles and displays follow."""
    follow: float
    """Seconds for which they do."""
    screens: int
    rounds: int
    """How many screens follow votes, in so many rounds."""
    sealed: int
    """How many sealed votes, and as many others, are cast."""
    opened: int
    """How many sealed motion ballots keyholders look at and open."""


FULL = Size(
    letters=True,
    turns=100,
    slices=4,
    empty=2_000,
    votes=1_500,
    arrivals=300,
    sign_ins=300,
    phones=1_600,
    membership=45_598,
    pace=760.0,
    calm=3.0,
    present=(1_600, 9_000, 43_000),
    follow=12.0,
    screens=2_000,
    rounds=6,
    sealed=500,
    opened=12_000,
)
TINY = Size(
    letters=False,
    turns=4,
    slices=2,
    empty=20,
    votes=12,
    arrivals=8,
    sign_ins=8,
    phones=6,
    membership=1_500,
    pace=200.0,
    calm=0.3,
    present=(10,),
    follow=1.0,
    screens=6,
    rounds=2,
    sealed=30,
    opened=40,
)
