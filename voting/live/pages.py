"""The pages that keep somebody present at a distance: when each was last heard of by this process.

A page says once a minute that it is open. That is noted here and answered at once; what was heard is written
down together, twice a minute for all pages of a process.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

WRITTEN_EVERY = timedelta(seconds=30)
"""How often what was heard is written down, and looked for who has fallen silent."""


class Pages:
    """The pages heard of by one process, by the address at which they say so, each of one stay."""

    def __init__(self) -> None:
        self._stays: dict[str, int] = {}
        self._heard: dict[int, datetime] = {}
        self._began: datetime | None = None
        self._written_at: datetime | None = None

    def expect(self, path: str, stay: int, now: datetime) -> None:
        """From now on, take a request for this path as a sign of life of this stay; it has just given one."""
        self._stays[path] = stay
        self._heard[stay] = now

    def hear(self, path: str, now: datetime) -> bool:
        """Note a sign of life; whether the path is that of a stay that this process knows."""
        stay = self._stays.get(path)
        if stay is not None:
            self._heard[stay] = now
        return stay is not None

    def take(self) -> dict[int, datetime]:
        """By stay, the last sign of life of those heard of since the last call."""
        heard, self._heard = self._heard, {}
        return heard

    def give_back(self, heard: Mapping[int, datetime]) -> None:
        """Keep what could not be written down for the next time."""
        self._heard = {**heard, **self._heard}

    def forget(self, stays: Iterable[int]) -> None:
        """These stays have ended: whoever still speaks for them is to be told."""
        ended = set(stays)
        self._stays = {path: stay for path, stay in self._stays.items() if stay not in ended}

    def is_due(self, now: datetime) -> bool:
        """Whether it is time again to write down what was heard."""
        due = self._written_at is None or now - self._written_at >= WRITTEN_EVERY
        if due:
            self._written_at = now
        return due

    def listens_since(self, now: datetime) -> datetime:
        """Since when this process has listened: who was silent before may not have been heard."""
        self._began = self._began or now
        return self._began
