"""The tables of sign-in: accounts, their codes and passwords, the devices they are signed in on, and their
roles."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from voting.database import Base, Moment
from voting.register.models import Member


class Role(StrEnum):
    """What somebody may be in an assembly. ``MEMBER`` comes with a member number, the others are granted."""

    MEMBER = "member"
    STEWARD = "steward"
    SUPERVISOR = "supervisor"
    TELLER = "teller"
    CHAIR = "chair"
    SECRETARY = "secretary"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    DISPLAY = "display"


MEMBERS_NAME = func.trim(Member.first_name + " " + Member.name)
"""SQL for what a member is called."""


class Account(Base):
    """Somebody (or a hall's display) that can sign in. ``member`` is the number they answer to, if any.

    The number has no foreign key: it says who an account claims to be; the roll decides who may vote. What
    a member is called and which language they read stands in the register alone, and is read there each
    time; ``own_name`` and ``own_language`` are of those who are no members. ``known_as`` is what another
    service that says who people are calls somebody on the staff, if they may sign in by it.
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("own_name IS NULL OR member IS NULL", name="name_of_no_member"),
        CheckConstraint("own_language IS NULL OR member IS NULL", name="language_of_no_member"),
        Index("ix_account_known_as", "known_as", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str | None] = mapped_column(String(20), unique=True)
    own_name: Mapped[str | None] = mapped_column(String)
    own_language: Mapped[str | None] = mapped_column(String(2))
    password_hash: Mapped[str | None]
    known_as: Mapped[str | None] = mapped_column(String(200))

    name: Mapped[str] = column_property(
        func.coalesce(
            own_name,
            select(MEMBERS_NAME).where(Member.number == member).correlate_except(Member).scalar_subquery(),
            "",
        )
    )
    language: Mapped[str] = column_property(
        func.coalesce(
            own_language,
            select(Member.language).where(Member.number == member).correlate_except(Member).scalar_subquery(),
            "",
        )
    )


class Credential(Base):
    """A random code issued to an account for one assembly; only its keyed hash is stored.

    A member's code can be derived again from ``salt`` by the owner of the installation's key; a code of the
    staff has no salt here.
    """

    __tablename__ = "credential"
    __table_args__ = (
        Index(
            "ix_credential_valid",
            "account_id",
            "assembly_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    salt: Mapped[str | None] = mapped_column(String(32))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class RoleGrant(Base):
    """A role that an account holds in one assembly, perhaps at one venue only."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_account", "account_id", "assembly_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    role: Mapped[str] = mapped_column(String(20))
    venue: Mapped[str | None] = mapped_column(String(20))
    revoked: Mapped[bool] = mapped_column(Boolean, default=False)


class SignIn(Base):
    """Somebody signed in on one device, until they sign out there or their access ends.

    ``id`` is random and stands in the device's signed cookie. ``credential_id`` is empty where a password
    or another service was used. ``device`` is what the device calls itself, if it says so: browser and
    system. ``confirmed_at`` is when a second factor was last shown there.
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        Index("ix_sign_in_account", "account_id", "assembly_id"),
        Index("ix_sign_in_credential", "credential_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    device: Mapped[str | None] = mapped_column(String(80))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)


class Attempts(Base):
    """How often in a row signing in has failed for one subject: a member number as typed, or a network
    address.

    ``subject`` is a keyed hash, so that the table tells neither.
    """

    __tablename__ = "attempts"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment, index=True)


class KeyFingerprint(Base):
    """By which key the installation has worked until now: its ``name`` as ``voting.accounts.known_keys`` has
    it, and what tells another from it. The key cannot be made from that."""

    __tablename__ = "key_fingerprint"

    name: Mapped[str] = mapped_column(String(10), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime] = mapped_column(Moment)


class PasswordToken(Base):
    """The secret in a letter by which a new password can be set, once and for a short time. Only its hash is
    stored."""

    __tablename__ = "password_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
