"""The tables of second factors."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class FactorKind(StrEnum):
    """A device with a key of its own (WebAuthn), or an app that shows a code of the moment (RFC 6238)."""

    PASSKEY = "passkey"
    APP = "app"


class SecondFactor(Base):
    """Something that somebody on the staff has beside their code, under the ``name`` that they give it, until
    it is removed.

    The secret of an app is made from ``salt`` by the owner of the installation's key, and stands nowhere;
    ``last_step`` is that of the last code that counted, so that each counts once. A passkey has its own id,
    its public key, and the number of signatures that the device says it has made.
    """

    __tablename__ = "second_factor"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    salt: Mapped[str | None] = mapped_column(String(32))
    last_step: Mapped[int | None]
    passkey_id: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int | None] = mapped_column(BigInteger)
    added_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class RecoveryCode(Base):
    """A code that stands once for a second factor that is lost, until it is used or others take its place.
    Only its keyed hash is stored."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
