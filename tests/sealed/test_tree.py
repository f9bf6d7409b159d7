"""The trees are those of RFC 9162: roots by its definition, and a path for each leaf that fits no other."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sealed.vectors import VECTORS
from voting.sealed.tree import (
    ELECTRONIC,
    NOT_TAKEN_PART,
    PAPER,
    HashedTree,
    inclusion_path,
    is_included,
    leaf_hash,
    took_part_leaf,
    tree_root,
)

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, over hashed leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


@pytest.mark.parametrize("size", range(40))
def test_the_root_is_as_it_is_defined(size: int) -> None:
    assert tree_root(LEAVES[:size]) == defined_root(LEAVES[:size])


def test_the_root_of_the_vectors() -> None:
    opening = VECTORS["opening"]
    leaves = sorted(leaf_hash(bytes.fromhex(of["ballot"])) for of in VECTORS["ballots"][:3])
    assert tree_root(leaves).hex() == opening["root"]
    how = (ELECTRONIC, ELECTRONIC, ELECTRONIC, NOT_TAKEN_PART, PAPER)
    ctx = bytes.fromhex(VECTORS["ctx"])
    took = [took_part_leaf(ctx, bytes(16), each, f"M{number}") for number, each in enumerate(how)]
    assert tree_root(took).hex() == opening["participation_root"]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 8, 13, 40])
def test_each_leaf_has_a_path_and_no_other_fits(size: int) -> None:
    leaves = LEAVES[:size]
    root = tree_root(leaves)
    for index, leaf in enumerate(leaves):
        path = inclusion_path(leaves, index)
        assert is_included(leaf, index, size, path, root)
        assert not is_included(leaf_hash(b"another"), index, size, path, root)
        assert not is_included(leaf, index, size, [*path, path[-1] if path else leaf], root)
        assert not is_included(leaf, index, size, path[:-1], root) or size == 1
        assert not is_included(leaf, index, size, path, leaf_hash(b"root"))
        assert [at for at in range(-1, size + 1) if is_included(leaf, at, size, path, root)] == [index]


def test_the_inside_of_a_tree_is_no_leaf() -> None:
    inside = hashlib.sha256(b"\1" + LEAVES[0] + LEAVES[1]).digest()
    assert is_included(LEAVES[0], 0, 2, [LEAVES[1]], inside)
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != inside
    assert not is_included(LEAVES[0], 0, 2, [LEAVES[1] + b"\0"], inside)


@given(st.integers(1, 40), st.integers(0, 39), st.integers(0, 5), st.integers(0, 31))
def test_a_changed_path_does_not_fit(size: int, index: int, step: int, byte: int) -> None:
    leaves, index = LEAVES[:size], index % size
    path = inclusion_path(leaves, index)
    if path:
        at = step % len(path)
        path[at] = path[at][:byte] + bytes([path[at][byte] ^ 1]) + path[at][byte + 1 :]
        assert not is_included(leaves[index], index, size, path, tree_root(leaves))


def test_who_took_part_is_told_by_salt_number_and_how() -> None:
    usual = (b"c" * 32, b"s" * 16, ELECTRONIC, "M1")
    others = [(b"d" * 32, *usual[1:]), (usual[0], b"t" * 16, *usual[2:]), (*usual[:2], PAPER, "M1")]
    leaves = {took_part_leaf(*each) for each in (usual, *others, (*usual[:3], "M2"))}
    assert len(leaves) == 5


def test_a_leaf_is_found_at_its_place_and_nowhere_between() -> None:
    tree = HashedTree(LEAVES)
    assert tree.size == 40
    assert [tree.place_of(leaf) for leaf in LEAVES] == list(range(40))
    assert tree.place_of(LEAVES[3][16:] + LEAVES[4][:16]) is None
    assert HashedTree([]).place_of(LEAVES[0]) is None
    again = HashedTree([LEAVES[0][1:] + LEAVES[1][:1], LEAVES[0], LEAVES[1], LEAVES[2]])
    assert again.place_of(LEAVES[1]) == 2
    looks_like_it = [LEAVES[0][:1] + LEAVES[1][:31], LEAVES[1][31:] + LEAVES[0][:31], LEAVES[1]]
    assert HashedTree(looks_like_it).place_of(LEAVES[1]) == 2


def test_some_leaves_are_given_in_their_order() -> None:
    tree = HashedTree(LEAVES)
    assert tree.leaves(0, 3) == LEAVES[:3]
    assert tree.leaves(38, 3) == LEAVES[38:]
    assert tree.leaves(40, 3) == HashedTree([]).leaves(0, 3) == []
