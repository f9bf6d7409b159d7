"""The next assembly made from this one: what is ticked comes along; who is in office is warned of."""

import re
from datetime import UTC, date, datetime

import pytest
from lxml import html
from sqlalchemy import func, select

from tests.ballot.meeting import step, vote_online
from tests.web.cards import codes_on, led_to
from tests.web.test_preparation import draft
from tests.world import KEY, Clock, World
from voting.accounts.models import Role
from voting.accounts.staff import staff_of
from voting.assembly.models import Assembly
from voting.ballot.convene import convene
from voting.ballot.life import annul_resolution, put_again
from voting.ballot.models import Resolution
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.report.board import MandateStanding
from voting.report.mandates import mandates

COPY = "/office/assemblies/copy"
DAY = date(2026, 6, 16)


def form_of(page: str) -> dict[str, list[str]]:
    """What the form sends as it is shown, by field."""
    [form] = html.fromstring(page).xpath("//main//form[contains(@class, 'copying')]")
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def copy(secretary: Browser, **changes: object) -> str:
    """Send the form as it is shown, but for the changes (None: not at all); returns the answer."""
    fields = form_of(secretary.look(COPY).text) | {"date": [DAY.isoformat()]} | changes
    return answer_of(secretary.send(COPY, {name: value for name, value in fields.items() if value}))


@pytest.fixture
def board(world: World, clock: Clock) -> World:
    """Ann and Bob were elected until 2029; Dora was co-opted since, after Eve had left."""
    with world.app.app_context():
        resolution = world.resolutions["2"]
        assert step(resolution, "open") == "ok"
        vote_online(resolution, range(1, 13), "c1=for,c2=for,c3=against")
        assert step(resolution, "close") == "ok"
        assert step(resolution, "announce") == "ok"
    clock.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    secretary = world.person("secretary")
    secretary.look("/office/mandates")
    eve = {"kind": "earlier", "name": "Eve", "on": "2023-06-20", "ends": "2027-06-15", "reason": "elected"}
    assert answer_of(secretary.send("/office/mandates", eve)) == "ok"
    left = {"kind": "resigned", "mandate": "entry-1", "on": "2026-01-15", "reason": "moved"}
    assert answer_of(secretary.send("/office/mandates", left)) == "ok"
    dora = {"kind": "coopted", "name": "Dora", "on": "2026-02-01", "ends": "2029-06-19", "reason": "a seat"}
    assert answer_of(secretary.send("/office/mandates", dora)) == "ok"
    return world


def test_as_it_is_shown_everything_usual_comes_along(world: World) -> None:
    secretary = world.person("secretary")
    assert copy(secretary) == "ok"
    copied = draft(world, DAY)
    assert copied["record_date"] == date(2026, 6, 1)
    assert copied["advance_voting"]["opens"].isoformat() == "2026-06-09T09:00:00"  # type: ignore[index]
    assert [len(item.get("candidates", [])) for item in copied["resolutions"]] == [0, 3, 3, 0]  # type: ignore[attr-defined]
    with world.app.app_context():
        new = db.session.scalars(select(Assembly).where(Assembly.date == DAY)).one()
        names = {staff.name: staff for staff in staff_of(db.session(), new.id)}
        assert names["steward"].roles == ((Role.STEWARD, "BRU"),)
        assert not names["steward"].code_id
        account = names["steward"].account_id
    secretary.look("/office/staff")
    [code] = codes_on(led_to(secretary, secretary.send(f"/office/staff/{account}/code", {})))
    assert answer_of(Browser(world.app, code).look("/desk/BRU/")) == "ok"


def test_what_is_unticked_stays_behind(world: World) -> None:
    secretary = world.person("secretary")
    assert copy(secretary, point=["1", "3"], candidate=["3:e1"], venues=None, staff=None, rules=None) == "ok"
    copied = draft(world, DAY)
    assert [item["number"] for item in copied["resolutions"]] == ["1", "3"]  # type: ignore[attr-defined]
    assert [one["name"] for one in copied["resolutions"][1]["candidates"]] == ["Eva"]  # type: ignore[index]
    assert copied["venues"] == []
    with world.app.app_context():
        new = db.session.scalars(select(Assembly).where(Assembly.date == DAY)).one()
        assert [staff.name for staff in staff_of(db.session(), new.id)] == ["secretary"]


def test_who_is_in_office_is_warned_of_and_not_ticked(board: World) -> None:
    secretary = board.person("secretary")
    page = secretary.look(f"{COPY}?lang=en").text
    assert form_of(page)["candidate"] == ["2:c3", "3:e1", "3:e2", "3:e3"]
    assert len(re.findall("Elected already: this mandate runs until 17 June 2029", page)) == 2
    warned = "has been elected already"
    assert copy(secretary) == "ok"
    assert warned not in secretary.look("/office/preparation?lang=en").text
    secretary = Browser(board.app, board.staff["secretary"])
    assert copy(secretary, date=["2027-06-15"], candidate=["2:c1", "2:c3"]) == "ok"
    assert warned in secretary.look("/office/preparation?lang=en").text


def test_a_cooptation_is_brought_to_be_confirmed(board: World) -> None:
    secretary = board.person("secretary")
    assert copy(secretary) == "ok"
    *_, last = draft(board, DAY)["resolutions"]  # type: ignore[misc]
    assert (last["kind"], last["number"], last["majority"]) == ("motion", "5", "simple")
    assert last["title"]["en"] == "Confirmation of the co-optation of Dora as director"
    assert set(last["title"]) == set(last["text"]) == {"nl", "fr", "de", "en"}
    assert len(set(last["title"].values())) == 4
    assert "1 February 2026" in last["text"]["en"]
    again = Browser(board.app, board.staff["secretary"])
    assert copy(again, date=["2027-06-15"], confirm=None) == "ok"
    assert len(draft(board, date(2027, 6, 15))["resolutions"]) == 4  # type: ignore[arg-type]


def convened(board: World, clock: Clock) -> tuple[Browser, int]:
    """The next assembly, with the motion that confirms Dora, convened and meeting; and that motion."""
    secretary = board.person("secretary")
    assert copy(secretary, point=None, candidate=None) == "ok"
    clock.moment = datetime(2026, 6, 16, 8, 0, tzinfo=UTC)
    with board.app.app_context():
        new = db.session.scalars(select(Assembly).where(Assembly.date == DAY)).one().id
        with writing(db.session()) as session:
            convene(session, KEY.encode(), new, now=clock.moment, actor="x")
        motion = db.session.scalars(select(Resolution.id).where(Resolution.assembly_id == new)).one()
        db.session.rollback()
    return secretary, motion


def standing(board: World) -> tuple[MandateStanding, date | None, date]:
    with board.app.app_context():
        [dora] = [item for item in mandates(db.session()) if item.name == "Dora"]
        db.session.rollback()
    return dora.standing(DAY), dora.confirmed, dora.ends


@pytest.mark.parametrize(
    ("choice", "after", "confirmed"),
    [("for", MandateStanding.RUNNING, DAY), ("against", MandateStanding.ENDED, None)],
)
def test_what_is_announced_of_a_cooptation_stands_in_the_mandates(
    board: World, clock: Clock, choice: str, after: MandateStanding, confirmed: date | None
) -> None:
    _, motion = convened(board, clock)
    with board.app.app_context():
        assert step(motion, "open", clock.moment) == "ok"
        vote_online(motion, range(1, 13), choice, clock.moment)
        assert step(motion, "close", clock.moment) == "ok"
        assert standing(board) == (MandateStanding.TO_CONFIRM, None, date(2029, 6, 19))
        assert step(motion, "announce", clock.moment) == "ok"
    assert standing(board) == (after, confirmed, date(2029, 6, 19))
    page = board.person("secretary").look("/office/mandates?lang=en").text
    assert ("not confirmed by the assembly" in page.split("<details")[0]) is (confirmed is None)
    assert "to be confirmed" not in page.split("<details")[0]


def test_of_a_motion_that_was_put_again_the_last_round_counts(board: World, clock: Clock) -> None:
    _, motion = convened(board, clock)
    now = clock.moment
    with board.app.app_context():
        assert step(motion, "open", now) == "ok"
        vote_online(motion, range(1, 13), "against", now)
        assert step(motion, "close", now) == "ok"
        with writing(db.session()) as session:
            annul_resolution(session, motion, "counted wrongly", now=now, actor="x")
        assert standing(board)[0] is MandateStanding.TO_CONFIRM, "what was annulled decides nothing"
        with writing(db.session()) as session:
            again = put_again(session, motion, now=now, actor="x")
        assert step(again, "open", now) == "ok"
        vote_online(again, range(1, 13), "for", now)
        assert step(again, "close", now) == "ok"
        assert step(again, "announce", now) == "ok"
    assert standing(board)[:2] == (MandateStanding.RUNNING, DAY)


def test_whom_a_motion_confirms_is_chosen_and_kept(board: World) -> None:
    secretary = board.person("secretary")
    assert copy(secretary, confirm=None) == "ok"
    path = "/office/preparation/resolutions/1"
    page = html.fromstring(secretary.look(f"{path}?lang=en").text)
    [none, dora] = page.xpath("//select[@name='confirms']/option")
    assert (none.get("value"), dora.text_content()) == ("", "Dora, co-opted on 1 February 2026")
    [form] = page.xpath(f"//main//form[@action='{path}']")
    fields = dict(form.form_values())
    assert answer_of(secretary.send(path, fields | {"confirms": dora.get("value")})) == "ok"
    assert draft(board, DAY)["resolutions"][0]["confirms"] == dora.get("value")  # type: ignore[index]
    [form] = html.fromstring(secretary.look(path).text).xpath(f"//main//form[@action='{path}']")
    assert (
        answer_of(secretary.send(path, dict(form.form_values()) | {"confirms": "entry-x"})) == "invalid_file"
    )
    assert answer_of(secretary.send(path, dict(form.form_values()))) == "ok"
    assert draft(board, DAY)["resolutions"][0]["confirms"] == dora.get("value")  # type: ignore[index]


def test_what_cannot_be_begun_stays_as_it_was_ticked(world: World) -> None:
    secretary = world.person("secretary")
    assert copy(secretary) == "ok"
    again = Browser(world.app, world.staff["secretary"])
    again.look(COPY)
    fields = {"kind": "ordinary", "point": ["1"], "venues": "yes"}
    for day, code in ((DAY.isoformat(), "already_imported"), ("soon", "invalid_file"), ("", "invalid_file")):
        answer = again.send(COPY, fields | {"date": day})
        assert answer_of(answer) == code
        shown = form_of(answer.text)
        assert (shown["point"], shown["venues"], "staff" in shown) == (["1"], ["yes"], False)
    assert answer_of(again.send(COPY, fields | {"date": "2027-06-15", "kind": "x"})) == "bad_request"
    with world.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Assembly)) == 2


def test_one_goes_back_and_nowhere_else(world: World) -> None:
    secretary = world.person("secretary")
    assert copy(secretary) == "ok"
    secretary.look("/office/assemblies")
    assert answer_of(secretary.send(f"/office/assemblies/{world.assembly_id}/go", {})) == "ok"
    secretary.look("/office/assemblies")
    assert answer_of(secretary.send("/office/assemblies", {"date": "soon"})) == "invalid_file"
    assert answer_of(secretary.send("/office/assemblies/99/go", {})) == "not_found"
