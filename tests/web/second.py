"""A second assembly in the same database, with a member, a chair and a steward of its own."""

from dataclasses import dataclass

from sqlalchemy import select

from tests.world import ACTOR, ASSEMBLY, KEY, MEETING, World
from voting.accounts.credentials import issue_to_members, issue_to_staff
from voting.accounts.models import Role
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.models import Resolution
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser


@dataclass(frozen=True, slots=True)
class Second:
    """What of the second assembly the tests need."""

    assembly_id: int
    resolutions: dict[str, int]
    member: Browser
    chair: Browser
    steward: Browser
    display: str


def second_assembly(world: World) -> Second:
    """Convene another assembly, a year later, with the same register; member 1 has a code for it too."""
    key = KEY.encode()
    later = ASSEMBLY.replace("2025-", "2026-").replace("record_date = 2026-06-02", "record_date = 2025-06-03")
    definition, resolutions = read_definition(later.encode())
    with world.app.app_context(), writing(db.session()) as session:
        assembly_id = import_assembly(session, definition, resolutions, now=MEETING, actor=ACTOR).id
        convene(session, key, assembly_id, now=MEETING, actor=ACTOR)
        code = issue_to_members(session, key, assembly_id, ["1"], now=MEETING, actor=ACTOR)["1"]
        chair, steward, display = (
            issue_to_staff(session, key, assembly_id, role, "nl", [(role, venue)], now=MEETING, actor=ACTOR)
            for role, venue in ((Role.CHAIR, None), (Role.STEWARD, "BRU"), (Role.DISPLAY, None))
        )
        stored = session.execute(
            select(Resolution.number, Resolution.id).where(Resolution.assembly_id == assembly_id)
        )
        ids = {row.number: row.id for row in stored}
    browsers = [Browser(world.app, item) for item in (code, chair, steward)]
    return Second(assembly_id, ids, *browsers, display=display)
