"""The mail that says on how many points a vote is counted: for who asks, once, and never what or when."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import delete, select, text

from tests.world import ADVANCE, MEETING, World
from voting.database import writing
from voting.extensions import db
from voting.invitations.counted import is_mail_due, queue_counted
from voting.invitations.models import CountedWish
from voting.letters.compose import compose
from voting.mail.models import Letter, Mail
from voting.mail.outbox import deliver
from voting.rehearsal.browser import answer_of

MARKS = {
    "1": {"choice": "for"},
    "2": {"choice-c1": "for", "choice-c2": "for", "choice-c3": "abstain"},
    "3": {"choice": "e1"},
}
AFTER_ADVANCE = MEETING - timedelta(hours=12)


def ask(world: World, member: int, wanted: str = "yes") -> None:
    browser = world.member(member)
    browser.look("/assembly/vote/end")
    answer = browser.send("/assembly/counted-mail", {"wanted": wanted})
    assert (answer.status_code, answer.location) == (303, "/assembly/vote/end")


def vote(world: World, member: int, number: str, channel: str = "advance", **more: str) -> None:
    path = f"/resolutions/{world.resolutions[number]}/vote"
    assert answer_of(world.member(member).send(path, MARKS[number] | {"channel": channel, **more})) == "ok"


def queued(world: World) -> int:
    """Look for what is due, as the process that sends letters does."""
    with world.app.app_context():
        if not is_mail_due(db.session(), now=world.clock()):
            return 0
        with writing(db.session()) as session:
            return queue_counted(session, now=world.clock())


def sent(world: World) -> dict[str, EmailMessage]:
    """The letters that leave now, by address; but for those about devices."""
    letters: list[EmailMessage] = []
    with world.app.app_context():
        with writing(db.session()) as session:
            session.execute(delete(Mail).where(Mail.letter == Letter.SIGNED_IN.value))
        deliver(db.session(), compose, lambda message, _: letters.append(message), world.clock)
    return {letter["To"]: letter for letter in letters}


def waiting(world: World) -> list[str]:
    with world.app.app_context():
        return list(db.session.scalars(select(CountedWish.member).order_by(CountedWish.member)))


def test_a_walk_in_advance_gives_one_mail_when_it_is_over_to_whoever_asked(world: World) -> None:
    world.clock.moment = ADVANCE
    assert "A mail can tell you afterwards" in world.member(1).look("/assembly/vote/end?lang=en").text
    for number in ("1", "2", "3"):
        for member in (1, 2):
            vote(world, member, number)
    ask(world, 1)
    assert "You get a mail when" in world.member(1).look("/assembly/vote/end").text
    assert queued(world) == 0, "nobody is told when somebody voted"
    world.clock.moment = AFTER_ADVANCE
    assert queued(world) == 1
    assert queued(world) == 0
    letters = sent(world)
    assert letters.keys() == {"lid1@example.org"}
    told = letters["lid1@example.org"]
    assert told["Subject"] == "Algemene vergadering: Uw stem is geteld"
    body = told.get_content()
    assert "Uw stem over 3 punten is geteld." in body
    for word in ("Voor", "Tegen", "Jaarrekening", "Bestuurders", "Eva", "12 juni", "10:00"):
        assert word not in body
    assert queued(world) == 0


def test_who_votes_at_the_meeting_too_is_told_once_more_and_the_wish_is_forgotten(world: World) -> None:
    world.clock.moment = ADVANCE
    for member in (1, 2, 3):
        ask(world, member)
    vote(world, 1, "1")
    vote(world, 2, "1")
    world.clock.moment = AFTER_ADVANCE
    assert queued(world) == 2
    world.clock.moment = MEETING
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE assembly SET opened_at = advance_closes"))
    three = world.resolutions["3"]
    assert world.person("chair").send(f"/chair/resolutions/{three}/open", {}).status_code == 303
    vote(world, 1, "3", "online")
    assert queued(world) == 0, "not while the meeting goes on"
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE assembly SET closed_at = advance_closes"))
    assert queued(world) == 1, "whose number has changed"
    assert waiting(world) == []
    assert "Uw stem over 2 punten is geteld." in sent(world)["lid1@example.org"].get_content()
    assert queued(world) == 0


def test_asking_twice_is_asking_once_and_it_can_be_taken_back(world: World) -> None:
    world.clock.moment = ADVANCE
    ask(world, 1)
    ask(world, 1)
    assert waiting(world) == ["1"]
    ask(world, 1, wanted="")
    ask(world, 1, wanted="")
    assert waiting(world) == []
    vote(world, 1, "1")
    world.clock.moment = AFTER_ADVANCE
    assert queued(world) == 0


def test_it_is_in_ones_own_data_and_no_vote_is_needed_to_ask(world: World) -> None:
    world.clock.moment = ADVANCE
    ask(world, 1)
    assert world.member(1).look("/account/data").json["counted_wish"] == [  # type: ignore[index]
        {"assembly_id": world.assembly_id, "member": "1", "told": 0}
    ]
    world.clock.moment = AFTER_ADVANCE
    assert queued(world) == 0
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE assembly SET cancelled_at = advance_closes"))
    assert queued(world) == 0
    assert waiting(world) == []


def test_the_outbox_holds_a_number_alone(world: World) -> None:
    world.clock.moment = ADVANCE
    ask(world, 1)
    vote(world, 1, "1")
    world.clock.moment = AFTER_ADVANCE
    queued(world)
    with world.app.app_context():
        [mail] = db.session.scalars(select(Mail).where(Mail.letter == Letter.COUNTED.value))
        assert mail.details == {"assembly": world.assembly_id, "points": 1}
        assert mail.queued_at == AFTER_ADVANCE


def test_a_meeting_that_nobody_closes_is_over_the_day_after(world: World) -> None:
    world.clock.moment = ADVANCE
    for member in (1, 2):
        ask(world, member)
    world.clock.moment = MEETING
    chair = world.person("chair")
    assert answer_of(chair.send("/chair/meeting/open", {})) == "ok"
    three = world.resolutions["3"]
    assert answer_of(chair.send(f"/chair/resolutions/{three}/open", {})) == "ok"
    vote(world, 1, "3", "online")
    world.clock.moment = datetime(2025, 6, 18, 11, 59, tzinfo=UTC)
    assert queued(world) == 0, "it may still go on"
    world.clock.moment = datetime(2025, 6, 18, 12, tzinfo=UTC)
    assert queued(world) == 0, "a vote is open"
    assert answer_of(chair.send(f"/chair/resolutions/{three}/close", {})) == "ok"
    assert queued(world) == 1
    assert waiting(world) == []
    assert sent(world).keys() == {"lid1@example.org"}
