"""Desks at which members are let in and served without a pass stand out beside the others."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from tests.accounts.help_desk import pass_of, scan_pass
from tests.world import World
from voting.database import writing
from voting.extensions import db
from voting.mail.models import Mail
from voting.rehearsal.browser import Browser, answer_of
from voting.report.desk_shares import Shares, cases_to_ask, desk_shares
from voting.report.unusual import FEWEST, at_least, stands_out

SERIAL = itertools.count()


def let_in(steward: Browser, shown: str) -> None:
    fields = {"member": shown, "nonce": f"arrival-{next(SERIAL)}"}
    assert answer_of(steward.send("/desk/BRU/check-in", fields)) == "ok"


def paper(steward: Browser, member: int, resolution: int) -> None:
    fields = {"member": str(member), "resolution": resolution, "attempt": f"a paper {next(SERIAL)}"}
    assert answer_of(steward.send("/desk/BRU/paper", fields)) == "ok"


@pytest.fixture
def served(world: World) -> World:
    """The steward asks for passes; the supervisor lets nine members in by number and gives them papers, after
    the steward has seen them too."""
    chair, steward, supervisor = (world.person(name) for name in ("chair", "steward", "supervisor"))
    one = world.resolutions["1"]
    assert answer_of(chair.send("/chair/meeting/open", {})) == "ok"
    assert answer_of(chair.send(f"/chair/resolutions/{one}/open", {})) == "ok"
    for member in range(1, 16):
        let_in(steward, pass_of(world, str(member)))
        paper(steward, member, one)
    let_in(steward, "16")
    for member in range(21, 30):
        let_in(supervisor, str(member))
        let_in(steward, str(member))
        paper(supervisor, member, one)
    supervisor.send("/desk/BRU/help", scan_pass(world, supervisor, "1"))
    return world


def found(world: World) -> dict[str, Shares]:
    with world.app.app_context():
        return {one.name: one for one in desk_shares(db.session(), world.assembly_id)}


def test_who_does_all_without_a_pass_is_marked_and_comes_first(served: World) -> None:
    shares = found(served)
    assert list(shares) == ["supervisor", "steward"]
    assert shares["supervisor"] == Shares("supervisor", "BRU", 9, 9, 9, 0, 9, 1, True, True)
    assert shares["steward"] == Shares("steward", "BRU", 16, 1, 15, 0, 0, 0, False, False)


def test_only_members_let_in_without_a_pass_are_drawn(served: World) -> None:
    with served.app.app_context():
        cases = cases_to_ask(db.session(), served.assembly_id)
    assert {case.member for case in cases} == {str(member) for member in range(21, 30)}
    assert {(case.steward, case.venue) for case in cases} == {("supervisor", "BRU")}


def test_a_pass_that_is_shown_at_another_time_speaks_for_the_member(served: World) -> None:
    supervisor = served.person("supervisor")
    fields = {"member": "21", "nonce": "leaves-for-a-while"}
    assert answer_of(supervisor.send("/desk/BRU/check-out", fields)) == "ok"
    let_in(served.person("steward"), pass_of(served, "21"))
    with served.app.app_context():
        assert "21" not in {case.member for case in cases_to_ask(db.session(), served.assembly_id)}


def test_what_was_handed_out_is_known_after_the_letters_have_gone(served: World) -> None:
    before = found(served)
    with served.app.app_context(), writing(db.session()) as session:
        session.execute(delete(Mail))
    assert found(served) == before
    assert before["supervisor"].papers == 9


def test_the_page_is_for_supervisor_office_and_auditor(served: World) -> None:
    for name in ("supervisor", "auditor", "secretary"):
        page = served.person(name).look("/desk/BRU/shares?lang=en").text
        assert page.count("unusual") >= 2, name
        assert "First25 Name25" in page
    assert "/desk/BRU/shares" in served.person("auditor").look("/office/audit").text
    for name in ("steward", "teller", "chair"):
        assert answer_of(served.person(name).look("/desk/BRU/shares")) == "forbidden"


def test_the_tail_is_that_of_the_binomial_distribution() -> None:
    assert at_least(0, 10, 0.3) == pytest.approx(1)
    assert at_least(10, 10, 0.5) == pytest.approx(0.5**10)
    assert at_least(2, 3, 0.5) == pytest.approx(0.5)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 300), st.integers(0, 300))
def test_few_cases_and_what_all_do_never_stand_out(cases: int, more: int, others: int, rest: int) -> None:
    of, of_others = cases + more, others + rest
    if cases < FEWEST:
        assert not stands_out(cases, of, others, of_others)
    if cases * (of_others + 2) <= (others + 1) * of:
        assert not stands_out(cases, of, others, of_others), "no larger than the share of the others"
