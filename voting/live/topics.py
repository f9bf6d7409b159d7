"""The topics that screens follow, and the tables that each is made of."""

from collections.abc import Iterable
from enum import StrEnum


class Topic(StrEnum):
    """A kind of thing that screens show; all that is of one topic changes version together."""

    AGENDA = "agenda"
    TURNOUT = "turnout"
    PRESENCE = "presence"
    DISCUSSION = "discussion"
    TROUBLE = "trouble"
    CONFLICTS = "conflicts"
    TABLETS = "tablets"


PACED = frozenset({Topic.TURNOUT, Topic.PRESENCE, Topic.TROUBLE})
"""Topics that may change many times a second while people vote, arrive or report what fails: the more
screens there are, the less often they are told."""

TABLES = {
    "assembly": Topic.AGENDA,
    "venue": Topic.AGENDA,
    "cooperative": Topic.AGENDA,
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
    "practice_count": Topic.TURNOUT,
    "practice_round": Topic.AGENDA,
    "presence": Topic.PRESENCE,
    "proxy": Topic.PRESENCE,
    "scan_conflict": Topic.CONFLICTS,
    "speakers_list": Topic.DISCUSSION,
    "speaker": Topic.DISCUSSION,
    "question": Topic.DISCUSSION,
    "member": Topic.DISCUSSION,
    "written_answer": Topic.DISCUSSION,
    "written_question": Topic.DISCUSSION,
    "trouble_report": Topic.TROUBLE,
    "trouble_end": Topic.TROUBLE,
    "tablet": Topic.TABLETS,
}
"""The topic that a table belongs to: whatever is written to the table may change what is shown
of the topic."""


def topics_of(tables: Iterable[str]) -> frozenset[Topic]:
    """The topics of these tables."""
    return frozenset(TABLES[table] for table in tables if table in TABLES)
