"""What changes between two texts: nothing is lost, and nothing is made up."""

from hypothesis import given
from hypothesis import strategies as st

from voting.wording.changes import Part, changes

WORDS = st.lists(st.sampled_from(["de", "vergadering", "keurt", "goed", "3", "%"])).map(" ".join)
TEXTS = st.one_of(WORDS, st.text())


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_parts(before: str, after: str) -> None:
    parts = changes(before, after)
    assert "".join(words for part, words in parts if part is not Part.ADDED) == before
    assert "".join(words for part, words in parts if part is not Part.REMOVED) == after


@given(TEXTS)
def test_what_stays_is_not_marked(text: str) -> None:
    assert {part for part, _ in changes(text, text)} <= {Part.KEPT}


def test_words_are_marked_whole() -> None:
    assert changes("Wij storten 3 % op dividend.", "Wij storten 4 % op dividend.") == [
        (Part.KEPT, "Wij storten "),
        (Part.REMOVED, "3 "),
        (Part.ADDED, "4 "),
        (Part.KEPT, "% op dividend."),
    ]
