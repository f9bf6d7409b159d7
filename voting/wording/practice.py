"""What is put to a practice vote: something harmless, in the reader's language, and never stored."""

from enum import StrEnum

from flask_babel import gettext

from voting.ballot.adoption import TieRule
from voting.ballot.methods import Method
from voting.ballot.models import Resolution
from voting.wording.languages import language


class PracticeBallot(StrEnum):
    """The ballots on which one can practise."""

    MOTION = "motion"
    RANKING = "ranking"


def practice_resolution(ballot: PracticeBallot) -> Resolution:
    """The resolution of a practice ballot, for the pages of a real one: it is of no assembly, has no row and
    no number, and its title says what it is."""
    ranked = ballot is PracticeBallot.RANKING
    if ranked:
        title = gettext("Practice: which fruit should be on the table in the break?")
        text = gettext("Rank the fruits. Nothing of it counts.")
        fruits = {"p1": gettext("Apples"), "p2": gettext("Pears"), "p3": gettext("Grapes")}
    else:
        title = gettext("Practice: fruit on the table in the break")
        text = gettext("There will be fruit on the table in the break. Nothing of it counts.")
        fruits = {}
    return Resolution(
        number=gettext("Practice"),
        round=1,
        kind="election" if ranked else "motion",
        title={language(): title},
        text={language(): text},
        secret=True,
        method=(Method.IRV if ranked else Method.FOR_AGAINST_ABSTAIN).value,
        options=[{"code": code, "name": name} for code, name in fruits.items()],
        seats=1 if ranked else 0,
        majority="simple",
        tie_rule=(TieRule.LOT if ranked else TieRule.REJECTED).value,
        reserved=[],
        live_choices=False,
        by_hands=False,
        spot="practice",
    )
