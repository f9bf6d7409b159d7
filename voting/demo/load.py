"""Loading the demonstration: the register, an assembly in two days' time, somebody for each role, and what
the special report of the register's last year needs."""

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.credentials import issue_to_members, issue_to_staff
from voting.accounts.models import Account, Role
from voting.assembly.documents import store_documents
from voting.assembly.models import Assembly
from voting.assembly.roll import names_on_roll
from voting.audit.chain import last_entry
from voting.ballot.convene import convene
from voting.ballot.import_assembly import import_assembly
from voting.clock import system_clock
from voting.cooperative.stored import change_cooperative, cooperative_stamp
from voting.database import writing
from voting.demo.content import COOPERATIVE, assembly_on, last_day_of, logo, register_until
from voting.demo.mark import ACTOR, is_demonstration, mark
from voting.demo.report_year import load_report_year
from voting.register.import_register import import_register
from voting.register.models import Member
from voting.register.names import full_name

DAYS_AHEAD = timedelta(days=2)
"""How far ahead the assembly is: near enough for its advance voting to be open."""

STAFF = {
    "desk steward": (Role.STEWARD, "BRU"),
    "supervisor": (Role.SUPERVISOR, "BRU"),
    "teller": (Role.TELLER, "BRU"),
    "second teller": (Role.TELLER, "BRU"),
    "chair": (Role.CHAIR, None),
    "secretary": (Role.SECRETARY, None),
    "administrator": (Role.ADMINISTRATOR, None),
    "auditor": (Role.AUDITOR, None),
    "hall display": (Role.DISPLAY, None),
}


def load_demo(session: Session, key: bytes, instance: Path) -> dict[str, str]:
    """Load the demonstration where nothing has ever been entered, and return the code of each person in it.

    The codes are kept in ``instance/demo-codes.json``, which only its owner can read. Where anything has been
    entered, nothing is loaded, and the codes are read from there; none, where it is not a demonstration.
    """
    kept = codes_file(instance)
    with writing(session):
        codes = {} if last_entry(session) else _load(session, key)
        if codes:
            mark(session, system_clock())
    if codes:
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(codes, indent=1))
    elif is_demonstration(session) and kept.exists():
        codes = json.loads(kept.read_text())
    return codes


def codes_file(instance: Path) -> Path:
    """Where the codes of the demonstration are kept."""
    return instance / "demo-codes.json"


def _load(session: Session, key: bytes) -> dict[str, str]:
    now = system_clock()
    content = assembly_on(now.date() + DAYS_AHEAD)
    change_cooperative(session, COOPERATIVE, logo(), cooperative_stamp(None), now=now, actor=ACTOR)
    rows = register_until(now.date())
    import_register(session, rows, now=now, actor=ACTOR)
    assembly = import_assembly(
        session, content.assembly, content.resolutions, content.pictures, now=now, actor=ACTOR
    )
    store_documents(session, assembly.id, content.documents)
    convene(session, key, assembly.id, now=now, actor=ACTOR)
    members = _some_members(session, assembly)
    codes = issue_to_members(session, key, assembly.id, members, now=now, actor=ACTOR)
    people = {f"member {members[number]}": code for number, code in codes.items()}
    for name, role in STAFF.items():
        people[name] = issue_to_staff(session, key, assembly.id, name, "nl", [role], now=now, actor=ACTOR)
    secretary = session.scalars(select(Account.id).where(Account.own_name == "secretary")).one()
    year = last_day_of(rows).year
    load_report_year(session, year, held_here=False, now=now, account_id=secretary)
    return people


def _some_members(session: Session, assembly: Assembly) -> dict[str, str]:
    """The numbers of the first member of each language on the roll, with their name and language."""
    members: dict[str, tuple[str, str]] = {}
    for number, name, first_name, language in session.execute(
        names_on_roll(assembly.id).order_by(Member.number)
    ):
        members.setdefault(language, (number, f"{full_name(first_name, name)} ({language})"))
    return dict(sorted(members.values()))
