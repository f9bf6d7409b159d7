"""Members with more than a tenth of the votes, in words."""

from flask_babel import gettext

from voting.ballot.tenth import Heavy
from voting.wording.languages import number


def can_cast(heavy: Heavy) -> str:
    """That somebody could vote with too much now."""
    return str(
        gettext(
            "More than a tenth (WVV/CSA, art. 8:5): %(name)s (%(member)s) can cast %(votes)s of %(present)s "
            "votes present or represented.",
            **_values(heavy),
        )
    )


def has_cast(heavy: Heavy) -> str:
    """That somebody has; the votes are counted all the same."""
    return str(
        gettext(
            "More than a tenth (WVV/CSA, art. 8:5): %(name)s (%(member)s) cast %(votes)s of %(present)s "
            "votes present or represented. They are counted.",
            **_values(heavy),
        )
    )


def _values(heavy: Heavy) -> dict[str, str]:
    return {
        "name": heavy.name,
        "member": heavy.member,
        "votes": number(heavy.votes),
        "present": number(heavy.present),
    }
