"""The tables of sign-in: accounts, the credentials issued to them, and the roles they hold."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


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


class Account(Base):
    """Somebody (or a hall's display) that can sign in. ``member`` is the number they answer to, if any.

    The number has no foreign key: it says who an account claims to be; the roll decides who may vote.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str | None] = mapped_column(String(20), unique=True)
    name: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))


class Credential(Base):
    """A high-entropy code issued to an account for one assembly; only its keyed hash is stored."""

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
