"""Whatever has been cast, the rows on the screen add up to the total, and all stands in one of them."""

from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.models import FORGOTTEN, Channel
from voting.halls.places import people_by_place, votes_by_place

VENUES = ("BRU", "LIE")
BOXES = st.dictionaries(
    st.tuples(st.sampled_from([*Channel, FORGOTTEN]), st.sampled_from([None, *VENUES, "OLD"])),
    st.integers(0, 30_000),
)


@given(BOXES)
def test_the_rows_of_votes_add_up_and_every_hall_has_one(boxes: dict[tuple[str, str | None], int]) -> None:
    numbers = votes_by_place(boxes, VENUES)
    assert numbers.total == sum(boxes.values()) == sum(number for _, number in numbers.rows)
    places = [place for place, _ in numbers.rows]
    assert places[:3] == ["BRU", "LIE", "online"]
    assert len(set(places)) == len(places)
    assert all(number for _, number in numbers.rows[3:]), "a row that nobody needs"


def test_proxies_paper_and_votes_in_advance_have_their_place() -> None:
    boxes = {
        ("venue", "BRU"): 5,
        ("paper", "BRU"): 2,
        ("proxy", "BRU"): 1,
        ("proxy", None): 1,
        ("advance", None): 9,
        ("online", None): 3,
    }
    rows = (("BRU", 7), ("LIE", 0), ("online", 3), ("by_proxy", 2), ("in_advance", 9))
    assert votes_by_place(boxes, VENUES).rows == rows


@given(st.dictionaries(st.sampled_from(["online", *VENUES]), st.integers(1, 9_000)), st.integers(0, 900))
def test_the_rows_of_people_add_up(present: dict[str, int], represented: int) -> None:
    numbers = people_by_place(present, represented, VENUES)
    assert numbers.total == sum(present.values()) + represented == sum(number for _, number in numbers.rows)
    assert (("by_proxy", represented) in numbers.rows) == (represented > 0)
