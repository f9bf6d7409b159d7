"""What the displays of an assembly show: the resolution of which something was done last, what the chair has
put there since, or the welcome."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from voting.assembly.models import AgendaPoint
from voting.audit.chain import record
from voting.ballot.models import Resolution
from voting.errors import Code, Refused
from voting.halls.models import Screen

Shown = Resolution | AgendaPoint | None
"""A resolution, a point without a vote, or the welcome (in whose place a ``voting.halls.message`` is)."""


def show(
    session: Session,
    assembly_id: int,
    resolution_id: int | None,
    *,
    point: int | None = None,
    now: datetime,
    actor: str,
) -> None:
    """Put a resolution on the displays, before it is opened or after, or the point without a vote that has
    the position ``point``; with neither, the welcome.

    Raises Refused(not_found).
    """
    if resolution_id is not None:
        resolution = session.get(Resolution, resolution_id)
        if resolution is None or resolution.assembly_id != assembly_id:
            raise Refused(Code.NOT_FOUND)
    if point is not None and session.get(AgendaPoint, (assembly_id, point)) is None:
        raise Refused(Code.NOT_FOUND)
    screen = cleared_screen(session, assembly_id, now=now)
    screen.resolution_id, screen.point = resolution_id, point
    session.flush()
    record(
        session,
        now=now,
        actor=actor,
        action="screen.shown",
        assembly=assembly_id,
        resolution_id=resolution_id,
        point=point,
    )


def cleared_screen(session: Session, assembly_id: int, *, now: datetime) -> Screen:
    """What is on the displays, locked, with nothing on it but the welcome, from now on."""
    screen = session.get(Screen, assembly_id, with_for_update=True)
    if screen is None:
        screen = Screen(assembly_id=assembly_id)
        session.add(screen)
    screen.resolution_id = screen.point = screen.message = screen.message_until = None
    screen.since = now
    return screen


def clear_screen(session: Session, assembly_id: int, *, now: datetime) -> None:
    """Show the welcome where the chair has put something on the displays: nothing refers to it then."""
    if session.get(Screen, assembly_id) is not None:
        cleared_screen(session, assembly_id, now=now)
        session.flush()


def on_screen(
    session: Session, assembly_id: int, resolutions: Iterable[Resolution]
) -> tuple[Shown, datetime | None]:
    """What the displays show, and since when. None for the moment: nothing has been done yet."""
    screen = session.get(Screen, assembly_id)
    point = session.get(AgendaPoint, (assembly_id, screen.point)) if screen and screen.point else None
    return latest(screen, point, list(resolutions))


def latest(
    screen: Screen | None, point: AgendaPoint | None, resolutions: list[Resolution]
) -> tuple[Shown, datetime | None]:
    """The same from the values: the resolution that was opened, closed, announced or annulled last, unless
    the chair has put something on the displays after that: ``point``, where it is one without a vote."""
    shown: tuple[Shown, datetime | None] = (None, None)
    if screen is not None:
        by_id = {resolution.id: resolution for resolution in resolutions}
        shown = (point or by_id.get(screen.resolution_id or 0), screen.since)
    for resolution in resolutions:
        moment = changed_at(resolution)
        if moment is not None and (shown[1] is None or moment > shown[1]):
            shown = (resolution, moment)
    return shown


def changed_at(resolution: Resolution) -> datetime | None:
    """When a resolution was opened, closed, announced or annulled last; None where it has not been opened."""
    steps = (resolution.opened_at, resolution.closed_at, resolution.announced_at, resolution.annulled_at)
    return max((step for step in steps if step is not None), default=None)
