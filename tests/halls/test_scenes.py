"""What the screens show of votes and results: numbers that add up, the elected first, and what decided."""

import re
from collections.abc import Mapping

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.assembly.giving import give_proxy
from tests.ballot.meeting import vote_online
from tests.gate.crowd import attempt
from tests.halls.test_displays import new_display, state_of, step
from tests.world import ASSEMBLY, MEETING, Clock, World, make_world
from voting.ballot.cast import Vote, cast
from voting.ballot.models import Channel
from voting.database import writing
from voting.extensions import db
from voting.halls.displays import Settings
from voting.rehearsal.browser import answer_of
from voting.web.display.blocks import pages_of, text_sections
from voting.web.display.room import SCREEN, below_title

NAMES = "".join(
    f'{{ code = "{code}", name = "{name}" }},'
    for code, name in zip("abcde", ("Ann", "Bob", "Cem", "Dora", "Eva"), strict=True)
)


def elected_by(method: str, seats: int, rules: str = "") -> str:
    return (
        f'\n[[resolutions]]\nnumber = "9"\nkind = "election"\nmethod = "{method}"\nseats = {seats}\n'
        f'title = {{ nl = "Verkiezing" }}\n{rules}\ncandidates = [{NAMES}]\n'
    )


def announced(
    app: Flask, clock: Clock, rules: str, votes: Mapping[str, int], languages: tuple[str, ...]
) -> str:
    """What a display shows of the result of a vote on the resolution 9, of so many ballots of each kind."""
    world = make_world(app, clock, ASSEMBLY + rules)
    step(world, "9", "open")
    with app.app_context():
        first = 1
        for choice, number in votes.items():
            vote_online(world.resolutions["9"], range(first, first + number), choice)
            first += number
    step(world, "9", "close")
    step(world, "9", "announce")
    return state_of(world, new_display(world, Settings("BRU", languages))).text


def plain(page: str) -> str:
    """What the scene says, without what is only said aloud."""
    scene = page[page.index("<section") :]
    return " ".join(re.sub("<[^>]+>", " ", scene).split())


def numbers_on(world: World, code: str, total: str) -> tuple[int, dict[str, int]]:
    """The total and the rows on a display, which add up to it."""
    page = state_of(world, code).text
    whole = re.search(rf'class="{total}">.*?<strong>(\d+)<', page, re.DOTALL)
    rows = re.search(r'<ul class="venues">(.*?)</ul>', page, re.DOTALL)
    assert whole
    assert rows
    names = {"Brussel": "BRU", "Luik": "LIE"}
    found = re.findall(r'<span lang="en">([^<]+)</span></span> <strong>(\d+)<', rows[1])
    numbers = {names.get(name, name): int(number) for name, number in found}
    assert int(whole[1]) == sum(numbers.values())
    return int(whole[1]), numbers


def test_who_is_here_and_who_has_voted_add_up_with_proxies(world: World) -> None:
    code, one = new_display(world, Settings("BRU", ("en",))), world.resolutions["1"]
    for member in (1, 2):
        fields = {"member": str(member), "nonce": f"{member:08}"}
        assert answer_of(world.person("steward").send("/desk/BRU/check-in", fields)) == "ok"
    assert answer_of(world.member(3).send("/assembly/join", {})) == "ok"
    with world.app.app_context(), writing(db.session()) as session:
        give_proxy(session, world.assembly_id, "4", "1", now=MEETING)
    assert numbers_on(world, code, "present") == (4, {"BRU": 2, "LIE": 0, "online": 1, "by proxy": 1})
    step(world, "1", "open")
    with world.app.app_context():
        for vote in (
            Vote(one, "1", Channel.VENUE, venue="BRU", choice="for"),
            Vote(one, "4", Channel.PROXY, holder="1", venue="BRU", choice="for"),
            Vote(one, "3", Channel.ONLINE, choice="for"),
        ):
            assert attempt(cast, vote, now=world.clock.moment) == "ok"
    assert numbers_on(world, code, "turnout") == (3, {"BRU": 1, "LIE": 0, "online": 1, "by proxy": 1})


def test_a_tie_among_some_does_not_hide_that_others_are_elected(app: Flask, clock: Clock) -> None:
    rules = elected_by("plurality_at_large", 2, 'tie_rule = "second_round"\nterm_years = 1')
    page = announced(app, clock, rules, {"a+b": 3, "a+c": 3, "d": 1}, ("en",))
    text = plain(page)
    assert text.index("Elected for 1 year") < text.index("Ann") < text.index("Equal votes for the last seats")
    assert (
        text.index("Equal votes for the last seats") < text.index("Bob") < text.index("a new round follows")
    )
    assert "1 seat stays vacant" in text


def test_the_last_round_stands_on_the_screen_and_not_the_first_choices(app: Flask, clock: Clock) -> None:
    votes = {"a>b": 11, "b>a": 8, "c>b": 7, "d>b": 3}
    text = plain(announced(app, clock, elected_by("irv", 1), votes, ("en",)))
    assert "The last round: whoever had fewest was eliminated" in text
    numbers = {name: int(n) for name, n in re.findall(r"(Ann|Bob) (\d+) ", text)}
    assert numbers == {"Bob": 18, "Ann": 11}
    assert text.index("Elected") < text.index("Bob")
    assert "62.06%" in text, "of the 29 ballots that count in the last round"
    assert "29 ballots that count in the last round" in text


def test_the_quota_is_said_as_people_say_it(app: Flask, clock: Clock) -> None:
    votes = {"a>b": 11, "b>a": 8, "c>b": 5, "d>c": 3}
    text = plain(announced(app, clock, elected_by("meek_stv", 2), votes, ("en",)))
    assert "Whoever reaches the quota is elected" in text
    assert "The line is the quota: 9." in text
    assert "9.0" not in text


def test_comparisons_two_by_two_are_shown_with_who_wins_them(app: Flask, clock: Clock) -> None:
    votes = {"a>b>c": 9, "b>a>c": 8, "c>b>a": 4}
    text = plain(announced(app, clock, elected_by("schulze", 1), votes, ("en",)))
    assert "The candidates were compared two by two: Bob is preferred to each of the others." in text
    assert "Bob 12 9 Ann" in text
    assert text.index("Bob 12 9 Ann") < text.index("Bob 17 4 Cem"), "the narrowest first"


def test_a_lot_is_told_without_its_seed(app: Flask, clock: Clock) -> None:
    rules = elected_by("plurality_at_large", 1, 'tie_rule = "lot"')
    page = announced(app, clock, rules, {"a": 4, "b": 4}, ("en",))
    assert "Equal votes were settled by lot. How it was drawn stands in the minutes." in plain(page)
    assert not re.search("[0-9a-f]{32}", page)


@given(st.text(alphabet="abc .", min_size=1, max_size=9_000), st.text(alphabet="abc .", max_size=5_000))
def test_no_page_of_a_text_holds_more_than_can_be_read(dutch: str, french: str) -> None:
    room = below_title({"nl": "Titel", "fr": "Titre"}, ("nl", "fr"), speakers=0)
    sections = text_sections({"nl": dutch, "fr": french}, room)
    assert all(block.size <= room for section in sections for block in section)
    assert sum(len(page) for page in pages_of(sections, room)) == len(sections)


def test_a_long_title_leaves_less_room_but_some() -> None:
    short, long = {"de": "Bericht"}, {"de": "Genehmigung " * 14}
    assert SCREEN > below_title(short, ("de",), speakers=0) > below_title(short, ("de",), speakers=1)
    assert below_title(short, ("de",), speakers=0) > below_title(long, ("de",), speakers=0) >= 40
