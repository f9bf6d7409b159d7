"""Each change of state is in the log, in the same transaction; and the log names nobody."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from tests.register.files import file, line
from tests.world import ASSEMBLY, KEY, Clock, World, make_world
from voting.accounts.password_change import issue_password_token
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.database import Base, writing
from voting.extensions import db
from voting.halls.models import Display
from voting.mail.models import Mail
from voting.register.models import Member
from voting.rehearsal.browser import Browser, answer_of
from voting.tablets.enrolment import add_tablet, enrol

UNLOGGED = {
    "entrance.sign_in": "on which devices somebody is signed in is nobody's business but theirs",
    "entrance.sign_in_by_password": "the same",
    "entrance.sign_out": "the same",
    "office.go_to_assembly": "the same",
    "account.sign_out_everywhere": "the same",
    "new_password.ask": "a letter is queued for whoever was named: nobody is known to have asked",
    "member.ballot": "changes nothing: the ballot again, as it was filled in",
    "member.check": "changes nothing: asks to confirm",
    "member.vote": "the participation itself is the record; its order is nobody's business",
    "desk.issue_paper": "the same",
    "desk.spoiled_paper": "changes nothing: asks to confirm",
    "tablet.ballot": "changes nothing: the ballot again, as it was filled in",
    "tablet.check": "changes nothing: asks to confirm",
    "tablet.vote": "the participation itself is the record; its order is nobody's business",
    "tablet.still_here": "what the hand-over's own row says: when it was last heard of",
    "tablet.finish": "the same: when and how it ended",
}

CONVENE = "office.convene"
AT_THE_NEW_ONE = {
    *("office.change_main", "office.change_part", "office.move_part"),
    *("office.change_candidate", "office.move_candidate", "office.add_document", "office.remove_document"),
    CONVENE,
}
"""What is done by the secretary of the assembly that has just been brought in."""
MAIN: dict[str, object] = {
    "kind": "ordinary",
    "date": "2026-06-18",
    "record_date": "2026-06-02",
    "timezone": "Europe/Brussels",
    "title.nl": "Vergadering",
    "proxies_per_holder": "1",
    "notice_days": "15",
}
CHAIR_DECIDES = ASSEMBLY.replace(
    'en = "Annual accounts" }', 'en = "Annual accounts" }\ntie_rule = "chair"', 1
)

TEXT: dict[str, object] = {"subject": "Kom", "body": "{link}"}
EVENT: dict[str, object] = {
    "kind": "workshop",
    "title": "Samen beslissen",
    "on": "2025-03-01",
    "city": "Luik",
}
EVENTS = b"Soort;Titel;Datum;Gemeente;Deelnemers\nopleiding;Boekhouden;02/03/2025;Gent;12\n"

DETAILS: dict[str, object] = {
    **{"category": "A", "kind": "natural", "name": "Peeters", "first_name": "An", "language": "nl"},
    **{"email": "an@example.org", "postcode": "1000", "municipality": "Brussel"},
}
ACT: dict[str, object] = {"on": "2025-06-16", "reason": "a letter"}
NEW: dict[str, object] = {"number": "700", "decision": "joined"}

Request = tuple[Browser, str, dict[str, object]]
Ask = Callable[[], Request]
Step = tuple[str, Ask]


def steps(world: World) -> list[Step]:
    """Requests that change something, each with its endpoint; one after the other they all succeed."""
    one, two = world.resolutions["1"], world.resolutions["2"]
    chair, steward, secretary = world.person("chair"), world.person("steward"), world.person("secretary")
    supervisor = world.person("supervisor")
    another = ASSEMBLY.replace("2025-", "2026-").encode()

    def change(resolution: int, name: str, **fields: object) -> Ask:
        return lambda: (chair, f"/chair/resolutions/{resolution}/{name}", fields)

    def vote(member: int, choice: str) -> Ask:
        return lambda: (
            world.member(member),
            f"/resolutions/{one}/vote",
            {"channel": "online", "choice": choice},
        )

    def sheet(name: str, votes: str = "for") -> Ask:
        fields = {"ballots": "1", f"cell-{votes}": "1", "spoiled": "1"}
        return lambda: (world.person(name), f"/desk/BRU/sheets/{one}", fields)

    def new_tablet(*, enrolled: bool) -> str:
        """Add another tablet; returns its code."""
        key, moment = KEY.encode(), world.clock()
        with world.app.app_context(), writing(db.session()) as session:
            added = add_tablet(session, key, world.assembly_id, "BRU", "Tablet", now=moment, account_id=1)
            if enrolled:
                enrol(session, key, added, now=moment)
        return added

    def enrolment() -> Request:
        return Browser(world.app, ""), "/tablet/new/", {"code": new_tablet(enrolled=False)}

    def hand_over() -> Request:
        new_tablet(enrolled=True)
        return steward, "/desk/BRU/tablets", {"member": "8", "tablet": latest("tablet")}

    def tablet(change: str) -> Ask:
        path = "/desk/BRU/tablets/{}/" + change
        return lambda: (world.person("supervisor"), path.format(latest("tablet")), {})

    def exchange() -> Request:
        fields = {"member": "8", "resolution": one, "paper": "1", "reason": "a stain", "handed_back": "yes"}
        return world.person("supervisor"), "/desk/BRU/paper/replace", fields

    def signature() -> Request:
        teller, path = world.person("teller"), f"/desk/BRU/reconciliation/{one}"
        teller.look(path)
        return teller, path, {"name": "T. Eller", "seen": teller.field("seen", "")}

    def new_password() -> Request:
        with world.app.app_context(), writing(db.session()) as session:
            token = issue_password_token(
                session, KEY.encode(), session.get_one(Member, "10"), now=world.clock()
            )
        browser = world.member(10)
        browser.look("/assembly")
        return browser, f"/password/new/{token}", {"password": "four words nobody guesses"}

    def signed_report() -> Request:
        secretary.look("/office/report/2024")
        return secretary, "/office/report/2024/sign", {"hash": secretary.field("hash", "")}

    def paper_proxy() -> Request:
        photo = io.BytesIO(b"\xff\xd8\xff a photo")
        fields = {"grantor": "6", "holder": "7", "document": (photo, "proxy.jpg")}
        return steward, "/desk/BRU/proxies", fields

    def found_elsewhere() -> Request:
        liege = world.person("steward_lie")
        liege.send("/desk/LIE/check-in", {"member": "8", "nonce": "nonce-two"})
        return liege, "/desk/LIE/ask-move", {"act": "nonce-two"}

    def latest(table: str) -> int:
        with world.app.app_context():
            return db.session.scalar(select(func.max(Base.metadata.tables[table].c.id))) or 0

    def store(table: str, **values: object) -> None:
        with world.app.app_context(), writing(db.session()) as session:
            session.execute(update(Base.metadata.tables[table]).values(**values))

    def letter_in_trouble() -> Request:
        store("mail", sent_at=world.clock(), given_up_at=None, fault=None)
        first = latest("mail")
        with world.app.app_context(), writing(db.session()) as session:
            session.get_one(Mail, first).bounced_at = world.clock()
        return secretary, f"/office/invitations/{first}/again", {}

    def without_address(path: str) -> Request:
        with world.app.app_context(), writing(db.session()) as session:
            session.get_one(Member, "20").email = ""
        return secretary, path, {}

    def printed_letters() -> Request:
        store("letter_print", finished_at=world.clock())
        return secretary, "/office/invitations/paper/remove", {}

    def latest_display() -> int:
        with world.app.app_context():
            return db.session.scalar(select(func.max(Display.account_id))) or 0

    def imports() -> str:
        return f"/office/register/imports/{latest('register_upload')}"

    def apply() -> Request:
        secretary.look(imports())
        return secretary, f"{imports()}/apply", {"previewed": secretary.field("previewed", "")}

    def change_details() -> Request:
        secretary.look("/office/register/details/700")
        version = {"version": secretary.field("version", "")}
        return secretary, "/office/register/details/700", DETAILS | ACT | version | {"category": "B"}

    def upload(path: str, content: bytes) -> Ask:
        return lambda: (secretary, path, {"file": (io.BytesIO(content), "file")})

    return [
        ("member.join", lambda: (world.member(5), "/assembly/join", {})),
        ("member.give_proxy", lambda: (world.member(6), "/proxy", {"holder": "7", "name": "Name7"})),
        ("member.accept", lambda: (world.member(7), "/proxy/accept", {"grantor": "6"})),
        ("member.give_back", lambda: (world.member(7), "/proxy/return", {"grantor": "6"})),
        ("member.give_proxy", lambda: (world.member(6), "/proxy", {"holder": "7", "name": "Name7"})),
        ("member.withdraw", lambda: (world.member(6), "/proxy/withdraw", {})),
        ("desk.enter_proxy", paper_proxy),
        (
            "desk.withdraw_proxy",
            lambda: (
                world.person("supervisor"),
                "/desk/BRU/proxies/withdraw",
                {"grantor": "6", "reason": "at the member's wish"},
            ),
        ),
        (
            "account.choose_password",
            lambda: (world.member(9), "/account/password", {"password": "correct horse battery"}),
        ),
        ("new_password.set_by_token", new_password),
        ("desk.reissue", lambda: (world.person("supervisor"), "/desk/BRU/help", {"member": "9"})),
        ("desk.arrive", lambda: (steward, "/desk/BRU/check-in", {"member": "8", "nonce": "nonce-one"})),
        ("desk.ask_move", found_elsewhere),
        (
            "desk.settle_conflict",
            lambda: (supervisor, "/desk/LIE/conflicts", {"scan": "nonce-two", "settlement": "here"}),
        ),
        ("desk.move", lambda: (supervisor, "/desk/BRU/move", {"member": "8", "nonce": "nonce-three"})),
        ("desk.leave", lambda: (steward, "/desk/BRU/check-out", {"member": "8", "nonce": "nonce-four"})),
        ("desk.undo", lambda: (steward, "/desk/BRU/undo", {"act": "nonce-four", "nonce": "nonce-five"})),
        ("desk.new_pass", lambda: (supervisor, "/desk/BRU/help/pass", {"member": "9"})),
        (
            "desk.note_assistance",
            lambda: (supervisor, "/desk/BRU/help/assistance", {"member": "9", "wanted": "yes"}),
        ),
        ("desk.check_out_everybody", lambda: (supervisor, "/desk/LIE/close", {})),
        ("chair.put_on_screen", lambda: (chair, "/chair/screen", {"resolution": one})),
        ("chair.note", lambda: (chair, "/chair/incidents", {"text": "the link to the hall was lost"})),
        ("chair.end", lambda: (chair, f"/chair/incidents/{latest('incident')}/end", {})),
        ("chair.open_speakers", lambda: (chair, "/chair/speakers/list", {"takes": "yes"})),
        ("member.ask_to_speak", lambda: (world.member(5), "/assembly/floor", {})),
        ("member.leave_speakers", lambda: (world.member(5), "/assembly/floor/withdraw", {})),
        ("member.ask_to_speak", lambda: (world.member(5), "/assembly/floor", {})),
        ("chair.order_speaker", lambda: (chair, f"/chair/speakers/{latest('speaker')}/call", {})),
        ("chair.end_turn", lambda: (chair, "/chair/speakers/end", {})),
        ("member.ask", lambda: (world.member(5), "/assembly/questions", {"text": "Why?"})),
        ("chair.answered", lambda: (chair, f"/chair/questions/{latest('question')}/answered", {})),
        (
            "chair.hide_question",
            lambda: (chair, f"/chair/questions/{latest('question')}/hide", {"reason": "x"}),
        ),
        ("chair.change", change(one, "open")),
        (
            "desk.add_tablet",
            lambda: (world.person("supervisor"), "/desk/BRU/tablets/new", {"name": "Tablet 1"}),
        ),
        ("tablet.enrol", enrolment),
        ("desk.hand_over", hand_over),
        ("desk.lock_tablet", tablet("lock")),
        ("desk.revoke_tablet", tablet("revoke")),
        ("member.vote", vote(1, "for")),
        ("member.vote", vote(2, "against")),
        ("member.vote", vote(3, "against")),
        ("desk.issue_paper", lambda: (steward, "/desk/BRU/paper", {"member": "8", "resolution": one})),
        ("desk.replace", exchange),
        ("chair.closing_time", change(one, "closing-time", minutes="5")),
        ("chair.change", change(one, "close")),
        ("desk.enter", sheet("teller")),
        ("desk.enter", sheet("teller_2")),
        ("desk.sign", signature),
        ("chair.settle_tie", change(one, "tie", order=["for", "against"])),
        ("chair.change", change(one, "announce")),
        ("chair.change", change(two, "open")),
        ("chair.annul", change(two, "annul", reason="a reason")),
        ("chair.change", change(two, "again")),
        (
            "office.write_report_texts",
            lambda: (
                secretary,
                "/office/report/2024/texts",
                {"language": "nl", "version": "0", "introduction": "Wij deden veel."},
            ),
        ),
        ("office.sign", signed_report),
        ("office.make_link", lambda: (secretary, "/office/displays", {"venue": "BRU", "language": "nl"})),
        ("office.revoke_link", lambda: (secretary, f"/office/displays/{latest_display()}/revoke", {})),
        (
            "office.enter_into_mandates",
            lambda: (
                secretary,
                "/office/mandates",
                {"kind": "earlier", "name": "A", "on": "2020-06-01", "ends": "2024-06-01", "reason": "kept"},
            ),
        ),
        (
            "office.correct_roll",
            lambda: (secretary, "/office/roll", {"kind": "removed", "member": "21", "reason": "left"}),
        ),
        ("office.invite", lambda: (secretary, "/office/invitations", {"late": "yes"})),
        ("office.send_again", letter_in_trouble),
        ("office.remind", lambda: (secretary, "/office/invitations/reminders", {"wave": "1"})),
        ("office.change_text", lambda: (secretary, "/office/invitations/texts/reminder/nl", TEXT)),
        ("office.print_letters", lambda: without_address("/office/invitations/paper")),
        ("office.remove_letters", printed_letters),
        ("office.upload_register", upload("/office/register/imports", file(line(900)))),
        ("office.discard_import", lambda: (secretary, f"{imports()}/discard", {})),
        ("office.upload_register", upload("/office/register/imports", file(line(900)))),
        ("office.apply_import", apply),
        ("office.export_register", lambda: (secretary, "/office/register/export/csv", {})),
        ("office.add_new_member", lambda: (secretary, "/office/register/new", DETAILS | ACT | NEW)),
        ("office.change_member", change_details),
        (
            "office.move_member",
            lambda: (secretary, "/office/register/movement/700", ACT | {"movement": "resigned"}),
        ),
        (
            "office.withdraw_a_movement",
            lambda: (secretary, f"/office/register/withdraw/{latest('movement')}", ACT),
        ),
        (
            "office.decide_duplicate",
            lambda: (
                secretary,
                "/office/register/duplicates",
                {"member": "700", "other": "900", "decision": "900", "reason": "asked them"},
            ),
        ),
        ("events.note", lambda: (secretary, "/events/", EVENT)),
        ("events.change", lambda: (secretary, f"/events/{latest('event')}", EVENT | {"city": "Gent"})),
        ("events.remove", lambda: (secretary, f"/events/{latest('event')}/remove", {})),
        ("events.import_file", upload("/events/import", EVENTS)),
        ("events.arrive", lambda: (steward, f"/events/{latest('event')}/door", {"member": "8"})),
        ("office.add_staff", lambda: (secretary, "/office/staff", {"people": "An; teller"})),
        ("office.renew_staff_code", lambda: (secretary, f"/office/staff/{latest('account')}/code", {})),
        ("office.revoke", lambda: (secretary, f"/office/staff/{latest('account')}/revoke", {})),
        (
            "office.begin_assembly",
            lambda: (
                Browser(world.app, world.staff["secretary"]),
                "/office/assemblies",
                {"date": "2027-06-17", "copy": "yes"},
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
        ("office.assembly", upload("/office/assembly", another)),
        ("office.change_main", lambda: (secretary, "/office/preparation/main", MAIN)),
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
                {"code": "c4", "name": "Dora"},
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
        ("office.remove_document", lambda: (secretary, "/office/preparation/documents/1/remove", {})),
        (CONVENE, lambda: (secretary, "/office/convene", {})),
    ]


def everything(app: Flask) -> dict[str, int]:
    """How many rows each table has, and the state of each resolution."""
    with app.app_context():
        found = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        resolutions = Base.metadata.tables["resolution"]
        for identity, state in db.session.execute(select(resolutions.c.id, resolutions.c.state)):
            found[f"resolution {identity} is {state}"] = 1
    return found


class Crash(Exception):
    """Stands for whatever goes wrong at the last moment."""


@contextmanager
def crashing_at_commit() -> Iterator[None]:
    """Every transaction fails just before it is committed."""

    def crash(_session: Session) -> None:
        raise Crash

    event.listen(db.session, "before_commit", crash)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", crash)


def prepared(step: Step, world: World, code: list[str]) -> Request:
    """The request of a step, by somebody who is signed in already."""
    browser, path, fields = step[1]()
    if step[0] in AT_THE_NEW_ONE:
        browser = Browser(world.app, code[-1])
    if "was" in fields:  # the page on which it was seen
        browser.look(str(fields["was"]))
        fields = fields | {"was": browser.field("was", "")}
    return browser, path, fields


def sent(request: Request, code: list[str]) -> tuple[int, str]:
    """Make the request of a step; returns its status and answer."""
    browser, path, fields = request
    response = browser.send(path, fields)
    code += re.findall(r'class="code">([A-Z0-9-]{19})<', response.text)
    return response.status_code, answer_of(response)


def test_each_change_is_logged_and_one_that_fails_leaves_nothing(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, CHAIR_DECIDES)
    code: list[str] = []
    for step in steps(world):
        endpoint = step[0]
        request = prepared(step, world, code)
        before = everything(app)
        with crashing_at_commit():
            assert sent(request, code)[0] == 500, endpoint
        assert everything(app) == before, f"{endpoint} left something behind"
        request = prepared(step, world, code)
        before = everything(app)
        assert sent(request, code)[1] == "ok", endpoint
        after = everything(app)
        assert after != before, endpoint
        entries = after["audit_entry"] - before["audit_entry"]
        assert (entries == 0) if endpoint in UNLOGGED else (entries >= 1), endpoint
    with app.app_context():
        assert verify(db.session())[1] == []


def test_no_route_that_writes_is_forgotten_here(world: World) -> None:
    writing = {rule.endpoint for rule in world.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert writing == {endpoint for endpoint, _ in steps(world)} | UNLOGGED.keys()


def test_the_log_names_nobody_and_tells_no_choice(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock, CHAIR_DECIDES)
    code: list[str] = []
    for step in steps(world):
        assert sent(prepared(step, world, code), code)[1] == "ok", step[0]
    with app.app_context():
        entries = db.session.execute(select(AuditEntry.actor, AuditEntry.action, AuditEntry.details)).all()
    written = "\n".join(" ".join(entry) for entry in entries)
    assert len(entries) > 20
    for secret in (
        "Name",
        "First",
        "Peeters",
        "T. Eller",
        "example.org",
        *world.codes.values(),
        *world.staff.values(),
    ):
        assert secret not in written
    assert all(re.fullmatch(r"test|(account|member|tablet) \d+", entry.actor) for entry in entries)
    about_votes = [entry.details for entry in entries if "tie" not in entry.action]
    assert not re.search(r'"(for|against|abstain)"', "\n".join(about_votes))


@pytest.mark.parametrize("change", ["close", "announce", "again", "annul"])
def test_what_is_refused_is_not_logged(world: World, change: str) -> None:
    chair = world.person("chair")
    before = everything(world.app)
    path = f"/chair/resolutions/{world.resolutions['1']}/{change}"
    assert answer_of(chair.send(path, {})) in ("wrong_state", "reason_missing")
    assert everything(world.app) == before
