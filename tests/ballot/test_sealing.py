"""What is in an envelope is read with its key alone, and says nothing by its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.ballot.methods import MARKED, POSITIONS, Contest, Method, longest_choice, parse_choice
from voting.ballot.sealing import (
    WrongKey,
    ballot_key_from,
    envelope_cipher,
    into_envelope,
    new_envelope_key,
    out_of_envelope,
)

BALLOT_KEY = ballot_key_from("a secret of the tests")
NAMES = st.lists(st.text("abé9-", min_size=1, max_size=8), min_size=1, max_size=6, unique=True)


@st.composite
def choices(draw: st.DrawFn) -> tuple[Contest, list[str]]:
    """A contest of any method, and some choices that can be made in it."""
    method = draw(st.sampled_from(Method))
    if method is Method.FOR_AGAINST_ABSTAIN:
        return Contest(method), list(POSITIONS)
    names = draw(NAMES.filter(lambda found: "blank" not in found))
    contest, made = Contest(method, tuple(names), seats=len(names)), list[str]()
    for _ in range(3):
        marked = draw(st.permutations(names)) if method not in MARKED else names
        some = marked[: draw(st.integers(1, len(names)))]
        if method is Method.PER_CANDIDATE:
            made.append(",".join(f"{name}={draw(st.sampled_from(POSITIONS))}" for name in names))
        else:
            made.append(("+" if method in MARKED else ">").join(some))
    blank = [] if method is Method.PER_CANDIDATE else ["blank"]
    return contest, [parse_choice(contest, text) for text in [*made, *blank]]


@given(choices(), st.sampled_from((None, "A", "C")))
def test_what_goes_in_comes_out_and_all_envelopes_have_one_length(
    made: tuple[Contest, list[str]], category: str | None
) -> None:
    contest, texts = made
    cipher = envelope_cipher(BALLOT_KEY, new_envelope_key(BALLOT_KEY))
    envelopes = [into_envelope(cipher, contest, b"k", text, category) for text in texts]
    assert [out_of_envelope(cipher, b"k", each) for each in envelopes] == [(text, category) for text in texts]
    assert len({len(each) for each in envelopes}) == 1
    assert len(set(envelopes)) == len(envelopes)
    assert max(len(text.encode()) for text in texts) <= longest_choice(contest)


def test_nothing_comes_out_with_another_key_of_the_installation_the_vote_or_the_row() -> None:
    contest, wrapped = Contest(Method.FOR_AGAINST_ABSTAIN), new_envelope_key(BALLOT_KEY)
    cipher = envelope_cipher(BALLOT_KEY, wrapped)
    envelope = into_envelope(cipher, contest, b"row", "for", None)
    with pytest.raises(WrongKey):
        envelope_cipher(ballot_key_from("another secret"), wrapped)
    with pytest.raises(WrongKey):
        out_of_envelope(envelope_cipher(BALLOT_KEY, new_envelope_key(BALLOT_KEY)), b"row", envelope)
    with pytest.raises(WrongKey):
        out_of_envelope(cipher, b"another row", envelope)
    for damaged in (b"", envelope[:-1], envelope[:20], bytes([envelope[0] ^ 1]) + envelope[1:]):
        with pytest.raises(WrongKey):
            out_of_envelope(cipher, b"row", damaged)
