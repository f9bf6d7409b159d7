"""The seal of the ballots: a hash of them all, taken in the transaction that ends the vote.

Each ballot has a hash of its own, under its random key, which nobody knows; so the hash of a ballot tells
nothing about it, and can be shown where the ballot itself cannot.
"""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from voting.aside import aside, in_turns
from voting.audit.chain import canonical, digest, digest_of_list
from voting.ballot.forgotten_votes import is_forgotten
from voting.ballot.models import Ballot, OpenVote, Resolution
from voting.box.ballots import all_ballots_of_box
from voting.sealed.tree import leaf_hash


def ballot_hash(key: bytes, choice: str, category: str | None) -> str:
    """The hash of one ballot: SHA-256 of its key and the canonical JSON of [choice, category]."""
    return hashlib.sha256(key + canonical([choice, category]).encode()).hexdigest()


def ballots_hash(session: Session, resolution: Resolution) -> str:
    """The hash of a resolution's ballots: the digest of the list of their hashes, in the order of their
    keys; of sealed ones of their leaves."""
    resolution_id = resolution.id
    if resolution.sealed:
        some = in_turns(all_ballots_of_box(session, resolution_id))
        return hash_of_all(leaf for ballots in some for leaf in aside(_leaves_of, ballots))
    rows = session.execute(
        select(Ballot.key, Ballot.choice, Ballot.category)
        .where(Ballot.resolution_id == resolution_id)
        .order_by(Ballot.key)
    )
    return aside(_all_hashed, rows.all())


def hash_of_all(hashes: Iterable[str]) -> str:
    """The hash of ballots of which these are the hashes, in the order of their keys."""
    return digest_of_list(hashes)


def _leaves_of(ballots: Iterable[bytes]) -> list[str]:
    return [leaf_hash(ballot).hex() for ballot in ballots]


def _all_hashed(rows: Sequence[Row[bytes, str, str | None]]) -> str:
    return hash_of_all(ballot_hash(bytes(key), choice, category) for key, choice, category in rows)


def names_hash(session: Session, resolution: Resolution) -> str | None:
    """The hash of who chose what in a vote by name, in order of member number; None of any other."""
    if not resolution.by_name:
        return None
    rows = session.execute(
        select(OpenVote.member, OpenVote.choice)
        .where(OpenVote.resolution_id == resolution.id)
        .order_by(OpenVote.member)
    )
    return digest([[member, choice] for member, choice in rows])


def ballots_hold(session: Session, resolution: Resolution) -> bool:
    """Whether the ballots are those that were sealed; those of a vote that ended before there were seals
    are taken as they are, and of sealed ones that have been forgotten there is the signed statement alone."""
    if resolution.sealed and is_forgotten(session, resolution.id):
        return True
    return resolution.ballots_hash in (None, ballots_hash(session, resolution))
