"""The log: whether its heads are signed, stamped and known outside; and whether votes can be opened."""

from datetime import timedelta

from sqlalchemy.orm import Session

from voting.audit.heads import unsigned_step
from voting.audit.stamps import unstamped_head
from voting.ballot.envelopes import closed_to_us
from voting.clock import system_clock
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well

SUBJECT = "log"
STAMPED_SOON = timedelta(minutes=10)


def check_log(patient: Patient) -> list[Finding]:
    """Signed and stamped heads, auditors who get them, and the ballot key of the votes that are prepared."""
    now, settings = system_clock(), patient.settings
    with Session(patient.engine) as session:
        unsigned = unsigned_step(session, now=now)
        bare = unstamped_head(session, before=now - STAMPED_SOON) if settings["TIMESTAMP_URL"] else None
        closed = closed_to_us(session)
    return of_log(unsigned, bare, closed, told=bool(settings["AUDITORS"] or settings["TIMESTAMP_URL"]))


def of_log(unsigned: int | None, bare: int | None, closed: list[str], *, told: bool) -> list[Finding]:
    """What is wrong where a step is not signed, a head not stamped, resolutions are closed to our key, and
    nobody outside is ``told`` of heads."""
    found = list[Finding]()
    if closed:
        sentence = f"The ballot key is another than when the rules were frozen of: {', '.join(closed)}."
        remedy = "Set BALLOT_KEY, or SECRET_KEY from which it is made, to what it was."
        found.append(ill(SUBJECT, "ballot_key_wrong", sentence, remedy))
    if unsigned is not None:
        remedy = "Run “voting audit heads”, and look for why in the server's log."
        found.append(
            doubtful(SUBJECT, "log_not_signed", f"Entry {unsigned} of the log has no signed head.", remedy)
        )
    if bare is not None:
        remedy = "See that TIMESTAMP_URL answers, and that TIMESTAMP_ROOTS are its certificates."
        found.append(
            doubtful(SUBJECT, "log_not_stamped", f"The signed head {bare} has no time stamp.", remedy)
        )
    if not told:
        sentence = (
            "Heads of the log are known nowhere else: who holds the database and the key could write another."
        )
        remedy = "Set AUDITORS, or TIMESTAMP_URL and TIMESTAMP_ROOTS."
        found.append(doubtful(SUBJECT, "heads_kept_here", sentence, remedy))
    return found or [well(SUBJECT, "Heads of the log are signed, and known outside.")]
