"""What a member must know before voting where the ballot carries their class."""

from voting.assembly.models import Assembly
from voting.assembly.roll import entitled_by_class
from voting.ballot.adoption import is_in_each_class
from voting.ballot.models import Resolution
from voting.ballot.roll_corrections import corrected_hash
from voting.extensions import db
from voting.wording.rules import ballot_class_sentence, small_class_sentences

_sizes: dict[str, dict[str, int]] = {}
"""By the hash of a roll with its corrections, how many members of each category are on it: a long roll is not
counted anew for each ballot that is opened."""


def class_notices(resolution: Resolution) -> list[str]:
    """The sentences for the ballot of a resolution; none where its ballots carry no class, or names stand
    beside them."""
    if resolution.by_name or not is_in_each_class(resolution.majority):
        return []
    return [ballot_class_sentence(), *small_class_sentences(_entitled(resolution.assembly_id))]


def _entitled(assembly_id: int) -> dict[str, int]:
    roll = corrected_hash(db.session(), db.session.get_one(Assembly, assembly_id))
    if roll is None:
        return {}
    if roll not in _sizes:
        _sizes.clear()
        _sizes[roll] = entitled_by_class(db.session(), assembly_id)
    return _sizes[roll]
