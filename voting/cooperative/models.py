"""The table of the cooperative whose installation this is."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base


class Cooperative(Base):
    """The cooperative: at most one row. What differs by language is {language: text}; "" and {} are not
    entered yet."""

    __tablename__ = "cooperative"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    legal_form: Mapped[dict[str, str]] = mapped_column(JSON)
    enterprise_number: Mapped[str] = mapped_column(String(10))
    """Ten digits, without points."""
    office: Mapped[dict[str, str]] = mapped_column(JSON)
    """The registered office, on one line."""
    court: Mapped[dict[str, str]] = mapped_column(JSON)
    """The place of the court in whose register of legal persons it is."""
    address: Mapped[str]
    """Where letters reach it, on one line, where that is not its registered office."""
    email: Mapped[str]
    phone: Mapped[str]
    website: Mapped[str]
    articles: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By what the statutes decide (``voting.cooperative.rules.Matter``): the number of the article."""
    terms_at_most: Mapped[str] = mapped_column(String(2), default="")
    """How many successive terms a director may serve; "" where the statutes set no limit."""
    privacy_contact: Mapped[str] = mapped_column(default="")
    processors: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    authority: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the notice on data protection says: who answers, who works for the cooperative, and who hears
    complaints where that is not the Belgian authority."""
    logo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A small JPEG."""
    logo_hash: Mapped[str] = mapped_column(String(64))
    """Its SHA-256, or "" where there is none."""
