"""One ballot after the other through all that is open, and the page at the end that says what is counted."""

import re
from html import unescape

from tests.accounts.help_desk import pass_of
from tests.world import ADVANCE, MEETING, World
from voting.rehearsal.browser import answer_of


def text_of(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def change(world: World, number: str, act: str) -> None:
    answer = world.person("chair").send(f"/chair/resolutions/{world.resolutions[number]}/{act}", {})
    assert answer.status_code == 303


MARKS = {
    "1": {"choice": "for"},
    "2": {"choice-c1": "for", "choice-c2": "for", "choice-c3": "abstain"},
    "3": {"choice": "e1"},
}


def vote(world: World, member: int, number: str, channel: str, walk: str = "start", **more: str) -> str:
    """Cast a vote in a walk; returns where it goes on, or the code of the refusal."""
    fields = MARKS[number] | {"channel": channel, "walk": walk, **more}
    answer = world.member(member).send(f"/resolutions/{world.resolutions[number]}/vote", fields)
    code = answer_of(answer)
    return answer.location if code == "ok" else code


def test_in_advance_from_one_ballot_to_the_next_and_to_the_end(world: World) -> None:
    world.clock.moment = ADVANCE
    one, two, three = (world.resolutions[number] for number in ("1", "2", "3"))
    member = world.member(1)
    assert member.look("/assembly/vote").location == f"/resolutions/{one}?walk=start"
    page = member.look(f"/resolutions/{one}?walk=start&lang=en").text
    assert "0 of 3 done" in page
    assert "Counted:" not in page
    assert f'href="/assembly/vote?after={one}"' in page
    assert vote(world, 1, "1", "advance") == f"/resolutions/{two}?walk={one}"
    page = member.look(f"/resolutions/{two}?walk={one}").text
    assert "1 of 3 done" in page
    assert "Counted: Annual accounts" in page
    assert f'href="/resolutions/{one}/receipt"' in page
    assert member.look(f"/assembly/vote?after={two}").location == f"/resolutions/{three}?walk={two}"
    page = member.look(f"/resolutions/{three}?walk={two}").text
    assert "Counted:" not in page, "what was left out is not counted"
    assert vote(world, 1, "3", "advance", walk=str(two)) == "/assembly/vote/end"
    end = text_of(member.look("/assembly/vote/end").text)
    assert "1 vote is still open" in end
    assert "Counted: 2" in end
    assert "To be voted on later: 1" in end
    assert member.look("/assembly/vote").location == f"/resolutions/{two}?walk=start"
    assert vote(world, 1, "2", "advance") == "/assembly/vote/end"
    end = text_of(member.look("/assembly/vote/end").text)
    assert "There is nothing more to vote on now." in end
    assert "Counted: 3" in end


def test_the_walk_is_kept_over_the_page_that_asks_to_confirm(world: World) -> None:
    world.clock.moment = ADVANCE
    member, one = world.member(1), world.resolutions["1"]
    member.look(f"/resolutions/{one}?walk=start")
    assert member.field("walk", "") == "start"
    sent = member.send(f"/resolutions/{one}/check", {"choice": "for", "walk": "start"})
    assert sent.location == f"/resolutions/{one}/check?walk=start"
    page = member.look(sent.location).text
    assert member.field("walk", "") == "start"
    assert f'href="/resolutions/{one}?walk=start"' in page
    wrong = member.send(f"/resolutions/{one}/check", {"walk": "start"})
    assert wrong.location == f"/resolutions/{one}?walk=start&wrong=yes"


def test_the_end_says_what_was_closed_on_paper_or_is_no_longer_possible(world: World) -> None:
    world.clock.moment = ADVANCE
    assert vote(world, 1, "1", "advance").startswith("/resolutions/")
    world.clock.moment = MEETING
    member = world.member(1)
    for number in ("2", "3"):
        change(world, number, "open")
    assert member.look("/assembly/vote").location == f"/resolutions/{world.resolutions['2']}?walk=start"
    change(world, "2", "close")
    assert vote(world, 1, "2", "online") == "not_open"
    assert member.look(f"/assembly/vote?after={world.resolutions['2']}").location.endswith(
        f"/resolutions/{world.resolutions['3']}?walk={world.resolutions['2']}"
    )
    desk = world.person("steward")
    assert (
        answer_of(desk.send("/desk/BRU/check-in", {"member": pass_of(world, "1"), "nonce": "nonce-one"}))
        == "ok"
    )
    fields = {"resolution": str(world.resolutions["3"]), "member": "1"}
    assert answer_of(desk.send("/desk/BRU/paper", fields)) == "ok"
    assert vote(world, 1, "3", "venue", venue="BRU") == "already_voted"
    end = text_of(member.look("/assembly/vote/end?lang=en").text)
    assert "Counted: 2" in end
    assert "Not counted: 1" in end
    assert "These votes were closed before yours was cast. 2 · Directors" in end


def test_who_is_taken_off_the_roll_meanwhile_is_told_so_and_what_is_counted(world: World) -> None:
    member = world.member(41)
    end = text_of(member.look("/assembly/vote/end?lang=en").text)
    assert "You cannot vote at this assembly" in end
    assert member.look("/assembly/vote").location == "/assembly/vote/end"
    assert "still open" not in end


def test_with_a_proxy_ones_own_vote_and_that_of_the_other_follow_each_other(world: World) -> None:
    world.member(1).send("/proxy", {"holder": "2", "name": "Name2"})
    world.member(2).send("/proxy/accept", {"grantor": "1"})
    holder, one, three = world.member(2), world.resolutions["1"], world.resolutions["3"]
    for number in ("1", "3"):
        change(world, number, "open")
    assert holder.look("/assembly/vote").location == f"/resolutions/{one}?walk=start"
    assert vote(world, 2, "1", "online") == f"/resolutions/{one}?walk={one}&for=1"
    page = holder.look(f"/resolutions/{one}?walk={one}&for=1&lang=en").text
    assert "1 of 4 done" in page
    assert vote(world, 2, "1", "online", **{"for": "1"}) == f"/resolutions/{three}?walk={one}.1"
    page = holder.look(f"/resolutions/{three}?walk={one}.1").text
    assert f'href="/resolutions/{one}/receipt?for=1"' in page
    assert vote(world, 1, "3", "online") == "/assembly/vote/end"
    assert vote(world, 2, "3", "online", **{"for": "1"}) == "already_voted"
    end = text_of(holder.look("/assembly/vote/end").text)
    assert "on behalf of First1 Name1 This member has voted already." in end
    assert "1 vote is still open" in end


def test_outside_a_walk_a_vote_leads_to_its_receipt(world: World) -> None:
    change(world, "1", "open")
    one = world.resolutions["1"]
    answer = world.member(1).send(f"/resolutions/{one}/vote", {"choice": "for", "channel": "online"})
    assert answer.location == f"/resolutions/{one}/receipt"
    page = world.member(1).look(f"/resolutions/{world.resolutions['3']}").text
    assert "/assembly/vote?after" not in page


def test_a_made_up_step_in_an_address_shows_nothing(world: World) -> None:
    change(world, "1", "open")
    for made_up in ("2", "x", f"{world.resolutions['3']}", "7.1%00", "9" * 30):
        page = world.member(1).look(f"/resolutions/{world.resolutions['1']}?walk={made_up}&lang=en")
        if "%00" in made_up:
            assert page.status_code == 400
            continue
        assert "Counted:" not in page.text
        assert "0 of 1 done" in page.text


def test_the_link_of_a_reminder_leads_to_the_votes_that_are_left(world: World) -> None:
    world.clock.moment = ADVANCE
    client = world.app.test_client()
    page = client.get(f"/in/{world.codes['1']}?to=vote", follow_redirects=True).text
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert token
    assert 'action="/sign-in?to=vote"' in page
    fields = {"csrf_token": token[1], "code": world.codes["1"]}
    assert client.post("/sign-in?to=vote", data=fields).location == "/assembly/vote"
    page = client.get(f"/in/{world.codes['1']}?to=//elsewhere.example", follow_redirects=True).text
    assert 'action="/sign-in"' in page


def test_a_vote_that_is_refused_leads_on_in_the_walk_and_is_told_there_once(world: World) -> None:
    one, three, member = world.resolutions["1"], world.resolutions["3"], world.member(1)
    for number in ("1", "3"):
        change(world, number, "open")
    fields = MARKS["1"] | {"channel": "online", "walk": "start"}
    change(world, "1", "close")
    sent = member.send(f"/resolutions/{one}/vote", fields)
    assert (sent.status_code, answer_of(sent)) == (303, "not_open")
    assert sent.location == f"/resolutions/{three}?walk={one}&once=yes"
    page = member.look(sent.location)
    assert page.status_code == 200
    assert 'role="alert" data-code="not_open"' in page.text
    assert "Jaarrekening" in text_of(page.text)
    assert 'data-code="not_open"' not in member.look(sent.location).text
    change(world, "3", "close")
    last = member.send(f"/resolutions/{three}/vote", MARKS["3"] | {"channel": "online", "walk": str(one)})
    assert (last.location, answer_of(last)) == ("/assembly/vote/end?once=yes", "not_open")
    assert 'data-code="not_open"' in member.look(last.location).text
