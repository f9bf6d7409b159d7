"""Which halls answer: each display asks every few seconds whether anything has changed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

SILENT_AFTER = 25.0
"""Seconds without a question after which a hall counts as silent; its display asks every ten."""
FORGOTTEN_AFTER = 1800.0
"""Seconds after which a hall that does not come back is no longer waited for."""

Heard = Mapping[str, float]
"""By venue, when a display of it was heard last (seconds since 1970)."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No display of a venue has answered since then."""

    venue: str
    since: datetime


class Answering:
    """When each hall was heard last, by this process or by another."""

    def __init__(self) -> None:
        self._heard: dict[str, float] = {}
        self._venues: dict[str, str] = {}

    def expect(self, path: str, venue: str) -> None:
        """Whoever asks for this path is a display of the venue."""
        self._venues[path] = venue
        self.hear(path)

    def hear(self, path: str) -> None:
        """Somebody has asked for a path."""
        venue = self._venues.get(path)
        if venue is not None:
            self._heard[venue] = time.time()

    def learn(self, heard: Heard) -> None:
        """Add what another process has heard."""
        for venue, moment in heard.items():
            self._heard[venue] = max(moment, self._heard.get(venue, 0.0))

    @property
    def heard(self) -> dict[str, float]:
        """What this process knows, for the others."""
        return dict(self._heard)

    def silences(self) -> list[Silence]:
        """The venues none of whose displays answers now."""
        return silent(self._heard, time.time())


def silent(heard: Heard, now: float) -> list[Silence]:
    """The venues, in order, that were heard not long ago and have fallen silent since."""
    return [
        Silence(venue, datetime.fromtimestamp(moment, UTC))
        for venue, moment in sorted(heard.items())
        if SILENT_AFTER < now - moment < FORGOTTEN_AFTER
    ]
