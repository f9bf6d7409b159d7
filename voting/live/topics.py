"""The topics that screens follow, and the tables that each is made of."""

from enum import StrEnum

from voting.database import WrittenTables


class Topic(StrEnum):
    """A kind of thing that screens show or, of ``ACCESS``, that decides who is signed in and as what; all
    that is of one topic changes version together."""

    AGENDA = "agenda"
    TURNOUT = "turnout"
    BOX = "box"
    PRESENCE = "presence"
    DISCUSSION = "discussion"
    TROUBLE = "trouble"
    CONFLICTS = "conflicts"
    TABLETS = "tablets"
    HEADS = "heads"
    ACCESS = "access"


SHOWN: tuple[Topic, ...] = tuple(topic for topic in Topic if topic is not Topic.ACCESS)
"""The topics of which screens are told."""

PACED = frozenset({Topic.TURNOUT, Topic.PRESENCE, Topic.TROUBLE})
"""Topics that may change many times a second while people vote, arrive or report what fails: the more
screens there are, the less often they are told."""

SECONDS_BETWEEN = dict.fromkeys(Topic, 0.2) | {Topic.PRESENCE: 0.5}
"""At least so long after one version of a topic the next is told, so that what changes all the time is not
made anew for each change. Several people arrive each second, and whatever shows how many there are costs the
most."""

TABLES = {
    "assembly": Topic.AGENDA,
    "venue": Topic.AGENDA,
    "convening_step": Topic.AGENDA,
    "cooperative": Topic.AGENDA,
    "agenda_point": Topic.AGENDA,
    "document": Topic.AGENDA,
    "roll_correction": Topic.AGENDA,
    "resolution": Topic.AGENDA,
    "result": Topic.AGENDA,
    "paper_sheet": Topic.AGENDA,
    "incident": Topic.AGENDA,
    "incident_end": Topic.AGENDA,
    "screen": Topic.AGENDA,
    "display": Topic.AGENDA,
    "role_grant": Topic.AGENDA,
    "keyholder_signature": Topic.BOX,
    "box_checked": Topic.BOX,
    "opening_share": Topic.BOX,
    "sealed_count": Topic.BOX,
    "sealed_ballot": Topic.BOX,
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
    "signed_head": Topic.HEADS,
    "machine_clock": Topic.AGENDA,
}
"""The topic that a table belongs to: whatever is written to the table may change what is shown
of the topic."""

ACCESS_TABLES = frozenset({"sign_in", "account", "credential", "role_grant", "assembly", "member"})
"""The tables that decide who is signed in and as what. A new row takes nothing away from who is signed in
already, unless it is a role; and many sign in while others vote."""


def topics_of(written: WrittenTables) -> frozenset[Topic]:
    """The topics of what a transaction has written to."""
    topics = {TABLES[table] for table in written.tables if table in TABLES}
    decides = written.changed & ACCESS_TABLES or "role_grant" in written.tables
    return frozenset(topics | {Topic.ACCESS} if decides else topics)
