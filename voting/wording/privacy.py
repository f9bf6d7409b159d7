"""The notice on personal data (GDPR, article 13): what is filled in from what the cooperative has told."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from voting.cooperative.models import Cooperative
from voting.retention.rules import DataKind
from voting.wording.filling import ngettext
from voting.wording.languages import in_language
from voting.wording.retention import KINDS

PURPOSES = (
    (
        _("Keeping the register of members"),
        _("Legal obligation: company law asks for it (GDPR, art. 6(1)(c))."),
    ),
    (
        _("Convening the assembly, admission, votes, proxies, attendance list and minutes"),
        _(
            "Legal obligation, and the articles of association that bind you and the cooperative (GDPR, "
            "art. 6(1)(b) and (c))."
        ),
    ),
    (
        _("Keeping count of who came to meetings, workshops and trainings"),
        _("Legitimate interest: preparing the assembly and reporting on it in figures (GDPR, art. 6(1)(f))."),
    ),
    (
        _("Keeping votes safe: sign-ins, the log, who on the staff consulted the register"),
        _("Legitimate interest: that every vote is cast once and counted rightly (GDPR, art. 6(1)(f))."),
    ),
)
"""What personal data are used for, and by what right."""

CATEGORIES = (
    _("From the register: name, address, e-mail address, language, category, shares, and when you joined."),
    _(
        "Of each assembly, as you were when it was convened: your category, municipality, language and years "
        "of membership."
    ),
    _(
        "That you were convened, signed in (when, with which browser and system), were present and where, "
        "gave or held a proxy, asked a question."
    ),
    _(
        "That you voted, never what: ballots are stored without a name. In a vote by name, your choice "
        "stands in the minutes beside your name."
    ),
)
"""Which personal data there are."""

ON_THE_PHONE = (
    _(
        "If you ask for it, your phone keeps your pass, the agenda, the programme and the halls, to open "
        "them without a connection: no ballot, no choice, no proof of voting, and nothing of other people."
    ),
    _("It forgets them when you sign out, when somebody else signs in on it, and after the assembly."),
    _("A pass that you put into the wallet of Apple or Google is also kept by them."),
)
"""What a member's own phone keeps."""

RIGHTS = (
    _(
        "You can see your data and have a copy: signed in, you can save it as a file under your name at the "
        "top of the page."
    ),
    _(
        "You can have what is wrong corrected, and ask that data be erased, be restricted, or be given to "
        "another."
    ),
    _("You can object to what rests on a legitimate interest."),
    _("Nothing is decided about you by a machine alone."),
)
"""What those concerned can ask for."""

BELGIAN_AUTHORITY = _("Data Protection Authority, Brussels (www.dataprotectionauthority.be)")


def contact(cooperative: Cooperative | None) -> str:
    """Who answers about personal data; "" where nobody is told."""
    return (cooperative.privacy_contact or cooperative.email or cooperative.address) if cooperative else ""


def processors(cooperative: Cooperative | None) -> str:
    """Who handles personal data for the cooperative, in the reader's language; "" where that is not told."""
    return in_language(cooperative.processors) if cooperative and cooperative.processors else ""


def authority(cooperative: Cooperative | None) -> str:
    """The authority that hears complaints."""
    told = cooperative.authority if cooperative else {}
    return in_language(told) if told else str(BELGIAN_AUTHORITY)


def kept_for(months: Mapping[DataKind, int]) -> list[tuple[str, str]]:
    """Of each kind of data its name, and how long it is kept."""
    return [
        (str(name), ngettext("%(num)s month", "%(num)s months", months[kind]))
        for kind, (name, _about) in KINDS.items()
        if kind is not DataKind.UPLOADS
    ]


def what_the_notice_lacks(cooperative: Cooperative | None) -> list[str]:
    """What the notice cannot say yet, as sentences for the office."""
    found = []
    if cooperative is None or not cooperative.office:
        found.append(gettext("It does not say who is responsible: enter the name and the registered office."))
    if not contact(cooperative):
        found.append(gettext("It does not say who answers: enter whom members can ask about their data."))
    if not processors(cooperative):
        found.append(
            gettext("It does not say who handles data for the cooperative, such as the host of this site.")
        )
    return [str(sentence) for sentence in found]
