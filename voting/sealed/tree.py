"""Pure: the trees over ballots and over who took part, as in Certificate Transparency (RFC 9162, 2.1)."""

import hashlib
from collections.abc import Sequence

from voting.sealed.wire import sealed_hash, u8

HASH_BYTES = 32
NOT_TAKEN_PART, ELECTRONIC, PAPER = range(3)
"""What a leaf of who took part says of a member."""


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry, such as a ballot; 32 bytes."""
    return hashlib.sha256(b"\0" + entry).digest()


def took_part_leaf(ctx: bytes, salt: bytes, how: int, number: str) -> bytes:
    """The leaf that says how a member took part: nobody learns it without the 16 bytes of salt."""
    return leaf_hash(sealed_hash("took part", ctx, salt, u8(how), number.encode()))


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaves, in their order; 32 bytes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    row = list(leaves)
    while len(row) > 1:
        row = _row_above(row)
    return row[0]


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What, with the leaf of this index, gives the root: from the bottom up."""
    return HashedTree(leaves).path(index)


class HashedTree:
    """A tree that is hashed once, for whoever asks for many paths: 64 bytes for each leaf."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        row, self._rows = list(leaves), [b"".join(leaves)]
        while len(row) > 1:
            row = _row_above(row)
            self._rows.append(b"".join(row))
        self.size = len(leaves)

    def place_of(self, leaf: bytes) -> int | None:
        """The index of a leaf of 32 bytes, from 0; None where it is not there."""
        at = self._rows[0].find(leaf)
        while at % HASH_BYTES and at >= 0:
            at = self._rows[0].find(leaf, at + 1)
        return None if at < 0 else at // HASH_BYTES

    def leaves(self, first: int, most: int) -> list[bytes]:
        """At most so many leaves, from this index on."""
        last = min(first + most, self.size)
        return [hash_at(self._rows[0], index) for index in range(first, last)]

    def path(self, index: int) -> list[bytes]:
        """What, with the leaf of this index, gives the root: from the bottom up."""
        path = list[bytes]()
        for row in self._rows:
            if beside := hash_at(row, index ^ 1):
                path.append(beside)
            index >>= 1
        return path


def hash_at(row: bytes, index: int) -> bytes:
    """The hash of this index in a row of hashes, one behind the other; nothing behind its end."""
    return row[HASH_BYTES * index : HASH_BYTES * (index + 1)]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf is that of this index in a tree of so many leaves with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != 32 for each in path):
        return False
    last, result, rest = size - 1, leaf, list(path)
    while last:
        if index ^ 1 <= last:
            if not rest:
                return False
            other = rest.pop(0)
            result = _parent(other, result) if index & 1 else _parent(result, other)
        index, last = index >> 1, last >> 1
    return not rest and result == root


def _row_above(row: list[bytes]) -> list[bytes]:
    above = [_parent(left, right) for left, right in zip(row[::2], row[1::2], strict=False)]
    return [*above, row[-1]] if len(row) & 1 else above


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
