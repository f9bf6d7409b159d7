"""The code by which a member finds in a published bundle whether they are counted as having voted.

It is made from the installation's key, the assembly and the member's number, so that nobody else can work it
out; numbers alone could be tried one by one. In the bundle stand hashes of it, another for the roll and for
each resolution: nothing in it tells that two of them are of one member.
"""

import hashlib
import hmac
from collections.abc import Iterable

from voting.audit.chain import digest

LENGTH = 32
"""Hexadecimal digits."""


def member_code(key: bytes, assembly_id: int, member: str) -> str:
    """The code of a member for the bundle of an assembly, to be shown to them alone."""
    text = f"bundle of assembly {assembly_id}: {member}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def mark_of(code: str, place: str) -> str:
    """What stands in the bundle for the member who has this code, at a place: ``roll``, or the number and
    round of a resolution (``3/1``)."""
    return hashlib.sha256(f"{code} {place}".encode()).hexdigest()


def roll_marks(key: bytes, assembly_id: int, members: Iterable[str]) -> list[str]:
    """What stands in the bundle for the members on a roll, in its order."""
    return sorted(mark_of(member_code(key, assembly_id, member), "roll") for member in members)


def marks_hash(key: bytes, assembly_id: int, members: Iterable[str]) -> str:
    """The hash of all of these, by which the log knows who is on the roll without anybody's number: whoever
    has the bundle can compute it again."""
    return digest(roll_marks(key, assembly_id, members))
