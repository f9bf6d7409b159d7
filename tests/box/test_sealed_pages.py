"""What chair, office, halls and members are shown of a sealed vote, in each of its states."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

import voting.verify_sealed
from tests.box.pages import KeyholderPage
from tests.box.sealed_world import make_sealed_world
from tests.box.test_sealed_forgotten import LATER
from tests.box.voters import sealed_for
from tests.tablets.test_hand_over import arrive
from tests.world import KEY, MEETING, Clock
from voting.assembly.models import Assembly
from voting.audit.models import AuditEntry
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.ballot.paper import Sheet, enter_sheet
from voting.ballot.sealed_standing import rounds_at_risk
from voting.box.sealed_page import PAGE_SHA256
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings, make_display
from voting.invitations.texts import TextOf
from voting.letters.sample import sample_letter
from voting.privacy.forget import due, forget
from voting.rehearsal.browser import answer_of
from voting.report.minutes import items_of
from voting.retention.rules import DataKind
from voting.sealed.documents import context_hash
from voting.sealed.tree import took_part_leaf, tree_root
from voting.sealed.wire import digits_aloud
from voting.verify_sealed import FromElsewhere, check_sealed_bundle
from voting.wording.minutes.decisions import decision

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class SealedMeeting:
    """A sealed world with its pages: as the chair, the office, a hall and members see it, in English."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.sealed = make_sealed_world(app, clock)
        self.world = self.sealed.world
        self.keyholders = [
            KeyholderPage(app, played, token)
            for played, token in zip(self.sealed.played.all.values(), self.sealed.tokens, strict=True)
        ]
        with app.app_context(), writing(db.session()) as session:
            self.display = make_display(
                session, KEY.encode(), self.world.assembly_id, Settings(None), now=MEETING, actor="test"
            )

    def sees(self, path: str, who: str = "chair") -> str:
        """The text of a page, without marks."""
        browser = self.world.member(who) if who.isdigit() else self.world.person(who)
        page = browser.look(f"{path}{'&' if '?' in path else '?'}lang=en")
        assert answer_of(page) == "ok", path
        return page.text

    def hall(self) -> str:
        """What a display shows."""
        page = self.world.app.test_client().get(f"/display/{self.display}/state")
        return page.text

    def step(self, identity: int, change: str, **fields: str) -> str:
        """What the chair is answered, a second later."""
        self.world.clock.moment += timedelta(seconds=1)
        return answer_of(self.world.person("chair").send(f"/chair/resolutions/{identity}/{change}", fields))

    def begin(self, number: str, voters: int = 12, answer: Callable[[], int] = lambda: 0) -> int:
        """A vote that was signed, opened and voted on; its id."""
        identity = self.world.resolutions[number]
        for page in self.keyholders[:4]:
            assert page.sign_context(identity).status_code == 200
        assert self.step(identity, "open") == "ok"
        with self.world.app.app_context():
            of_round = self.sealed.round(number)
        for member in range(1, voters + 1):
            ballot = sealed_for(of_round, member, [answer()]).ballot
            fields = {"channel": "online", "sealed": ballot.hex(), "attempt": f"attempt-{member:08}"}
            sent = self.world.member(member).send(f"/resolutions/{identity}/vote", fields)
            assert answer_of(sent) == "ok"
        return identity

    def open_box(self, identity: int) -> None:
        """Keyholders sign a closed box, and three open it."""
        for page in self.keyholders[:4]:
            assert page.sign(identity).status_code == 200
        assert [page.share(identity).json["opened"] for page in self.keyholders[:3]] == [False, False, True]


@pytest.fixture
def meeting(app: Flask, clock: Clock) -> SealedMeeting:
    return SealedMeeting(app, clock)


def has_step(page: str, identity: int, change: str) -> bool:
    return f'href="/chair/resolutions/{identity}/{change}"' in page


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page))


def test_nothing_is_opened_before_four_keyholders_have_signed(meeting: SealedMeeting) -> None:
    one = meeting.world.resolutions["1"]
    console = meeting.sees("/chair/")
    assert "0 of the 4 that are needed have signed" in console
    assert "Call the keyholders who have not signed: Ada, Bea, Cem, Dov, Eva." in console
    assert not has_step(console, one, "open")
    assert 'class="primary wide-button"' not in meeting.sees(f"/chair/resolutions/{one}/open")
    assert meeting.step(one, "open") == "context_unsigned"
    missing = meeting.sees("/office/convening", "secretary")
    assert "before anybody votes on them in advance: 1, 2, 3, 4" in missing
    for page in meeting.keyholders[:3]:
        page.sign_context(one)
    assert "who have not signed: Dov, Eva." in meeting.sees("/chair/")
    meeting.keyholders[3].sign_context(one)
    assert has_step(meeting.sees("/chair/"), one, "open")
    assert "in advance: 2, 3, 4" in meeting.sees("/office/convening", "secretary")
    assert meeting.step(one, "open") == "ok"
    assert "Votes on this are sealed." in meeting.sees("/chair/")
    assert "Verzegelde stemming" in meeting.hall()


def test_the_box_and_its_keyholders_are_followed_until_it_is_opened(meeting: SealedMeeting) -> None:
    one = meeting.begin("1")
    assert meeting.step(one, "close") == "ok"
    digits = digits_aloud(bytes.fromhex(meeting.keyholders[0].ask(f"/box/{one}/statement").json["statement"]))
    groups = " ".join(digits[at : at + 4] for at in range(0, 20, 4))

    def everywhere() -> dict[str, str]:
        pages = {"chair": meeting.sees("/chair/"), "member": meeting.sees("/assembly", "1")}
        pages["hall"] = meeting.hall()
        return {name: words_of(page) for name, page in pages.items()}

    for name, page in everywhere().items():
        assert re.sub(" ", "", groups) in re.sub(" ", "", page), name
    assert "The box is closed: 12 sealed ballots, 0 on paper." in everywhere()["member"]
    assert "Who has" not in everywhere()["chair"]
    assert "Not signed yet: Ada, Bea, Cem, Dov, Eva." in everywhere()["chair"]
    assert not has_step(meeting.sees("/chair/"), one, "announce")
    assert 'class="primary wide-button"' not in meeting.sees(f"/chair/resolutions/{one}/announce")
    assert meeting.step(one, "announce") == "not_opened"
    for page in meeting.keyholders[:3]:
        assert page.tell_checked(one).status_code == 200
    for page in meeting.keyholders[:2]:
        page.sign(one)
    pages = everywhere()
    for name in ("chair", "member"):
        assert "have checked the box: 3 of 5" in pages[name]
        assert "have signed it: 2 (needed: 4)" in pages[name]
    assert "3/5" in pages["hall"]
    assert "2/4" in pages["hall"]
    meeting.open_box(one)
    pages = everywhere()
    assert "The keyholders have opened the box." in pages["chair"]
    assert "sleutelhouders hebben de stembus geopend" in pages["hall"]
    assert "have signed it" not in pages["member"]
    assert has_step(meeting.sees("/chair/"), one, "announce")
    assert meeting.step(one, "announce") == "ok"
    assert "box-" not in meeting.sees("/assembly", "1")


def test_an_annulled_vote_is_put_again_with_a_seal_or_without_and_members_are_told(
    meeting: SealedMeeting,
) -> None:
    one, two = meeting.begin("1"), meeting.begin("4", voters=1)
    for identity in (one, two):
        assert meeting.step(identity, "annul", reason="Two keyholders were gone") == "ok"
    console = meeting.sees("/chair/")
    assert "Put again without a seal" in console
    assert meeting.step(one, "again") == "ok"
    assert meeting.step(two, "again", unsealed="yes") == "ok"
    with meeting.world.app.app_context():
        logged = (
            db.session.query(AuditEntry).filter_by(action="resolution.put_again").order_by(AuditEntry.seq)
        )
        assert ["unsealed" in entry.details for entry in logged] == [False, True]
    latest = max(meeting.world.resolutions.values())
    sealed_again, unsealed = latest + 1, latest + 2
    told = "In an earlier round this vote was sealed."
    assert told in meeting.sees(f"/resolutions/{unsealed}", "1")
    assert told not in meeting.sees(f"/resolutions/{sealed_again}", "1")
    assert told in meeting.sees(f"/chair/resolutions/{unsealed}/open")
    assert meeting.step(unsealed, "open") == "ok"
    assert told in meeting.sees(f"/resolutions/{unsealed}", "1")
    assert "Niet meer verzegeld" in meeting.hall()
    assert meeting.step(sealed_again, "open") == "context_unsigned"


def on_paper(meeting: SealedMeeting, identity: int, members: range, cells: dict[str, int]) -> None:
    """Members vote on paper in the hall; the chair closes, and two tellers count alike."""
    with meeting.world.app.app_context(), writing(db.session()) as session:
        for member in members:
            cast(session, Vote(identity, str(member), Channel.PAPER, venue="BRU"), now=MEETING)
    assert meeting.step(identity, "close") == "ok"
    counted = Sheet(len(members), 0, "", cells, spoiled=0)
    with meeting.world.app.app_context(), writing(db.session()) as session:
        for account in (1, 2):
            enter_sheet(session, identity, "BRU", counted, account_id=account, now=MEETING)


def test_how_a_vote_was_sealed_is_told_once_it_is_announced(meeting: SealedMeeting) -> None:
    one = meeting.begin("1")
    assert "Votes on this are sealed." in meeting.sees("/assembly", "1")
    assert meeting.step(one, "close") == "ok"
    closed = words_of(meeting.sees(f"/resolutions/{one}", "1"))
    assert "Waits for the keyholders" in closed
    assert "The box is closed: 12 sealed ballots, 0 on paper." in closed
    assert "Waits for the keyholders" in meeting.sees("/assembly", "1")
    meeting.open_box(one)
    assert "own devices" not in meeting.sees(f"/resolutions/{one}", "1")  # under the embargo
    assert meeting.step(one, "announce") == "ok"
    told = "Sealed on members’ own devices: 12; on tablets of the cooperative: 0; without a seal of their own"
    for path in (f"/resolutions/{one}", "/results"):
        page = meeting.sees(path, "1")
        assert told in page
        assert "that is an alarm" in page
        assert f'href="/box/{one}/bundle"' in page
        assert (
            "signed the closed box: Ada, Bea, Cem, Dov. Who opened it with their shares: Ada, Bea, Cem."
            in page
        )
        assert "fewer than ten" not in page
    client = meeting.world.app.test_client()
    checking = client.get("/verify?lang=en").text
    program = client.get("/verify/verify_sealed.py").data
    assert hashlib.sha256(program).hexdigest() in checking
    assert "verify_sealed.py sealed-1.zip" in checking
    assert program == Path(voting.verify_sealed.__file__).read_bytes()


MANY, FEW = (22, 11), (2, 1)
"""For and against, in the box and on paper: numbers that stand nowhere else."""


def test_the_counts_of_a_box_beside_few_papers_are_told_to_auditors_alone(meeting: SealedMeeting) -> None:
    number = iter([0] * MANY[0] + [1] * MANY[1])
    one = meeting.begin("1", voters=sum(MANY), answer=lambda: next(number))
    papers = range(sum(MANY) + 1, sum(MANY) + 1 + sum(FEW))
    arrive(meeting.world, *papers)
    on_paper(meeting, one, papers, {"for": FEW[0], "against": FEW[1], "abstain": 0})
    meeting.open_box(one)
    secret = re.compile(rf"(?<![\w.#])(?:{MANY[0]}|{MANY[1]})(?![\w.])")
    places = {
        "1": [f"/resolutions/{one}", "/results", "/results.csv", "/assembly", "/api/agenda"],
        "chair": ["/chair/"],
        "secretary": ["/office/after", "/office/after/sealed", "/office/after/results.json"],
        "auditor": ["/office/after/sealed"],
    }

    def told_anywhere() -> None:
        for who, paths in places.items():
            for path in paths:
                page = re.sub(r"\d\d:\d\d(:[\d.]+)?", "", unescape(words_of(meeting.sees(path, who))))
                found = secret.search(page)
                assert not found, (who, path, found and page[found.start() - 60 : found.end() + 60])
        assert not secret.search(words_of(meeting.hall()))

    told_anywhere()
    assert meeting.step(one, "announce") == "ok"
    told_anywhere()
    assert f"{MANY[0] + FEW[0]}" in meeting.sees("/results", "1")
    assert "are told to the auditors only" in meeting.sees("/results", "1")
    shut = meeting.world.person("secretary").look(f"/office/after/sealed/{one}/bundle")
    assert answer_of(shut) == "forbidden"
    given = zipfile.ZipFile(io.BytesIO(meeting.keyholders[0].ask(f"/box/{one}/bundle").data))
    assert json.loads(given.read("count.json"))["counts"] == []
    assert json.loads(given.read("opening.json"))["shares"] == {}
    whole = meeting.world.person("auditor").look(f"/office/after/sealed/{one}/bundle").data
    counts = json.loads(zipfile.ZipFile(io.BytesIO(whole)).read("count.json"))["counts"]
    assert counts == [[*MANY, 0]]
    assert check_sealed_bundle(io.BytesIO(whole), FromElsewhere())[1] == []
    with meeting.world.app.app_context():
        logged = select(AuditEntry.details).where(
            AuditEntry.action.startswith("paper.")
            | AuditEntry.action.startswith("resolution.")
            | AuditEntry.action.startswith("box.")
        )
        assert not [details for details in db.session.scalars(logged) if secret.search(details)]
        for item in items_of(db.session(), meeting.world.assembly_id)[:1]:
            with force_locale("en"):
                text = str([*decision(db.session.get_one(Assembly, 1), [], item)])
            assert not secret.search(text)
            assert "Votes on paper: 3." in text


def test_the_minutes_tell_of_a_box_that_was_not_opened_and_of_a_round_without_a_seal(
    meeting: SealedMeeting,
) -> None:
    one = meeting.begin("1", voters=1)
    assert meeting.step(one, "annul", reason="Two keyholders were gone") == "ok"
    assert meeting.step(one, "again", unsealed="yes") == "ok"
    again = max(meeting.world.resolutions.values()) + 1
    for change in ("open", "close", "announce"):
        assert meeting.step(again, change) == "ok"
    with meeting.world.app.test_request_context(), force_locale("en"):
        assembly = db.session.get_one(Assembly, meeting.world.assembly_id)
        first, second, other, *_ = items_of(db.session(), assembly.id)
        unopened, unsealed = "the box was not opened", "in this one they were not"
        told = [str([*decision(assembly, [], item)]) for item in (first, second, other)]
        assert [unopened in text for text in told] == [True, False, False]
        assert [unsealed in text for text in told] == [False, True, False]
    assert "In an earlier round the votes were sealed" in meeting.sees("/results", "1")


def test_auditors_get_the_list_of_who_took_part_and_the_log_says_so(meeting: SealedMeeting) -> None:
    one = meeting.begin("1", voters=11)
    arrive(meeting.world, 20)
    on_paper(meeting, one, range(20, 21), {"for": 0, "against": 1, "abstain": 0})
    path = f"/office/after/sealed/{one}/took-part.csv"
    for who in ("secretary", "chair", "administrator"):
        if who in meeting.world.staff:
            assert answer_of(meeting.world.person(who).look(path)) == "forbidden"
    page = words_of(meeting.sees("/office/after/sealed", "auditor"))
    assert "Electronically 11 11" in page
    assert "On paper 1 1" in page
    assert "These numbers differ" not in page
    content = meeting.world.person("auditor").look(path).data.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    how = {line["number"]: line["how"] for line in lines}
    assert how == {str(n): "1" if n < 12 else "2" if n == 20 else "0" for n in range(1, 41)}
    statement = meeting.keyholders[0].ask(f"/box/{one}/statement").json
    ctx = context_hash(bytes.fromhex(meeting.keyholders[0].ask(f"/box/{one}/context").json["context"]))
    leaves = [
        took_part_leaf(ctx, bytes.fromhex(line["salt"]), int(line["how"]), line["number"]) for line in lines
    ]
    assert tree_root(leaves).hex() == statement["took_part"]
    with meeting.world.app.app_context():
        given = select(AuditEntry.actor, AuditEntry.details).where(AuditEntry.action == "box.list_given")
        [(actor, details)] = db.session.execute(given).all()
        assert actor.startswith("account ")
        assert '"lines":40' in details


def test_letters_carry_the_digits_of_the_keys_and_the_hash_of_the_page(meeting: SealedMeeting) -> None:
    digits = meeting.sealed.played.keys.digits
    groups = " ".join(digits[at : at + 4] for at in range(0, 20, 4))
    with meeting.world.app.app_context():
        assembly = db.session.get_one(Assembly, meeting.world.assembly_id)
        for letter in (TextOf.INVITATION, TextOf.PAPER):
            for language in ("nl", "fr", "de", "en"):
                _subject, text = sample_letter(db.session(), assembly, letter, language)
                assert groups in text, (letter, language)
                assert PAGE_SHA256 in text, (letter, language)
                assert "Ada, Bea, Cem, Dov, Eva" in text
    convening = meeting.sees("/office/convening", "secretary")
    assert groups in convening
    assert PAGE_SHA256 in convening
    assert "nobody opens a single one" in convening


def test_what_a_restored_backup_may_have_lost_is_named(meeting: SealedMeeting) -> None:
    one, two = meeting.begin("1"), meeting.begin("2", voters=0)
    with meeting.world.app.app_context():
        assert rounds_at_risk(db.session()) == ["1/1", "2/1", "3/1", "4/1"]
    assert meeting.step(one, "close") == "ok"
    assert meeting.step(two, "annul", reason="restored") == "ok"
    assert meeting.step(two, "again", unsealed="yes") == "ok"
    with meeting.world.app.app_context():
        assert rounds_at_risk(db.session()) == ["3/1", "4/1"]


def test_what_stays_of_a_sealed_vote_once_it_is_forgotten(meeting: SealedMeeting) -> None:
    one = meeting.begin("1")
    assert meeting.step(one, "close") == "ok"
    meeting.open_box(one)
    assert meeting.step(one, "announce") == "ok"
    assert f'href="/box/{one}/bundle"' in meeting.sees("/results", "1")
    with meeting.world.app.app_context():
        [item] = [each for each in due(db.session(), LATER) if each.kind is DataKind.PARTICIPATIONS]
        with writing(db.session()) as session:
            forget(session, item, now=MEETING, actor="test")
    for path, who in ((f"/resolutions/{one}", "1"), ("/results", "1"), ("/office/after/sealed", "auditor")):
        page = meeting.sees(path, who)
        assert "The sealed ballots have been removed" in page, path
        assert f'href="/box/{one}/bundle"' not in page, path
    auditor = meeting.world.person("auditor")
    assert answer_of(auditor.look(f"/office/after/sealed/{one}/bundle")) == "forgotten"
    assert answer_of(auditor.look(f"/office/after/sealed/{one}/took-part.csv")) == "forgotten"
    page = words_of(meeting.sees("/office/after/sealed", "auditor"))
    assert "Electronically 12 12" in page
    assert "These numbers differ" not in page
