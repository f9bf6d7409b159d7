"""What chair, office, halls and members are shown of a sealed vote, in each of its states."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.box.pages import KeyholderPage
from tests.box.sealed_world import make_sealed_world
from tests.box.voters import sealed_for
from tests.world import KEY, MEETING, Clock
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings, make_display
from voting.rehearsal.browser import answer_of
from voting.sealed.wire import digits_aloud

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

    def begin(self, number: str, voters: int = 12) -> int:
        """A vote that was signed, opened and voted on; its id."""
        identity = self.world.resolutions[number]
        for page in self.keyholders[:4]:
            assert page.sign_context(identity).status_code == 200
        assert self.step(identity, "open") == "ok"
        with self.world.app.app_context():
            of_round = self.sealed.round(number)
        for member in range(1, voters + 1):
            ballot = sealed_for(of_round, member, [0]).ballot
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
    assert "stemmen zijn verzegeld" in meeting.hall()


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
    assert "niet meer verzegeld" in meeting.hall()
    assert meeting.step(sealed_again, "open") == "context_unsigned"
