"""Every table of the house, imported in one place for migrations."""

from voting.accounts import models as accounts
from voting.accounts.factors import models as factors
from voting.assembly import models as assembly
from voting.attendance import models as attendance
from voting.audit import models as audit
from voting.ballot import models as ballot
from voting.box import models as box
from voting.cooperative import models as cooperative
from voting.database import Base
from voting.discussion import models as discussion
from voting.events import models as events
from voting.halls import models as halls
from voting.invitations import models as invitations
from voting.jobs import models as jobs
from voting.mail import models as mail
from voting.practice import models as practice
from voting.register import models as register
from voting.report import models as report
from voting.retention import models as retention
from voting.tablets import models as tablets
from voting.timekeeping import models as timekeeping

metadata = Base.metadata

__all__ = [
    "accounts",
    "assembly",
    "attendance",
    "audit",
    "ballot",
    "box",
    "cooperative",
    "discussion",
    "events",
    "factors",
    "halls",
    "invitations",
    "jobs",
    "mail",
    "metadata",
    "practice",
    "register",
    "report",
    "retention",
    "tablets",
    "timekeeping",
]
