"""The group is that of RFC 9496, over either kind of integers, and its sums are what they should be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sealed.kinds import over_both_kinds
from tests.sealed.vectors import RFC9496
from voting.sealed.group import (
    BASE_BYTES,
    FEW,
    IDENTITY_BYTES,
    ORDER,
    PRIME,
    BadEncoding,
    Ristretto,
    ristretto,
    scalar_bytes,
    scalar_from,
)

BAD = [each for bad in RFC9496["bad"].values() for each in bad]
SCALARS = st.integers(0, ORDER - 1) | st.sampled_from([0, 1, 2, 15, 16, ORDER - 1, 2**128 - 1, 2**252])


@over_both_kinds
def test_the_multiples_of_the_base_are_those_of_the_rfc(group: Ristretto) -> None:
    element, table = group.identity, group.fixed_table(group.base)
    for number, encoded in enumerate(RFC9496["multiples"]):
        assert group.encoded(element).hex() == encoded
        assert group.encoded(group.element_from(bytes.fromhex(encoded))).hex() == encoded
        assert group.equal(group.element_from(bytes.fromhex(encoded)), element)
        assert group.encoded(group.multiple(number, group.base)).hex() == encoded
        assert group.encoded(group.fixed_multiple(number, table)).hex() == encoded
        element = group.add(element, group.base)


@pytest.mark.parametrize("encoded", BAD)
@over_both_kinds
def test_what_is_no_element_is_refused(group: Ristretto, encoded: str) -> None:
    with pytest.raises(BadEncoding):
        group.element_from(bytes.fromhex(encoded))


@pytest.mark.parametrize("length", [0, 1, 31, 33, 64])
def test_an_element_and_a_scalar_have_32_bytes(length: int) -> None:
    with pytest.raises(BadEncoding):
        ristretto().element_from(bytes(length))
    with pytest.raises(BadEncoding):
        scalar_from(bytes(length))


def test_a_scalar_is_below_the_order() -> None:
    assert scalar_from(scalar_bytes(ORDER - 1)) == ORDER - 1
    assert scalar_from(scalar_bytes(ORDER)) == 0
    for value in (ORDER, ORDER + 1, 2**255, 2**256 - 1):
        with pytest.raises(BadEncoding):
            scalar_from(value.to_bytes(32, "little"))


@over_both_kinds
def test_the_identity_is_told_apart_in_all_its_four_points(group: Ristretto) -> None:
    assert group.encoded(group.identity) == IDENTITY_BYTES
    root = pow(2, (PRIME - 1) // 4, PRIME)
    for x, y in ((0, 1), (0, PRIME - 1), (root, 0), (PRIME - root, 0)):
        assert group.is_identity((x, y, 1, 0))
        assert group.encoded((x, y, 1, 0)) == IDENTITY_BYTES
        assert group.equal((x, y, 1, 0), group.identity)
    assert not group.is_identity(group.base)
    assert not group.equal(group.base, group.identity)


@pytest.mark.parametrize("terms", [0, 1, 2, FEW, FEW + 1, 150])
@over_both_kinds
def test_a_combination_is_the_sum_of_its_terms(group: Ristretto, terms: int) -> None:
    scalars = [pow(7, index, ORDER) * (-1) ** index for index in range(1, terms + 1)]
    elements = [group.multiple(index * index, group.base) for index in range(terms)]
    value = sum(scalar * index * index for index, scalar in enumerate(scalars))
    table = group.fixed_table(group.base)
    combined = group.combination(list(zip(scalars, elements, strict=True)))
    assert group.equal(combined, group.fixed_multiple(value, table))


@given(st.lists(SCALARS, min_size=1, max_size=3), st.sampled_from([0, 1, 60]))
@settings(max_examples=30)
def test_scalars_that_cancel_give_the_identity(scalars: list[int], more: int) -> None:
    group = ristretto()
    terms = [(scalar, group.base) for scalar in [*scalars, *range(more)]]
    terms.append((-sum(scalar for scalar, _ in terms), group.base))
    assert group.is_identity(group.combination(terms))
    assert not group.is_identity(group.combination([*terms, (1, group.base)]))


@given(SCALARS, SCALARS)
@settings(max_examples=30)
def test_multiples_add_up(one: int, other: int) -> None:
    group = ristretto()
    parts = group.total([group.multiple(one, group.base), group.multiple(other, group.base)])
    assert group.encoded(parts) == group.encoded(group.multiple(one + other, group.base))
    assert group.is_identity(group.add(parts, group.negated(parts)))


@over_both_kinds
def test_both_kinds_of_integers_are_of_their_kind(group: Ristretto) -> None:
    element = group.element_from(BASE_BYTES)
    assert {type(each) for each in group.add(element, element)} == {type(group.integer(1))}


@over_both_kinds
def test_points_of_one_element_have_one_fingerprint(group: Ristretto) -> None:
    elements = [group.multiple(number, group.base) for number in range(40)]
    numbers = group.fingerprints(elements)
    assert len(set(numbers)) == 40
    x, y, _, _ = elements[7]
    assert (numbers[7] * x * y - x * x - y * y) % PRIME == 0
    again = [group.element_from(group.encoded(each)) for each in elements]
    assert group.fingerprints(again) == numbers
    four = [
        group.add(element, (x, y, group.integer(1), group.integer(0)))
        for element in (elements[0], elements[7])
        for x, y in FOURTH
    ]
    assert group.fingerprints(four) == [numbers[0]] * 4 + [numbers[7]] * 4
    assert group.fingerprints([]) == []
    assert numbers[0] == -1


ROOT = pow(2, (2**255 - 20) // 4, 2**255 - 19)
FOURTH = [(0, 1), (0, -1), (ROOT, 0), (-ROOT, 0)]
"""The points that stand for the identity."""
