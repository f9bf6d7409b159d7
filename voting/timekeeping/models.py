"""The clock of each machine that serves the installation, as its processes have agreed."""

from datetime import datetime

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from voting.database import Base, Moment


class MachineClock(Base):
    """A machine since it was started (``boot``), and what its time is counted from (``origin``, seconds since
    1970).

    ``ahead`` says by how many seconds another clock, ``against``, is ahead of that while the two are in
    doubt, ``since`` when; else all three are None. ``system`` and ``database`` are how far ahead those clocks
    may be without a doubt, since a person has said so; None: as far as they are next time.
    """

    __tablename__ = "machine_clock"

    boot: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    origin: Mapped[float] = mapped_column(Float(53))
    system: Mapped[float | None] = mapped_column(Float(53), default=0.0)
    database: Mapped[float | None] = mapped_column(Float(53), default=0.0)
    ahead: Mapped[float | None] = mapped_column(Float(53))
    against: Mapped[str | None] = mapped_column(String(16))
    since: Mapped[datetime | None] = mapped_column(Moment)
