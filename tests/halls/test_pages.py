"""Pages of a screen: nothing is lost, nothing changes places, and no page holds more than can be read."""

from hypothesis import given
from hypothesis import strategies as st

from voting.halls.pages import in_pages, text_pages


@given(st.lists(st.integers(1, 9), max_size=60), st.integers(4, 30))
def test_every_item_stands_on_one_page_in_its_order(sizes: list[int], room: int) -> None:
    items = list(enumerate(sizes))
    pages = in_pages(items, room, lambda item: item[1])
    assert [item for page in pages for item in page] == items
    assert all(sum(size for _, size in page) <= room or len(page) == 1 for page in pages)
    assert all(pages)


@given(st.integers(1, 60), st.integers(1, 12))
def test_as_few_pages_as_possible_and_evenly_full(items: int, room: int) -> None:
    pages = in_pages(range(items), room, lambda _: 1)
    assert len(pages) == -(-items // room)
    longest = max(len(page) for page in pages)
    assert longest == -(-items // len(pages))


def test_seven_on_pages_of_six_are_four_and_three() -> None:
    assert [len(page) for page in in_pages(range(7), 6, lambda _: 1)] == [4, 3]
    assert in_pages([], 6, lambda _: 1) == []
    assert in_pages(["a", "b"], 1, lambda item: 5 if item == "a" else 1) == [["a"], ["b"]]


@given(st.text(alphabet="ab. \n", max_size=300), st.integers(5, 60))
def test_no_letter_of_a_text_is_lost(text: str, room: int) -> None:
    pages = text_pages(text, room)
    assert "".join("".join(pages).split()) == "".join(text.split())
    assert all(0 < len(page) <= room for page in pages)


def test_a_text_is_broken_after_a_sentence_else_between_words_else_anywhere() -> None:
    assert text_pages("One sentence here. Another one.", 22) == ["One sentence here.", "Another one."]
    assert text_pages("Short. a long row of words", 20) == ["Short. a long row of", "words"]
    assert text_pages("Abcdefghij", 4) == ["Abcd", "efgh", "ij"]
    assert text_pages("Fits.", 5) == ["Fits."]
    assert text_pages("  ", 5) == []
    assert text_pages("First line\nsecond line", 12) == ["First line", "second line"]
