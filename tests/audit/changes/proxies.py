"""Proxies, given by the member and on paper."""

import io

from tests.audit.changes.ground import Ground, Request, Step
from voting.assembly.stand_ins import stand_in_of
from voting.extensions import db
from voting.stamp import stamp


def proxies(ground: Ground) -> list[Step]:
    """What is changed by giving a proxy and taking it back."""
    world, steward = ground.world, ground.steward

    def paper_proxy() -> Request:
        photo = io.BytesIO(b"\xff\xd8\xff a photo")
        fields = {"grantor": "6", "holder": "7", "document": (photo, "proxy.jpg")}
        return steward, "/desk/BRU/proxies", fields

    def stand_in() -> Request:
        photo = io.BytesIO(b"\xff\xd8\xff a photo")
        return steward, "/desk/BRU/stand-ins", {"grantor": "8", "name": "Zoë", "document": (photo, "p.jpg")}

    def seen_stand_in() -> str:
        with world.app.app_context():
            found = stand_in_of(db.session(), world.assembly_id, "8")
            return stamp(found.id if found else None)

    return [
        ("desk.enter_stand_in", stand_in),
        (
            "member.withdraw_stand_in_of_mine",
            lambda: (world.member(8), "/proxy/stand-in/withdraw", {"was": seen_stand_in()}),
        ),
        ("desk.enter_stand_in", stand_in),
        (
            "desk.withdraw_stand_in",
            lambda: (
                world.person("supervisor"),
                "/desk/BRU/stand-ins/withdraw",
                {"grantor": "8", "reason": "fell ill", "was": seen_stand_in()},
            ),
        ),
        ("member.join", lambda: (world.member(5), "/assembly/join", {})),
        ("member.leave", lambda: (world.member(5), "/assembly/leave", {})),
        ("member.join", lambda: (world.member(5), "/assembly/join", {})),
        ("member.give_proxy", lambda: (world.member(6), "/proxy", {"holder": "7", "name": "Name7"})),
        ("member.accept", lambda: (world.member(7), "/proxy/accept", {"grantor": "6"})),
        (
            "member.give_back",
            lambda: (world.member(7), "/proxy/return", {"grantor": "6", "was": "/assembly"}),
        ),
        ("member.give_proxy", lambda: (world.member(6), "/proxy", {"holder": "7", "name": "Name7"})),
        ("member.withdraw", lambda: (world.member(6), "/proxy/withdraw", {"was": "/assembly"})),
        ("desk.enter_proxy", paper_proxy),
        (
            "desk.withdraw_proxy",
            lambda: (
                world.person("supervisor"),
                "/desk/BRU/proxies/withdraw",
                {
                    "grantor": "6",
                    "reason": "at the member's wish",
                    "was": "/desk/BRU/proxies?grantor=6",
                },
            ),
        ),
    ]
