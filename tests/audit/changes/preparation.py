"""The next assembly: begun, brought in, prepared, convened."""

import io
from datetime import date

from sqlalchemy import select

from tests.audit.changes.ground import Ground, Step
from tests.world import ASSEMBLY
from voting.assembly.roll import entitled_on
from voting.database import writing
from voting.extensions import db
from voting.mail.models import ON_PAPER, Mail
from voting.rehearsal.browser import Browser

MAIN: dict[str, object] = {
    "kind": "ordinary",
    "date": "2026-06-18",
    "record_date": "2025-06-02",
    "timezone": "Europe/Brussels",
    "title.nl": "Vergadering",
    "proxies_per_holder": "1",
    "notice_days": "15",
}
CONVENING = "/office/convening"
AFTERWARDS = {"was": CONVENING, "reason.nl": "De zaal is niet vrij"}


def preparation(ground: Ground) -> list[Step]:
    """What is changed by preparing the next assembly."""
    world, secretary, latest = ground.world, ground.secretary, ground.latest
    another = ASSEMBLY.replace("2025-", "2026-").encode()

    def entitled() -> str:
        with world.app.app_context():
            return str(len(entitled_on(db.session(), date.fromisoformat(str(MAIN["record_date"])))))

    def told_on_paper() -> str:
        step = latest("convening_step")
        with world.app.app_context(), writing(db.session()) as session:
            known = select(Mail.id).where(Mail.letter == "postponed", Mail.wave == step)
            if session.scalar(known) is None:
                at = world.clock()
                session.add(
                    Mail(
                        letter="postponed",
                        member="1",
                        assembly_id=latest("assembly"),
                        wave=step,
                        details={},
                        queued_at=at,
                        due_at=at,
                        given_up_at=at,
                        fault=ON_PAPER,
                        attempts=0,
                    )
                )
        return f"{CONVENING}/steps/{step}/letters"

    return [
        (
            "office.begin_assembly",
            lambda: (
                Browser(world.app, world.staff["secretary"]),
                "/office/assemblies",
                {"date": "2027-06-17", "kind": "ordinary"},
            ),
        ),
        (
            "office.copy_assembly",
            lambda: (
                Browser(world.app, world.staff["secretary"]),
                "/office/assemblies/copy",
                {"date": "2028-06-15", "kind": "ordinary", "staff": "yes", "venues": "yes"},
            ),
        ),
        (
            "office.go_to_assembly",
            lambda: (
                Browser(world.app, world.staff["secretary"]),
                f"/office/assemblies/{latest('assembly')}/go",
                {},
            ),
        ),
        ("office.assembly", ground.upload("/office/assembly", another)),
        (
            "office.change_main",
            lambda: (secretary, "/office/preparation/main", MAIN | {"was": "/office/preparation/main"}),
        ),
        (
            "office.change_part",
            lambda: (secretary, "/office/preparation/venues/0", {"code": "GNT", "name.nl": "Gent"}),
        ),
        (
            "office.move_part",
            lambda: (
                secretary,
                "/office/preparation/venues/3/up",
                {"was": "/office/preparation/venues/3"},
            ),
        ),
        (
            "office.change_candidate",
            lambda: (
                secretary,
                "/office/preparation/resolutions/2/candidates/0",
                {"code": "c4", "name": "Dora", "was": "/office/preparation/resolutions/2/candidates/0"},
            ),
        ),
        (
            "office.order_agenda",
            lambda: (
                secretary,
                "/office/preparation/order",
                {"order": ["1", "2", "4", "3"], "was": "/office/preparation/order"},
            ),
        ),
        (
            "office.order_candidates",
            lambda: (
                secretary,
                "/office/preparation/resolutions/2/order",
                {"order": ["c2", "c1", "c3", "c4"], "was": "/office/preparation/resolutions/2/order"},
            ),
        ),
        (
            "office.move_candidate",
            lambda: (
                secretary,
                "/office/preparation/resolutions/2/candidates/4/remove",
                {"was": "/office/preparation/resolutions/2/candidates/4"},
            ),
        ),
        (
            "office.add_document",
            lambda: (
                secretary,
                "/office/preparation/documents",
                {"title.nl": "Verslag", "file.nl": (io.BytesIO(b"%PDF-"), "v.pdf")},
            ),
        ),
        (
            "office.remove_document",
            lambda: (secretary, "/office/preparation/documents/1/remove", {"was": "/office/preparation"}),
        ),
        (
            "office.begin_keyholders",
            lambda: (
                secretary,
                "/office/keyholders",
                {
                    "was": "/office/keyholders",
                    **{f"keyholder.{number}": f"K{number}" for number in range(1, 6)},
                },
            ),
        ),
        (
            "office.convene",
            lambda: (secretary, "/office/convene", {"was": CONVENING, "entitled": entitled()}),
        ),
        (
            "office.postpone",
            lambda: (
                secretary,
                f"{CONVENING}/postpone",
                AFTERWARDS | {"day": "2026-09-18", "late": "yes", "entitled": entitled()},
            ),
        ),
        ("office.print_told", lambda: (secretary, told_on_paper(), {})),
        ("office.take_back", lambda: (secretary, f"{CONVENING}/take-back", AFTERWARDS)),
        (
            "office.convene",
            lambda: (secretary, "/office/convene", {"was": CONVENING, "entitled": entitled()}),
        ),
        ("office.cancel", lambda: (secretary, f"{CONVENING}/cancel", AFTERWARDS | {"entitled": entitled()})),
    ]
