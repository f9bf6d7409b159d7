"""Events beside the assembly."""

from tests.audit.changes.ground import Ground, Step

EVENT: dict[str, object] = {
    "kind": "workshop",
    "title": "Samen beslissen",
    "on": "2025-03-01",
    "city": "Luik",
}
EVENTS = b"Soort;Titel;Datum;Gemeente;Deelnemers\nopleiding;Boekhouden;02/03/2025;Gent;12\n"


def events(ground: Ground) -> list[Step]:
    """What is changed about events beside the assembly."""
    secretary, steward, latest = ground.secretary, ground.steward, ground.latest

    return [
        ("events.note", lambda: (secretary, "/events/", EVENT)),
        (
            "events.change",
            lambda: (
                secretary,
                f"/events/{latest('event')}",
                EVENT | {"city": "Gent", "was": f"/events/{latest('event')}"},
            ),
        ),
        (
            "events.remove",
            lambda: (secretary, f"/events/{latest('event')}/remove", {"was": f"/events/{latest('event')}"}),
        ),
        ("events.import_file", ground.upload("/events/import", EVENTS)),
        ("events.check_in", lambda: (steward, f"/events/{latest('event')}/door", {"member": "8"})),
    ]
