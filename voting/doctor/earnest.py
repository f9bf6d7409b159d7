"""Whether what is only for looking around is on where people vote in earnest."""

from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from voting.config import OFF
from voting.demo.mark import is_demonstration
from voting.doctor.examination import Patient
from voting.doctor.finding import Finding, doubtful, ill, well
from voting.doctor.tls import is_this_machine

SUBJECT = "earnest"


def check_earnest(patient: Patient) -> list[Finding]:
    """The demonstration, and the staff's second factor."""
    with Session(patient.engine) as session:
        demonstration = is_demonstration(session)
    here = is_this_machine(urlsplit(patient.settings["ADDRESS"]).hostname or "")
    return of_earnest(demonstration, here, without_factor=patient.settings["SECOND_FACTOR"] == OFF)


def of_earnest(demonstration: bool, this_machine: bool, *, without_factor: bool) -> list[Finding]:
    """What is wrong where the demonstration is loaded or not, reached by this machine alone or by others."""
    found = list[Finding]()
    if demonstration and not this_machine:
        sentence = "The demonstration is loaded where others reach it, with codes that anybody may have seen."
        remedy = "“voting demo --remove”, or another INSTANCE and DATABASE_URL for the real assembly."
        found.append(ill(SUBJECT, "demonstration", sentence, remedy))
    if without_factor:
        say = doubtful if demonstration and this_machine else ill
        sentence = "Chair, secretary and tellers sign in with their code alone (SECOND_FACTOR=off)."
        found.append(
            say(SUBJECT, "second_factor_off", sentence, "Unset SECOND_FACTOR, and start the server again.")
        )
    is_for = "to look around, on this machine alone" if demonstration else "in earnest"
    return found or [well(SUBJECT, f"This installation is {is_for}; its staff need a second factor.")]
