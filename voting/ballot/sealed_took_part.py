"""The list of who took part in a closed sealed round, for two sworn auditors: it is what the tree of the
statement was made of, line by line, with the salts by which it can be made again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.assembly.models import RollEntry
from voting.ballot.box_keys import BoxKeys
from voting.ballot.forgotten_votes import is_forgotten
from voting.ballot.models import Resolution
from voting.ballot.sealed_rounds import box_keys_of, sealed_round
from voting.box.models import BoxStatement
from voting.errors import Code, Refused
from voting.sealed.tree import ELECTRONIC, NOT_TAKEN_PART, PAPER, took_part_leaf

HOW = (NOT_TAKEN_PART, ELECTRONIC, PAPER)
LEAF = 32


@dataclass(frozen=True, slots=True)
class TookPartLine:
    """A line of the list: ``how`` a member took part (0 not, 1 electronically, 2 on paper), and the salt of
    its leaf."""

    member: str
    how: int
    salt: bytes


def took_part_lines(session: Session, resolution_id: int) -> list[TookPartLine]:
    """The lines in their order, that of the members' numbers: as many as the tree has leaves, or one of them
    was of nobody who has ever been on the roll. Raises Refused: not_found; forgotten; ballot_key_wrong."""
    statement = session.get(BoxStatement, resolution_id)
    if statement is None:
        raise Refused(Code.NOT_FOUND)
    if is_forgotten(session, resolution_id):
        raise Refused(Code.FORGOTTEN)
    assembly_id = session.get_one(Resolution, resolution_id).assembly_id
    on_roll = session.scalars(select(RollEntry.member).where(RollEntry.assembly_id == assembly_id)).all()
    keys, ctx = box_keys_of(session, resolution_id), sealed_round(session, resolution_id).ctx
    lines: list[TookPartLine] = aside(_lines, keys, ctx, sorted(on_roll), bytes(statement.took_part_leaves))
    return lines


def _lines(keys: BoxKeys, ctx: bytes, members: Sequence[str], content: bytes) -> list[TookPartLine]:
    leaves = {content[at : at + LEAF] for at in range(0, len(content), LEAF)}
    salted = ((member, keys.salt_of(ctx, member)) for member in members)
    return [
        TookPartLine(member, how, salt)
        for member, salt in salted
        for how in HOW
        if took_part_leaf(ctx, salt, how, member) in leaves
    ]
