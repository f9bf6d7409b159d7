"""Who is let in by what a provider has told, and what ends that."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.world import ACTOR, KEY, World
from voting.accounts.credentials import reissue_to_member
from voting.accounts.models import Account, Credential, SignIn
from voting.accounts.openid_sign_in import begin_as_member, enter_known_as, staff_known_as
from voting.accounts.sign_ins import begin, who_is_signed_in
from voting.accounts.staff import revoke_staff, staff_of
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.mail.models import Letter, Mail
from voting.stamp import stamp


@pytest.fixture
def session(world: World) -> Iterator[Session]:
    """A transaction in the world's database."""
    with world.app.app_context(), writing(db.session()) as session:
        yield session


def staff_id(session: Session, world: World, name: str) -> int:
    return next(item.account_id for item in staff_of(session, world.assembly_id) if item.name == name)


def enter(session: Session, world: World, name: str, known_as: str, was: str = "", here: str = "") -> None:
    enter_known_as(
        session,
        world.assembly_id,
        staff_id(session, world, name),
        known_as,
        stamp(was),
        now=world.clock(),
        actor=ACTOR,
        here=here,
    )


def sign_in_of(session: Session, world: World, account_id: int) -> str:
    return begin(session, account_id, world.assembly_id, credential_id=None, now=world.clock())


def test_a_member_is_signed_in_and_told(world: World, session: Session) -> None:
    begun = begin_as_member(session, "1", world.assembly_id, now=world.clock(), device="Firefox")
    assert begun is not None
    found = who_is_signed_in(session, begun)
    assert found is not None
    assert (found.member, found.assembly_id) == ("1", world.assembly_id)
    of_sign_in = select(Mail).where(Mail.letter == Letter.SIGNED_IN.value, Mail.member == "1")
    told = session.scalars(of_sign_in).one().details
    assert told is not None
    assert told["device"] == "Firefox"


def test_a_member_of_the_register_needs_no_account_yet_and_nobody_else_gets_one(
    world: World, session: Session
) -> None:
    account_id = session.scalar(select(Account.id).where(Account.member == "40"))
    session.execute(delete(Credential).where(Credential.account_id == account_id))
    session.execute(delete(Account).where(Account.id == account_id))
    assert begin_as_member(session, "40", world.assembly_id, now=world.clock()) is not None
    assert session.scalar(select(Account.id).where(Account.member == "40")) is not None
    for nobody in ("999", "", "01"):
        assert begin_as_member(session, nobody, world.assembly_id, now=world.clock()) is None
        assert session.scalar(select(Account.id).where(Account.member == nobody)) is None


def test_a_new_code_ends_a_sign_in_by_the_provider(world: World, session: Session) -> None:
    begun = begin_as_member(session, "1", world.assembly_id, now=world.clock())
    other = begin_as_member(session, "2", world.assembly_id, now=world.clock())
    assert begun is not None
    assert other is not None
    reissue_to_member(session, KEY.encode(), world.assembly_id, "1", now=world.clock(), actor=ACTOR)
    assert who_is_signed_in(session, begun) is None
    assert who_is_signed_in(session, other) is not None


def test_a_name_is_that_of_one_and_its_change_ends_what_it_has_opened(world: World, session: Session) -> None:
    chair, secretary = (staff_id(session, world, name) for name in ("chair", "secretary"))
    enter(session, world, "chair", "A@Example.org")
    assert staff_known_as(session, "a@example.org") == chair
    begun, with_code = (sign_in_of(session, world, chair) for _ in range(2))
    credential = session.scalars(select(Credential.id).where(Credential.account_id == chair)).one()
    session.get_one(SignIn, with_code).credential_id = credential
    with pytest.raises(Refused) as taken:
        enter(session, world, "secretary", "a@example.ORG")
    assert (taken.value.code, taken.value.values) == (Code.KNOWN_AS_TAKEN, {"name": "chair"})
    with pytest.raises(Refused) as meanwhile:
        enter(session, world, "chair", "b@example.org", was="")
    assert meanwhile.value.code is Code.CHANGED_MEANWHILE
    with pytest.raises(Refused) as long:
        enter(session, world, "secretary", "x" * 201)
    assert long.value.code is Code.TEXT_TOO_LONG
    assert who_is_signed_in(session, begun) is not None, "what was refused has changed nothing"
    enter(session, world, "chair", "", was="a@example.org")
    assert who_is_signed_in(session, begun) is None
    assert who_is_signed_in(session, with_code) is not None, "the code still counts"
    assert staff_known_as(session, "a@example.org") is None
    own, elsewhere = (sign_in_of(session, world, secretary) for _ in range(2))
    enter(session, world, "secretary", "a@example.org", here=own)
    assert who_is_signed_in(session, own) is not None
    assert who_is_signed_in(session, elsewhere) is None
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "staff.known_as")).all()
    assert [json.loads(entry.details)["account"] for entry in entries] == [chair, chair, secretary]
    assert not any("example" in entry.details for entry in entries)


def test_who_serves_no_more_is_not_known_any_more(world: World, session: Session) -> None:
    steward = staff_id(session, world, "steward")
    enter(session, world, "steward", "a@example.org")
    revoke_staff(session, world.assembly_id, steward, now=world.clock(), actor=ACTOR)
    assert staff_known_as(session, "a@example.org") is None
    with pytest.raises(Refused) as gone:
        enter_known_as(
            session,
            world.assembly_id,
            steward,
            "a@example.org",
            stamp(""),
            now=world.clock(),
            actor=ACTOR,
            here="",
        )
    assert gone.value.code is Code.NOT_FOUND


def test_a_name_left_with_an_account_that_does_not_serve_here_goes_to_who_does(
    world: World, session: Session
) -> None:
    other = Account(own_name="elsewhere", own_language="nl", known_as="a@example.org")
    session.add(other)
    session.flush()
    begun = sign_in_of(session, world, other.id)
    enter(session, world, "chair", "a@example.org")
    assert staff_known_as(session, "a@example.org") == staff_id(session, world, "chair")
    assert who_is_signed_in(session, begun) is None
    assert session.get_one(Account, other.id).known_as is None
