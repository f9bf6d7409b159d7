"""Which devices of the halls answer: all of them ask every few seconds whether anything has changed."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

FORGOTTEN_AFTER = 1800.0
"""Seconds after which devices that do not come back are no longer waited for."""


class DeviceKind(StrEnum):
    """What a hall has that asks by itself."""

    DISPLAY = "display"
    TABLET = "tablet"
    DESK = "desk"


SILENT_AFTER = {DeviceKind.DISPLAY: 25.0, DeviceKind.TABLET: 75.0, DeviceKind.DESK: 75.0}
"""Seconds without a question after which they count as silent: a display asks every ten, a desk every twenty,
a tablet in somebody's hands when it is touched."""


class DeviceSource(NamedTuple):
    """Where questions come from: one display, by its account, or all tablets or desk devices of a venue."""

    assembly: int
    venue: str
    kind: DeviceKind
    account: int = 0


Heard = Mapping[DeviceSource, float]
"""When each was heard last (seconds since 1970)."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing of a kind has answered at a venue since then."""

    venue: str
    kind: DeviceKind
    since: datetime


class Answering:
    """When the devices of each hall were heard last, by this process or by another."""

    def __init__(self) -> None:
        self._heard: dict[DeviceSource, float] = {}
        self._sources: dict[str, DeviceSource] = {}

    def expect(self, path: str, source: DeviceSource) -> None:
        """Whoever asks for this path is a device of this source."""
        self._sources[path] = source
        self.hear(source)

    def hear_path(self, path: str) -> None:
        """Somebody has asked for a path."""
        source = self._sources.get(path)
        if source is not None:
            self.hear(source)

    def hear(self, source: DeviceSource) -> None:
        """A device has asked for something."""
        self._heard[source] = time.time()

    def learn(self, told: Iterable[tuple[int, str, str, int, float]]) -> None:
        """Add what another process has heard: what it has ``to_tell``."""
        for assembly, venue, kind, account, moment in told:
            source = DeviceSource(assembly, venue, DeviceKind(kind), account)
            self._heard[source] = max(moment, self._heard.get(source, 0.0))

    def to_tell(self) -> list[tuple[int, str, str, int, float]]:
        """What this process knows, for the others."""
        since = time.time() - max(SILENT_AFTER.values())
        return [(*source, moment) for source, moment in tuple(self._heard.items()) if moment > since]

    @property
    def heard(self) -> dict[DeviceSource, float]:
        """What this process knows."""
        return dict(self._heard)

    def silences(self, in_use: Iterable[DeviceSource]) -> list[Silence]:
        """What is silent now, of the sources that are in use."""
        return silent(
            {source: self._heard[source] for source in in_use if source in self._heard}, time.time()
        )


def silent(heard: Heard, now: float) -> list[Silence]:
    """The venues and kinds, in order, that were heard not long ago and of which nothing answers any more."""
    last: dict[tuple[str, DeviceKind], float] = {}
    for source, moment in heard.items():
        place = (source.venue, source.kind)
        last[place] = max(moment, last.get(place, 0.0))
    return [
        Silence(venue, kind, datetime.fromtimestamp(moment, UTC))
        for (venue, kind), moment in sorted(last.items())
        if SILENT_AFTER[kind] < now - moment < FORGOTTEN_AFTER
    ]
