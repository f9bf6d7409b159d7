"""Bytes as they are sent: in small hexadecimal digits, in the one way in which they are written."""

import re

from voting.errors import Code, Refused

_HEX = re.compile("(?:[0-9a-f]{2})+")


def bytes_of(sent: object, code: Code = Code.BAD_REQUEST) -> bytes:
    """The bytes that were sent. Raises Refused with this code for what is none."""
    if not isinstance(sent, str) or not _HEX.fullmatch(sent):
        raise Refused(code)
    return bytes.fromhex(sent)
