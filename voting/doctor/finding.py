"""What the doctor says of one thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How bad a finding is; the number is that with which the command ends for the worst of them."""

    OK = 0
    LOOK = 1
    WRONG = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its ``subject``, a stable ``code``, a sentence, and what to do; "" where
    there is nothing to do."""

    subject: str
    code: str
    grade: Grade
    sentence: str
    remedy: str = ""


def well(subject: str, sentence: str) -> Finding:
    """Something is as it should be."""
    return Finding(subject, "ok", Grade.OK, sentence)


def doubtful(subject: str, code: str, sentence: str, remedy: str) -> Finding:
    """Somebody should look at it."""
    return Finding(subject, code, Grade.LOOK, sentence, remedy)


def ill(subject: str, code: str, sentence: str, remedy: str) -> Finding:
    """It is wrong: votes, secrets or the way in are in danger."""
    return Finding(subject, code, Grade.WRONG, sentence, remedy)


def worst(findings: Iterable[Finding]) -> Grade:
    """The worst of these findings; OK where there is none."""
    return max((finding.grade for finding in findings), default=Grade.OK)
