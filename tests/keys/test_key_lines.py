"""Keys as lines on paper: what is mistyped, missing or of another line is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.backups import BackupRefused
from voting.backups.key_lines import key_lines, read_key_lines

VALUE = b"0123456789abcdef" * 4


@given(
    st.dictionaries(
        st.sampled_from(["SECRET_KEY", "BALLOT_KEY", "LOG_KEY"]),
        st.binary(min_size=1, max_size=90),
        min_size=1,
    )
)
def test_what_is_typed_over_in_any_order_is_the_key(keys: dict[str, bytes]) -> None:
    lines = [line for name, value in keys.items() for line in key_lines(name, value)]
    assert read_key_lines("# typed over\n\n" + "\n".join(reversed(lines)).lower()) == keys


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("SECRET_KEY 2/", "SECRET_KEY 3/", "Line 2 is mistyped"),
        ("GAYT", "GAYS", "Line 1 is mistyped"),
        ("SECRET_KEY 1/", "PUBLIC_KEY 1/", "Line 1 is none of a key"),
        ("=", "-", "Line 1 is none of a key"),
    ],
)
def test_a_wrong_letter_and_a_wrong_line_are_found(was: str, becomes: str, said: str) -> None:
    text = "\n".join(key_lines("SECRET_KEY", VALUE))
    assert was in text
    with pytest.raises(BackupRefused, match=said):
        read_key_lines(text.replace(was, becomes))


def test_what_is_missing_is_told() -> None:
    lines = key_lines("LOG_KEY", VALUE)
    with pytest.raises(BackupRefused, match="Of LOG_KEY these lines are missing: 2, 4"):
        read_key_lines("\n".join([lines[0], lines[2], *lines[4:]]))
    with pytest.raises(BackupRefused, match="no line of a key"):
        read_key_lines("# nothing\n")
