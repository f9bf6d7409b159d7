"""Whether a text is a mail address: read as the mail library will read it when a letter is sent. Pure."""

import re
from email.errors import HeaderParseError, NonASCIILocalPartDefect
from email.headerregistry import AddressHeader, HeaderRegistry
from email.utils import getaddresses

LONGEST_LOCAL, LONGEST_ADDRESS = 64, 254
"""The most bytes before the @, and in all (RFC 5321, 4.5.3.1)."""

_PLAIN = re.compile(
    r"[A-Za-z0-9+_-]+(\.[A-Za-z0-9+_-]+)*@[A-Za-z0-9](-*[A-Za-z0-9])*(\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+"
)
"""What most addresses are like, and what every mail library reads as it stands."""
_SHAPE = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"\[\]_.]+(\.[^@\s,;<>\"\[\]_.]+)+")
_HEADERS = HeaderRegistry()
ODD_HEADER = (
    *(HeaderParseError, ValueError, LookupError, ArithmeticError),
    *(AttributeError, TypeError, RecursionError),
)
"""What the mail library raises on odd text, where it has not thought of it."""


def is_mail_address(text: str) -> bool:
    """Whether a letter to this text goes to this text: to one address, written just so, at a named domain."""
    if _bytes(text) > LONGEST_ADDRESS or _bytes(text.partition("@")[0]) > LONGEST_LOCAL:
        return False
    if _PLAIN.fullmatch(text):
        return True
    encoded = "=?" in text  # would be decoded by some that read it
    if encoded or not _SHAPE.fullmatch(text) or not text.isprintable() or not _is_read_so(text):
        return False
    try:
        return _bytes(wire_address(text)) <= LONGEST_ADDRESS
    except ValueError:
        return False


def wire_address(text: str) -> str:
    """An address as mail servers are given it: an international domain as IDNA 2008 has it (RFC 5891); people
    are shown it as they write it. Raises ValueError where no domain is called so."""
    local, at, domain = text.rpartition("@")
    if domain.isascii():
        return text
    import idna  # its tables are large, and few addresses need them

    return f"{local}{at}{idna.encode(domain, uts46=True).decode()}"


def _bytes(text: str) -> int:
    return len(text.encode(errors="replace"))


def _is_read_so(text: str) -> bool:
    try:
        header = _HEADERS("To", text)
        if not isinstance(header, AddressHeader):
            return False
        read = [(address.username, address.domain) for address in header.addresses]
    except ODD_HEADER:
        return False
    defects = [each for each in header.defects if not isinstance(each, NonASCIILocalPartDefect)]
    local, _, domain = text.partition("@")
    return not defects and read == [(local, domain)] and getaddresses([str(header)]) == [("", text)]
