"""Which devices of the halls still answer: each display, desk phone and tablet asks every few seconds for
what has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from voting.clock import Clock, system_clock

FORGOTTEN_AFTER = 1800.0
"""Seconds after which a device that has not asked is taken to be put away, and no longer
reported as silent."""


class DeviceKind(StrEnum):
    """The devices of a hall that ask by themselves."""

    DISPLAY = "display"
    TABLET = "tablet"
    DESK = "desk"


SILENT_AFTER = {DeviceKind.DISPLAY: 25.0, DeviceKind.TABLET: 75.0, DeviceKind.DESK: 75.0}
"""Seconds without a question after which a device counts as silent. A display asks every ten seconds, a desk
every twenty, a tablet in somebody's hands whenever it is touched."""


class DeviceSource(NamedTuple):
    """One device, or several that are not told apart: a display, by the id of its account; or all tablets, or
    all desk phones, of a venue."""

    assembly: int
    venue: str
    kind: DeviceKind
    account: int = 0


Heard = Mapping[DeviceSource, float]
"""By source, when it asked last (seconds since 1970)."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No device of this kind has asked at this venue since then: for so many ``seconds``."""

    venue: str
    kind: DeviceKind
    since: datetime
    seconds: float


class Answering:
    """When each source asked last, of this process or of another, by the clock of the installation."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._heard: dict[DeviceSource, float] = {}
        self._sources: dict[str, DeviceSource] = {}

    def expect(self, path: str, source: DeviceSource) -> None:
        """From now on, take a request for this path as a question of this source; it has asked just now."""
        self._sources[path] = source
        self.hear(source)

    def hear_path(self, path: str) -> None:
        """Note that a path was requested; it is passed over where no source has it."""
        source = self._sources.get(path)
        if source is not None:
            self.hear(source)

    def hear(self, source: DeviceSource) -> None:
        """Note that a source has asked just now."""
        self._heard[source] = self._clock().timestamp()

    def learn(self, told: Iterable[tuple[int, str, str, int, float]]) -> None:
        """Take in what another process reports, in the form of ``to_tell``."""
        for assembly, venue, kind, account, moment in told:
            source = DeviceSource(assembly, venue, DeviceKind(kind), account)
            self._heard[source] = max(moment, self._heard.get(source, 0.0))

    def to_tell(self) -> list[tuple[int, str, str, int, float]]:
        """What this process reports to the others: of each source that is not silent its fields (assembly,
        venue, kind, account) and when it asked last."""
        since = self._clock().timestamp() - max(SILENT_AFTER.values())
        return [(*source, moment) for source, moment in tuple(self._heard.items()) if moment > since]

    @property
    def heard(self) -> dict[DeviceSource, float]:
        """By source, when it asked last, as far as this process knows."""
        return dict(self._heard)

    def silences(self, in_use: Iterable[DeviceSource]) -> list[Silence]:
        """What is silent now, among the sources that are ``in_use`` and have asked at least once."""
        heard = {source: self._heard[source] for source in in_use if source in self._heard}
        return silent(heard, self._clock().timestamp())


def silent(heard: Heard, now: float) -> list[Silence]:
    """The venues and kinds of which no device has asked for longer than ``SILENT_AFTER``, but one has within
    ``FORGOTTEN_AFTER``; in order. Pure; ``now`` in seconds since 1970."""
    last: dict[tuple[str, DeviceKind], float] = {}
    for source, moment in heard.items():
        place = (source.venue, source.kind)
        last[place] = max(moment, last.get(place, 0.0))
    return [
        Silence(venue, kind, datetime.fromtimestamp(moment, UTC), now - moment)
        for (venue, kind), moment in sorted(last.items())
        if SILENT_AFTER[kind] < now - moment < FORGOTTEN_AFTER
    ]
