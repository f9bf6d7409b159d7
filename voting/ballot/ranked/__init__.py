"""Ranked counting: from a profile of ranked ballots to who is elected, round by round, in exact numbers.

Pure: values in, values out; no database, no clock, no chance but the lot that is handed in, and nothing
beyond the standard library (only ``command`` knows the terminal). ``profile`` says what is counted and
``files`` reads it from a BLT or CSV file; each method has a module of its own that names its law or paper;
``result`` is what all of them give, as JSON or, by ``table``, as text.
"""

from collections.abc import Callable, Mapping

from voting.ballot.ranked import approval, irv, meek_stv, plurality, schulze, scottish_stv
from voting.ballot.ranked.lot import Lot
from voting.ballot.ranked.profile import Profile
from voting.ballot.ranked.result import CountResult

CountFunction = Callable[[Profile, Lot | None], CountResult]
"""A count: a profile and a lot (None: candidates in the order of their numbers) give a result."""

METHODS: Mapping[str, CountFunction] = {
    scottish_stv.NAME: scottish_stv.scottish_stv,
    meek_stv.NAME: meek_stv.meek_stv,
    irv.NAME: irv.irv,
    schulze.NAME: schulze.schulze,
    approval.NAME: approval.approval,
    plurality.NAME: plurality.plurality,
}
"""Every method by its name."""

ONE_SEAT = frozenset({irv.NAME, schulze.NAME})
"""The methods that fill one seat and refuse a profile of more."""
