"""Those who voted by name, in words."""

from flask_babel import gettext

from voting.ballot.roll_call import NamedVote


def named_vote(vote: NamedVote) -> str:
    """Whose vote it is, and by which proxy holder it was cast."""
    who = f"{vote.name} ({vote.member})"
    return gettext("%(member)s, by proxy: %(holder)s", member=who, holder=vote.holder) if vote.holder else who
