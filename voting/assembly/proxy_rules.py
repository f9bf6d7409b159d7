"""Who may give a proxy to whom: pure decisions."""

from dataclasses import dataclass

from voting.errors import Code
from voting.folding import letters


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """What decides whether a new proxy may be given.

    ``current_holder`` is the member to whom the grantor has given or offered one already; ``held_by_holder``
    the number of proxies that the holder has accepted.
    """

    grantor: str
    holder: str
    grantor_entitled: bool
    holder_entitled: bool
    holder_named: bool
    current_holder: str | None
    held_by_holder: int
    limit: int
    closed: bool


def admit_proxy(facts: ProxyFacts) -> Code | None:
    """Why a member may not give this proxy, or None where they may.

    An unknown number and a name that does not belong to it are answered alike.
    """
    if not facts.grantor_entitled:
        return Code.NOT_ENTITLED
    if facts.closed:
        return Code.PROXIES_CLOSED
    if facts.grantor == facts.holder or not facts.holder_entitled or not facts.holder_named:
        return Code.INVALID_PROXY
    if facts.current_holder == facts.holder:
        return None
    if facts.current_holder is not None:
        return Code.INVALID_PROXY
    if facts.held_by_holder >= facts.limit:
        return Code.PROXY_LIMIT
    return None


def is_name_of(typed: str, first_name: str, name: str) -> bool:
    """Whether what was typed is somebody's name: the family name, alone or with the first name.

    Case, marks, spaces, hyphens, apostrophes and the order of the two do not matter.
    """
    family, first = letters(name), letters(first_name)
    return bool(family) and letters(typed) in {family, first + family, family + first}
