"""What has become of a letter of the outbox."""

from enum import StrEnum

from sqlalchemy import ColumnElement, case

from voting.mail.models import ON_PAPER, Mail


class LetterStage(StrEnum):
    """What has become of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    ON_PAPER = "on_paper"
    """Not by mail: whoever it is for is written to on paper."""
    UNANSWERED = "unanswered"
    """Sent, but the mail server did not answer, so nobody knows whether it has arrived."""
    BOUNCED = "bounced"
    """The address takes no letters."""
    FAILED = "failed"
    """Given up after many attempts, or without an address."""
    NOT_NEEDED = "not_needed"
    """Not sent: when its turn came the member had voted, was no longer on the roll, or the
    assembly was over."""


NOT_NEEDED = ("voted", "not_on_roll", "over")
"""The codes with which a letter's composition says that it is not needed."""
STAGE: ColumnElement[str] = case(
    (Mail.bounced_at.is_not(None), LetterStage.BOUNCED.value),
    (Mail.sent_at.is_not(None), LetterStage.SENT.value),
    (Mail.fault == ON_PAPER, LetterStage.ON_PAPER.value),
    (Mail.fault.in_(NOT_NEEDED), LetterStage.NOT_NEEDED.value),
    (Mail.given_up_at.is_not(None), LetterStage.FAILED.value),
    (Mail.handed_at.is_not(None), LetterStage.UNANSWERED.value),
    else_=LetterStage.WAITING.value,
)
