"""What became of each mandate, and which entries the others make impossible."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from tests.report.boards import SINCE, UNTIL, change, director
from voting.report.board import Entry, Mandate, Training
from voting.report.board_history import BoardRecord, Impossible, MandateChange, history

JANUARY, FEBRUARY, MARCH = date(2026, 1, 15), date(2026, 2, 1), date(2026, 3, 1)
ANN, BOB = director(), director("Bob")
DUA = director("Dua", "coopted", begins=FEBRUARY)
LEFT = change(Entry.RESIGNED, "bob", JANUARY)


def test_what_is_entered_and_decided_is_told_of_the_mandate() -> None:
    trained = (
        change(Entry.TRAINED, "dua", MARCH, "1", "finance"),
        change(Entry.TRAINED, "dua", FEBRUARY, "2", "law"),
    )
    decided = change(Entry.CONFIRMED, "dua", MARCH, "")
    found = history([BOB, DUA], [*trained, decided, LEFT])
    assert found.impossible == {}
    assert found.mandates["bob"] == replace(BOB, ended=JANUARY, ended_by=Entry.RESIGNED, ended_for="x")
    trainings = (Training(FEBRUARY, "law"), Training(MARCH, "finance"))
    assert found.mandates["dua"] == replace(DUA, confirmed=MARCH, trained=trainings)


def test_the_order_in_which_it_was_entered_does_not_matter() -> None:
    taken = replace(DUA, completes="bob", ends=date(2027, 1, 1))
    changes = [LEFT, change(Entry.CONFIRMED, "dua", MARCH, "2"), change(Entry.DIED, "dua", UNTIL, "3")]
    found = [history(begun, changes) for begun in permutations([ANN, BOB, taken])]
    found += [history([ANN, BOB, taken], order) for order in permutations(changes)]
    assert all(one == found[0] for one in found)
    assert found[0].mandates["dua"].ends == BOB.ends, "the term of Bob"
    assert found[0].impossible.keys() == {"3"}


def test_a_seat_is_freed_and_taken_on_one_day() -> None:
    taken = replace(DUA, completes="bob", begins=JANUARY)
    left_too = change(Entry.RESIGNED, "dua", JANUARY, "2")
    assert history([taken, BOB], [left_too, LEFT]).impossible == {}
    assert history([taken, BOB], [left_too, LEFT]).mandates["dua"].ended == JANUARY


def test_whoever_is_elected_while_in_office_begins_a_new_term() -> None:
    for before in (
        director(key="old", begins=date(2021, 6, 22), ends=date(2025, 6, 22)),
        director("ANN", "coopted", key="old", begins=SINCE),
        director("Ann", "earlier", key="old", begins=date(2024, 6, 1)),
    ):
        found = history([ANN, before], [change(Entry.RESIGNED, "old", date(2025, 6, 18))])
        assert found.mandates == {"old": replace(before, ends=SINCE), "ann": ANN}
        assert found.impossible == {"change": Impossible("outside_term", replace(before, ends=SINCE))}
    gone = director("Ann", "earlier", key="old", begins=date(2024, 6, 1), ended=date(2025, 1, 1))
    assert history([gone, ANN], []).mandates["old"] == gone
    twin = director("ann", key="twin")
    assert history([ANN, twin], []).mandates == {"ann": ANN, "twin": twin}, "two of one name"


def test_who_was_elected_elsewhere_was_renewed_where_a_term_of_theirs_ended_in_that_year() -> None:
    before = director("Ann", "earlier", key="old", begins=date(2021, 6, 15), ends=date(2025, 6, 10))
    after = director("ANN", "earlier")
    renewed = replace(after, renewed=True)
    assert history([after, before], []).mandates["ann"] == renewed
    for other in (
        replace(before, ends=date(2024, 6, 10)),
        replace(before, name="Bob"),
        replace(before, ended=date(2025, 1, 1)),
    ):
        assert history([after, other], []).mandates["ann"] == after
    assert history([before, director("Ann")], []).mandates["ann"] == director("Ann"), "the agenda says it"
    assert not history([before, replace(after, origin="coopted")], []).mandates["ann"].renewed


BOB_LEFT = replace(BOB, ended=JANUARY, ended_by=Entry.RESIGNED, ended_for="x")
EVE = director("Eve", "coopted", begins=MARCH, completes="bob")


@pytest.mark.parametrize(
    ("begun", "changes", "key", "code", "about"),
    [
        ([BOB, director("BÓB", "coopted", begins=MARCH, key="2")], [], "2", "director_already", BOB),
        ([BOB, director("Bob", "earlier", begins=MARCH, key="2")], [], "2", "director_already", BOB),
        ([replace(DUA, completes="bob"), BOB], [], "dua", "seat_not_freed", BOB),
        ([replace(DUA, completes="gone"), BOB], [], "dua", "seat_not_freed", None),
        ([replace(DUA, completes="bob", begins=UNTIL), BOB], [LEFT], "dua", "seat_not_freed", BOB_LEFT),
        (
            [replace(DUA, completes="bob", begins=date(2030, 1, 1)), BOB],
            [LEFT],
            "dua",
            "seat_not_freed",
            BOB_LEFT,
        ),
        (
            [EVE, replace(DUA, completes="bob"), BOB],
            [LEFT],
            "eve",
            "seat_taken",
            replace(DUA, completes="bob"),
        ),
        ([BOB], [change(Entry.DIED, "bob", date(2025, 6, 16))], "change", "outside_term", BOB),
        ([BOB], [change(Entry.DIED, "bob", UNTIL)], "change", "outside_term", BOB),
        ([BOB], [LEFT, change(Entry.DIED, "bob", JANUARY, "2")], "2", "ended_already", BOB_LEFT),
        ([BOB], [LEFT, change(Entry.TRAINED, "bob", MARCH, "2")], "2", "ended_already", BOB_LEFT),
        ([BOB], [LEFT, change(Entry.TRAINED, "bob", date(2025, 6, 1), "2")], "2", "outside_term", BOB),
        ([BOB], [change(Entry.CONFIRMED, "bob", MARCH)], "change", "not_coopted", BOB),
        ([BOB], [change(Entry.NOT_CONFIRMED, "bob", MARCH)], "change", "not_coopted", BOB),
    ],
)
def test_an_entry_that_cannot_be_is_named_with_what_is_in_its_way(
    begun: list[Mandate], changes: list[MandateChange], key: str, code: str, about: Mandate | None
) -> None:
    found = history(begun, changes)
    assert found.impossible == {key: Impossible(code, about)}
    assert found.mandates.keys() == {item.key for item in begun}


def test_an_assembly_decides_once_on_a_cooptation() -> None:
    for first, second in ((Entry.CONFIRMED, Entry.NOT_CONFIRMED), (Entry.CONFIRMED, Entry.CONFIRMED)):
        found = history([DUA], [change(first, "dua", FEBRUARY, ""), change(second, "dua", MARCH, "2")])
        assert found.impossible["2"] == Impossible("confirmed_already", replace(DUA, confirmed=FEBRUARY))
    late = change(Entry.CONFIRMED, "dua", MARCH, "")
    found = history([DUA], [change(Entry.RESIGNED, "dua", FEBRUARY, "2"), late])
    assert found.impossible == {}, "what an assembly decided is no entry"
    assert found.mandates["dua"].confirmed is None


def test_one_entry_more_or_less() -> None:
    board = BoardRecord(elected=(BOB,))
    assert board.with_entry(DUA).begun == (DUA,)
    both = board.with_entry(DUA).with_entry(LEFT)
    about = both.with_entry(change(Entry.CONFIRMED, "dua", MARCH, "2"))
    assert about.entries == (DUA, LEFT, about.changes[1])
    assert about.without("dua") == board.with_entry(LEFT), "with what was entered about it"
    assert about.without("change") == replace(about, changes=about.changes[1:])
    assert about.history() == history([BOB, DUA], about.changes)
    decided = replace(board, begun=(DUA,), decisions=(change(Entry.CONFIRMED, "dua", MARCH, ""),))
    assert decided.history().mandates["dua"].confirmed == MARCH
