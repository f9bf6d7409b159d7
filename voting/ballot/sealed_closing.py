"""What the box of a sealed round tells of itself when its vote is closed, and signs.

All of it is one number, S: how many ballots there are and by whom they were sealed, the root over them, how
many votes there are on paper, and the root over who took part, so that this too stands before any result
(docs/sealed.md, Closing and opening).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from voting.aside import aside, rows_in_turns
from voting.assembly.models import RollCorrection, RollEntry
from voting.assembly.roll import not_removed
from voting.ballot.box_keys import BoxKeys
from voting.ballot.models import Channel, Participation, Resolution
from voting.ballot.sealed_rounds import box_keys_of, sealed_round
from voting.box.models import BoxStatement, OpenedCount, RoundContext, SealedVote
from voting.box.trees import tree_of_took_part
from voting.errors import Code, Refused
from voting.sealed.documents import context_hash
from voting.sealed.opening import ClosedBox
from voting.sealed.tree import (
    ELECTRONIC,
    NOT_TAKEN_PART,
    PAPER,
    took_part_leaf,
    tree_root,
)
from voting.sealed.wire import SEALED_BY


class TookPartTree(NamedTuple):
    """The leaves of who took part, in the order of the members' ``numbers``, and their root: of so many
    votes, of those who have ``voted``, and of the roll as corrected last by this correction."""

    votes: int
    corrected: int
    voted: frozenset[str]
    numbers: list[str]
    leaves: list[bytes]
    root: bytes


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A member's own line of who took part: how, the salt of its leaf, its place, and what gives the root."""

    how: int
    salt: bytes
    index: int
    size: int
    path: list[bytes]


def took_part_ahead(session: Session, resolution_id: int, votes: int) -> TookPartTree | None:
    """Who has taken part in a sealed round so far, read before anything is locked; None of any other."""
    if not session.scalar(select(Resolution.sealed).where(Resolution.id == resolution_id)):
        return None
    return _took_part(session, session.get_one(Resolution, resolution_id), votes)


def state_box(
    session: Session, resolution: Resolution, votes: int, ahead: TookPartTree | None = None
) -> dict[str, Any]:
    """Write and sign the statement of a box whose ballots have just been written; returns what the log says
    of it. ``ahead`` is taken where no correction of the roll has come since, with the votes that have."""
    took_part = _took_part_now(session, resolution, votes, ahead)
    of_round = sealed_round(session, resolution.id)
    rows = session.execute(
        select(SealedVote.leaf, SealedVote.by)
        .where(SealedVote.resolution_id == resolution.id)
        .order_by(SealedVote.leaf)
    ).all()
    by = Counter(row.by for row in rows)
    root = aside(tree_root, [bytes(row.leaf) for row in rows])
    box = ClosedBox(len(rows), tuple(by[each] for each in SEALED_BY), root)
    paper = _on_paper(session, resolution.id)
    content = box.statement(of_round.ctx, paper, took_part.root)
    signature = box_keys_of(session, resolution.id).signing.sign(content)
    session.add(
        BoxStatement(
            resolution_id=resolution.id,
            ballots=box.size,
            by=list(box.by),
            paper=paper,
            root=root,
            took_part=took_part.root,
            took_part_leaves=b"".join(took_part.leaves),
            content=content,
            signature=signature,
        )
    )
    session.flush()
    if not box.size:
        nothing = [[0] * len(weights) for weights in of_round.shape.questions]
        session.add(OpenedCount(resolution_id=resolution.id, counts=nothing))
        session.flush()
    return {
        "sealed": {
            "ballots": box.size,
            "by": list(box.by),
            "paper": paper,
            "root": root.hex(),
            "took_part": took_part.root.hex(),
            "statement": content.hex(),
            "signature": signature.hex(),
        }
    }


def own_line(session: Session, resolution_id: int, member: str) -> OwnLine:
    """What a member is shown of whether they took part, once the vote is closed. Raises Refused(not_found)
    where there is nothing, or they are not on the roll that was closed."""
    statement = session.get(BoxStatement, resolution_id)
    if statement is None:
        raise Refused(Code.NOT_FOUND)
    ctx = _ctx_of(session, resolution_id)
    salt = box_keys_of(session, resolution_id).salt_of(ctx, member)
    tree = tree_of_took_part(session, resolution_id)
    for how in (NOT_TAKEN_PART, ELECTRONIC, PAPER):
        index = tree.place_of(took_part_leaf(ctx, salt, how, member))
        if index is not None:
            return OwnLine(how, salt, index, tree.size, tree.path(index))
    raise Refused(Code.NOT_FOUND)


def _took_part_now(
    session: Session, resolution: Resolution, votes: int, ahead: TookPartTree | None
) -> TookPartTree:
    if ahead is None or ahead.corrected != _last_correction(session, resolution):
        return _took_part(session, resolution, votes)
    if ahead.votes == votes:
        return ahead
    voted = session.execute(
        select(Participation.member, Participation.channel).where(
            Participation.resolution_id == resolution.id
        )
    )
    since = [(member, channel) for member, channel in voted if member not in ahead.voted]
    keys, ctx = box_keys_of(session, resolution.id), _ctx_of(session, resolution.id)
    leaves = list(ahead.leaves)
    for (member, _), leaf in zip(since, _leaves(keys, ctx, since), strict=True):
        place = bisect_left(ahead.numbers, member)
        if ahead.numbers[place : place + 1] == [member]:
            leaves[place] = leaf
    return ahead._replace(votes=votes, leaves=leaves, root=aside(tree_root, leaves))


def _took_part(session: Session, resolution: Resolution, votes: int) -> TookPartTree:
    corrected = _last_correction(session, resolution)
    assembly_id = resolution.assembly_id
    found = session.execute(
        select(RollEntry.member, Participation.channel)
        .outerjoin(
            Participation,
            (Participation.member == RollEntry.member) & (Participation.resolution_id == resolution.id),
        )
        .where(RollEntry.assembly_id == assembly_id, not_removed(assembly_id, RollEntry.member))
    )
    rows = list(rows_in_turns(found))
    keys, ctx = box_keys_of(session, resolution.id), _ctx_of(session, resolution.id)
    lines = sorted(((member, channel) for member, channel in rows), key=_number)
    leaves = aside(_leaves, keys, ctx, lines)
    voted = frozenset(member for member, channel in lines if channel is not None)
    numbers = [member for member, _ in lines]
    return TookPartTree(votes, corrected, voted, numbers, leaves, aside(tree_root, leaves))


def _leaves(keys: BoxKeys, ctx: bytes, lines: Sequence[tuple[str, str | None]]) -> list[bytes]:
    how = {None: NOT_TAKEN_PART, Channel.PAPER.value: PAPER}
    return [
        took_part_leaf(ctx, keys.salt_of(ctx, member), how.get(channel, ELECTRONIC), member)
        for member, channel in lines
    ]


def _number(line: tuple[str, str | None]) -> str:
    return line[0]


def _ctx_of(session: Session, resolution_id: int) -> bytes:
    return context_hash(bytes(session.get_one(RoundContext, resolution_id).content))


def _last_correction(session: Session, resolution: Resolution) -> int:
    of_assembly = RollCorrection.assembly_id == resolution.assembly_id
    return session.scalar(select(func.max(RollCorrection.id)).where(of_assembly)) or 0


def _on_paper(session: Session, resolution_id: int) -> int:
    on_paper = (Participation.resolution_id == resolution_id, Participation.channel == Channel.PAPER.value)
    return session.scalar(select(func.count()).select_from(Participation).where(*on_paper)) or 0
