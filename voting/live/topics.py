"""What a screen can be about, and which tables it is made of."""

from collections.abc import Iterable
from enum import StrEnum


class Topic(StrEnum):
    """Something that screens show, and that changes as a whole."""

    AGENDA = "agenda"
    TURNOUT = "turnout"
    PRESENCE = "presence"
    DISCUSSION = "discussion"


PACED = frozenset({Topic.TURNOUT, Topic.PRESENCE})
"""What may change many times a second while people vote or come in: told the less often, the more screens
there are to tell."""

TABLES = {
    "assembly": Topic.AGENDA,
    "resolution": Topic.AGENDA,
    "result": Topic.AGENDA,
    "paper_sheet": Topic.AGENDA,
    "incident": Topic.AGENDA,
    "incident_end": Topic.AGENDA,
    "screen": Topic.AGENDA,
    "display": Topic.AGENDA,
    "role_grant": Topic.AGENDA,
    "live_count": Topic.TURNOUT,
    "participation": Topic.TURNOUT,
    "presence": Topic.PRESENCE,
    "proxy": Topic.PRESENCE,
    "scan_conflict": Topic.PRESENCE,
    "speakers_list": Topic.DISCUSSION,
    "speaker": Topic.DISCUSSION,
    "question": Topic.DISCUSSION,
}
"""Whatever is written to one of these tables may change what the topic's screens show."""


def topics_of(tables: Iterable[str]) -> frozenset[Topic]:
    """The topics that a change of these tables concerns."""
    return frozenset(TABLES[table] for table in tables if table in TABLES)
