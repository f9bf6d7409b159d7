"""Pure: the trees over ballots and over who took part, as in Certificate Transparency (RFC 9162, 2.1)."""

import hashlib
from collections.abc import Sequence

from voting.sealed.wire import sealed_hash, u8

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
    row, path = list(leaves), list[bytes]()
    while len(row) > 1:
        if index ^ 1 < len(row):
            path.append(row[index ^ 1])
        row, index = _row_above(row), index >> 1
    return path


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
