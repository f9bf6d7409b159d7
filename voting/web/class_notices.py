"""What a member must know before voting where the ballot carries their class."""

from voting.assembly.roll import entitled_by_class
from voting.ballot.adoption import is_in_each_class
from voting.ballot.models import Resolution
from voting.extensions import db
from voting.wording.rules import ballot_class_sentence, small_class_sentences


def class_notices(resolution: Resolution) -> list[str]:
    """The sentences for the ballot of a resolution; none where its ballots carry no class."""
    if resolution.by_name or not is_in_each_class(resolution.majority):
        return []
    entitled = entitled_by_class(db.session(), resolution.assembly_id)
    return [ballot_class_sentence(), *small_class_sentences(entitled)]
