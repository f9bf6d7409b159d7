"""The door: check-in, moves, conflicts, the help desk."""

from tests.accounts.help_desk import scan_pass
from tests.audit.changes.ground import Ground, Request, Step


def door(ground: Ground) -> list[Step]:
    """What is changed at the door."""
    world, steward, supervisor = ground.world, ground.steward, ground.supervisor

    def found_elsewhere() -> Request:
        liege = world.person("steward_lie")
        liege.send("/desk/LIE/check-in", {"member": "8", "nonce": "nonce-two"})
        return liege, "/desk/LIE/ask-move", {"act": "nonce-two"}

    return [
        (
            "desk.check_in_here",
            lambda: (steward, "/desk/BRU/check-in", {"member": "8", "nonce": "nonce-one"}),
        ),
        ("desk.ask_move", found_elsewhere),
        (
            "desk.settle_conflict",
            lambda: (supervisor, "/desk/LIE/conflicts", {"scan": "nonce-two", "settlement": "here"}),
        ),
        ("desk.move", lambda: (supervisor, "/desk/BRU/move", {"member": "8", "nonce": "nonce-three"})),
        (
            "desk.check_out_here",
            lambda: (steward, "/desk/BRU/check-out", {"member": "8", "nonce": "nonce-four"}),
        ),
        ("desk.undo", lambda: (steward, "/desk/BRU/undo", {"act": "nonce-four", "nonce": "nonce-five"})),
        (
            "desk.new_pass",
            lambda: (supervisor, "/desk/BRU/help/pass", scan_pass(ground.world, supervisor, "9")),
        ),
        (
            "desk.note_assistance",
            lambda: (supervisor, "/desk/BRU/help/assistance", {"member": "9", "wanted": "yes"}),
        ),
        ("desk.check_out_everybody", lambda: (supervisor, "/desk/LIE/close", {})),
    ]
