"""The trees of closed boxes, over ballots and over who took part: each is hashed once by a process, for all
who look whether something is in it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from voting.aside import aside
from voting.box.ballots import leaves_of_box
from voting.box.models import BoxStatement
from voting.sealed.tree import HASH_BYTES, HashedTree, hash_at

MOST_TREES = 16
"""So many are kept: of a roll of 45,598 three megabytes each."""


class KeptTrees:
    """The trees that were asked for last. What is closed does not change any more."""

    def __init__(self) -> None:
        self._kept = OrderedDict[tuple[int, str], HashedTree]()
        self._making = threading.Lock()

    def get(self, resolution_id: int, of: str, leaves: Callable[[], Sequence[bytes]]) -> HashedTree:
        """The tree ``of`` something of a resolution. Where it is not kept the first caller reads its leaves,
        and the others wait."""
        key = resolution_id, of
        with self._making:
            if key not in self._kept:
                self._kept[key] = aside(HashedTree, leaves())
            self._kept.move_to_end(key)
            if len(self._kept) > MOST_TREES:
                self._kept.popitem(last=False)
            return self._kept[key]


_kept: WeakKeyDictionary[Engine, KeptTrees] = WeakKeyDictionary()


def tree_of_ballots(session: Session, resolution_id: int) -> HashedTree:
    """The tree over the ballots of a closed box."""
    return kept_trees(session).get(resolution_id, "ballots", lambda: leaves_of_box(session, resolution_id))


def tree_of_took_part(session: Session, resolution_id: int) -> HashedTree:
    """The tree over who took part in a closed sealed vote."""

    def leaves() -> list[bytes]:
        query = select(BoxStatement.took_part_leaves).where(BoxStatement.resolution_id == resolution_id)
        row = bytes(session.scalars(query).one())
        return [hash_at(row, index) for index in range(len(row) // HASH_BYTES)]

    return kept_trees(session).get(resolution_id, "took part", leaves)


def kept_trees(session: Session) -> KeptTrees:
    """Those of this process, of the database that the session is on."""
    return _kept.setdefault(session.get_bind().engine, KeptTrees())
