"""From a time at a place to the moment that it is. Pure.

Where clocks are put forward an hour of the day does not exist, where they are put back one comes twice: which
moment is meant is not guessed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

_CLOCK = "%H:%M"


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a time at a place is no one moment: the code of a fault, and what its sentence names."""

    code: str
    details: dict[str, str | int]


def at_place(written: datetime, place: ZoneInfo) -> datetime | Unclear:
    """The moment of a time that somebody wrote, in the zone of the place.

    An offset is written where the time comes twice, and only there: else it is a time of another place.
    """
    local = written.replace(tzinfo=None)
    moments = moments_of(local, place)
    if len(moments) == 1 and written.tzinfo is None:
        return moments[0]
    if len(moments) == 1:
        return Unclear("offset_not_wanted", {})
    if not moments:
        before, after = _beside(local, place)
        return Unclear("time_does_not_exist", _named(local) | {"before": before, "after": after})
    chosen = [moment for moment in moments if moment.utcoffset() == written.utcoffset()]
    if chosen:
        return chosen[0]
    first, second = (offset_of(moment) for moment in moments)
    return Unclear("time_twice", _named(local) | {"first": first, "second": second})


def moments_of(local: datetime, place: ZoneInfo) -> list[datetime]:
    """The moments that a time without an offset is at a place, in their order: one as a rule, none or two
    when the clocks there are set."""
    found = [local.replace(tzinfo=place, fold=fold) for fold in (0, 1)]
    real = [each for each in found if each.astimezone(UTC).astimezone(place).replace(tzinfo=None) == local]
    return real[:1] if len({each.utcoffset() for each in real}) == 1 else real


def with_choice(local: datetime, place: ZoneInfo, offset: str) -> datetime:
    """A time as somebody has written it, with the offset that they chose where it comes twice."""
    chosen = [moment for moment in moments_of(local, place) if offset_of(moment) == offset]
    return as_written(chosen[0], place) if chosen else local


def zone_named(name: str) -> ZoneInfo:
    """The zone of a name; UTC for one that is none."""
    return ZoneInfo(name if name in available_timezones() else "UTC")


def near(local: datetime, place: ZoneInfo, now: datetime) -> datetime | Unclear:
    """The moment of a time about which somebody speaks ``now``: where it comes twice, the nearer one."""
    moments = moments_of(local, place)
    if not moments:
        return at_place(local, place)
    return min(moments, key=lambda moment: abs(moment.astimezone(UTC) - now))


def as_written(moment: datetime, place: ZoneInfo) -> datetime:
    """A moment as it is written down at a place: without an offset, but where the time comes twice."""
    local = moment.astimezone(place)
    naive = local.replace(tzinfo=None, fold=0)
    if len(moments_of(naive, place)) == 1:
        return naive
    return naive.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def offset_of(moment: datetime) -> str:
    """The offset of a moment, as it is written: +02:00."""
    return moment.isoformat()[-6:]


def _named(local: datetime) -> dict[str, str | int]:
    return {"value": local.strftime(_CLOCK)}


def _beside(local: datetime, place: ZoneInfo) -> tuple[str, str]:
    """The real times that a time which does not exist would be by the clock after it was put forward, and by
    that before."""
    found = [local.replace(tzinfo=place, fold=fold).astimezone(UTC).astimezone(place) for fold in (1, 0)]
    return found[0].strftime(_CLOCK), found[1].strftime(_CLOCK)
