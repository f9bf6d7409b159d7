"""Votes: opened, cast by phone, tablet and paper, closed, counted, announced."""

from tests.audit.changes.ground import Ask, Ground, Request, Step
from tests.world import KEY
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser
from voting.tablets.enrolment import add_tablet, enrol_tablet


def votes(ground: Ground) -> list[Step]:
    """What is changed by a vote, from its opening to its end."""
    world, steward, chair, latest = ground.world, ground.steward, ground.chair, ground.latest
    one, two = world.resolutions["1"], world.resolutions["2"]

    def change(resolution: int, name: str, **fields: object) -> Ask:
        return lambda: (chair, f"/chair/resolutions/{resolution}/{name}", fields)

    def vote(member: int, choice: str) -> Ask:
        return lambda: (
            world.member(member),
            f"/resolutions/{one}/vote",
            {"channel": "online", "choice": choice},
        )

    def joining(member: int) -> Ask:
        return lambda: (world.member(member), "/assembly/join", {})

    def sheet(name: str, votes: str = "for") -> Ask:
        fields = {"ballots": "1", f"cell-{votes}": "1", "spoiled": "1"}
        return lambda: (world.person(name), f"/desk/BRU/sheets/{one}", fields)

    def new_tablet(*, enrolled: bool) -> str:
        """Add another tablet; returns its code."""
        key, moment = KEY.encode(), world.clock()
        with world.app.app_context(), writing(db.session()) as session:
            added = add_tablet(session, key, world.assembly_id, "BRU", "Tablet", now=moment, account_id=1)
            if enrolled:
                enrol_tablet(session, key, added, now=moment)
        return added

    def enrolment() -> Request:
        return Browser(world.app, ""), "/tablet/new/", {"code": new_tablet(enrolled=False)}

    def hand_over() -> Request:
        new_tablet(enrolled=True)
        return steward, "/desk/BRU/tablets", {"member": "8", "tablet": latest("tablet")}

    def tablet(change: str, **fields: object) -> Ask:
        path = "/desk/BRU/tablets/{}/" + change
        return lambda: (world.person("supervisor"), path.format(latest("tablet")), fields)

    def exchange() -> Request:
        fields = {"member": "8", "resolution": one, "paper": "1", "reason": "a stain", "handed_back": "yes"}
        return world.person("supervisor"), "/desk/BRU/paper/replace", fields

    def signature() -> Request:
        teller, path = world.person("teller"), f"/desk/BRU/reconciliation/{one}"
        teller.look(path)
        return teller, path, {"name": "T. Eller", "seen": teller.field("seen", "")}

    return [
        ("chair.change", change(one, "open")),
        (
            "desk.add_tablet",
            lambda: (world.person("supervisor"), "/desk/BRU/tablets/new", {"name": "Tablet 1"}),
        ),
        ("tablet.enrol", enrolment),
        ("desk.hand_over", hand_over),
        ("desk.lock_tablet", tablet("lock", was="/desk/BRU/tablets")),
        ("desk.revoke_tablet", tablet("revoke")),
        *[("member.join", joining(number)) for number in (1, 2, 3)],
        ("member.vote", vote(1, "for")),
        ("member.vote", vote(2, "against")),
        ("member.vote", vote(3, "against")),
        ("desk.issue_paper", lambda: (steward, "/desk/BRU/paper", {"member": "8", "resolution": one})),
        ("desk.replace", exchange),
        ("chair.closing_time", change(one, "closing-time", minutes="5", was="/chair/")),
        ("chair.change", change(one, "close")),
        ("desk.enter_counts", sheet("teller")),
        ("desk.enter_counts", sheet("teller_2")),
        ("desk.sign", signature),
        (
            "chair.settle_tie",
            change(one, "tie", order=["for"], was=f"/chair/resolutions/{one}/tie?order=for"),
        ),
        ("chair.change", change(one, "announce", was=f"/chair/resolutions/{one}/announce")),
        ("chair.change", change(two, "open")),
        ("chair.annul", change(two, "annul", reason="a reason")),
        ("chair.change", change(two, "again")),
        (
            "chair.put_motion_of_order",
            lambda: (world.person("chair"), "/chair/on-the-spot", {"spot": "suspend", "nonce": "a"}),
        ),
        (
            "chair.put_amendment",
            lambda: (
                world.person("chair"),
                f"/chair/amendments/{world.resolutions['4']}",
                {"text.nl": "Anders", "nonce": "b"},
            ),
        ),
    ]
