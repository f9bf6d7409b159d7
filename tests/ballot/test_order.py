"""Putting a list in order, a step at a time or as a whole, and numbering it."""

import pytest

from voting.ballot.order import one_step, put_in_order, renumber


def test_an_item_goes_one_step_and_never_beyond() -> None:
    order = ["a", "b", "c"]
    assert one_step(order, "b", down=False) == ["b", "a", "c"]
    assert one_step(order, "b", down=True) == ["a", "c", "b"]
    assert one_step(order, "a", down=False) == one_step(order, "c", down=True) == order
    items = [{"code": name} for name in order]
    assert put_in_order(items, "code", ["c", "a", "b"]) == [items[2], items[0], items[1]]
    for wrong in (["a", "b"], ["a", "b", "b"], ["a", "b", "d"], ["a", "b", "c", "c"]):
        with pytest.raises(ValueError, match=r".+"):
            put_in_order(items, "code", wrong)


def test_points_are_numbered_as_they_stand() -> None:
    items = [{"number": "3.b", "title": "x"}, {"number": "1"}]
    renumber(items)
    assert items == [{"number": "1", "title": "x"}, {"number": "2"}]
