"""What is sealed is written as docs/sealed.md says, and what cannot be sealed says why."""

import base64
import hashlib

import pytest

from tests.sealed.forging import KINDS, MARKS, Kind, sealed
from tests.sealed.vectors import VECTORS
from voting.sealed.wire import (
    AGAINST,
    MARK,
    MOST_BRANCHES,
    MOTION,
    Unsound,
    UnsoundBallot,
    code_for_the_eye,
    digits_aloud,
    hash_scalar,
    parsed_ballot,
    sealed_hash,
    sealed_shape,
    why_unsealable,
    written_ballot,
)


def test_the_hash_counts_its_parts() -> None:
    expected = hashlib.sha512(b"voting-sealed-1/tag\0\0\0\0\2ab\0\0\0\0\0\0\0\1c").digest()
    assert sealed_hash("tag", b"ab", b"", b"c") == expected
    order = 2**252 + 27742317777372353535851937790883648493
    assert hash_scalar("tag", b"ab", b"", b"c") == int.from_bytes(expected, "little") % order
    assert sealed_hash("tag", b"ab") != sealed_hash("tag", b"a", b"b") != sealed_hash("tag", b"ab", b"")


def test_what_is_read_aloud_has_twenty_digits() -> None:
    assert digits_aloud(bytes(64)) == "0" * 20
    assert digits_aloud(bytes(15) + b"\7" + b"\xff" * 48) == "0" * 19 + "7"
    assert digits_aloud(b"\xff" * 16) == str(2**128 - 1)[-20:]
    assert digits_aloud(bytes.fromhex(VECTORS["opening"]["statement"])) == VECTORS["opening"]["digits"]


def test_the_code_for_the_eye_is_crockfords_and_of_100_bits() -> None:
    assert code_for_the_eye(bytes(32)) == "0000 0000 0000 0000 0000"
    assert code_for_the_eye(b"\xff" * 32) == "ZZZZ ZZZZ ZZZZ ZZZZ ZZZZ"
    leaf = bytes.fromhex("0102030405060708090a0b0c0d") + bytes(19)
    usual = base64.b32encode(leaf)[:20].decode()
    crockford = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert code_for_the_eye(leaf).replace(" ", "") == usual.translate(crockford)
    assert code_for_the_eye(leaf[:12] + b"\x0f" + leaf[13:]) == code_for_the_eye(leaf[:12] + bytes(20))


@pytest.mark.parametrize("of", VECTORS["ballots"], ids=lambda of: f"{of['method']} {of['answers']}")
def test_a_ballot_is_its_parts(of: dict[str, str]) -> None:
    ballot = bytes.fromhex(of["ballot"])
    shape = sealed_shape(of["method"], int(of["candidates"]), int(of["seats"]))
    parts = parsed_ballot(ballot, shape)
    assert len(ballot) == shape.length
    assert written_ballot(parts) == ballot
    assert (parts.by, parts.tag) == (of["by"], ballot[4:36])
    assert parts.ciphertexts[1] == ballot[68:100]


def test_questions_follow_from_the_method() -> None:
    assert sealed_shape("for_against_abstain", 0, 0).questions == (MOTION,)
    assert sealed_shape("per_candidate", 3, 2).questions == (MOTION,) * 3
    marks = sealed_shape("plurality_at_large", 4, 3)
    assert (marks.questions, marks.coefficients, marks.sums) == ((MARK,) * 5, (1, 1, 1, 1, 3), (1, 2, 3))
    assert sealed_shape("plurality_at_large", 2, 3) == sealed_shape("approval", 2, 1)
    assert [kind.shape.branches for kind in KINDS] == [3, 6, 10, 9, 11]
    assert [kind.shape.length for kind in KINDS] == [452, 868, 1412, 1284, 1540]


@pytest.mark.parametrize("method", ["scottish_stv", "meek_stv", "irv", "schulze", "", "anything"])
def test_ranked_methods_cannot_be_sealed(method: str) -> None:
    assert why_unsealable(method, 3, 1) == "ranked_method"
    with pytest.raises(ValueError, match="ranked_method"):
        sealed_shape(method, 3, 1)


def test_what_cannot_be_sealed_says_why() -> None:
    assert why_unsealable("for_against_abstain", 0, 0, entitled=AGAINST - 1) is None
    assert why_unsealable("for_against_abstain", 0, 0, entitled=AGAINST) == "roll_too_long"
    assert why_unsealable("per_candidate", 2, 1, live_choices=True) == "live_choices"
    assert why_unsealable("per_candidate", 0, 1) == "no_candidates"
    assert why_unsealable("approval", 2, 0) == "no_candidates"


@pytest.mark.parametrize(
    ("method", "seats", "most"),
    [
        ("per_candidate", 1, 21),
        ("approval", 1, 20),
        ("plurality_at_large", 3, 29),
        ("plurality_at_large", 99, 20),
    ],
)
def test_no_more_branches_than_can_be_checked(method: str, seats: int, most: int) -> None:
    assert sealed_shape(method, most, seats).branches <= MOST_BRANCHES
    for candidates in (most + 1, 10**9):
        assert why_unsealable(method, candidates, seats) == "too_many_branches"


def test_what_is_not_written_as_a_ballot_says_what_is_wrong_first() -> None:
    ballot = sealed(MARKS)
    for changed, why in (
        (b"", Unsound.LENGTH),
        (b"XX" + ballot, Unsound.LENGTH),
        (b"XX" + ballot[2:], Unsound.MAGIC),
        (ballot[:3] + b"\3" + ballot[4:], Unsound.SEALED_BY),
        (ballot[:68] + bytes(32) + ballot[100:], Unsound.IDENTITY),
        (ballot[:-1] + b"\xff", Unsound.SCALAR),
    ):
        with pytest.raises(UnsoundBallot) as refused:
            parsed_ballot(changed, MARKS.shape)
        assert refused.value.why == why


def test_a_kind_that_is_another_by_name_alone_has_the_same_ballots() -> None:
    same = Kind("plurality_at_large", 3, 3, (1, 1, 1, 0))
    assert parsed_ballot(sealed(same), Kind("approval", 3, 1, (1, 0, 0, 0)).shape)
