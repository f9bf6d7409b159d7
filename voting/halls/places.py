"""From where votes have come, in rows that add up to their total. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ONLINE, IN_ADVANCE, BY_PROXY = "online", "in_advance", "by_proxy"
_BY_CHANNEL = {"proxy": BY_PROXY, "advance": IN_ADVANCE}
_ALWAYS = (ONLINE,)
"""The rows beside the halls that are shown with nothing in them, too."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A total, and the rows that it is the sum of: (the code of a venue, or a word for another way; its
    number). Venues come first, in their order, then online."""

    total: int
    rows: tuple[tuple[str, int], ...]


def votes_by_place(boxes: Mapping[tuple[str, str | None], int], venues: Iterable[str]) -> Numbers:
    """The votes in these boxes (channel, venue): each in one row. A vote by proxy stands under proxies
    wherever it was cast; one on paper stands with its hall."""
    found: Counter[str] = Counter()
    for (channel, venue), votes in boxes.items():
        found[_BY_CHANNEL.get(channel) or venue or channel] += votes
    return _numbers(found, venues)


def people_by_place(present: Mapping[str, int], represented: int, venues: Iterable[str]) -> Numbers:
    """Who takes part: those present, by place, and those who are represented without being present."""
    return _numbers(Counter(present) + Counter({BY_PROXY: represented}), venues)


def _numbers(found: Counter[str], venues: Iterable[str]) -> Numbers:
    first = list(dict.fromkeys([*venues, *_ALWAYS]))
    rest = sorted(place for place, number in found.items() if number and place not in first)
    rows = tuple((place, found[place]) for place in (*first, *rest))
    return Numbers(found.total(), rows)
