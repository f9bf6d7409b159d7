"""One line to the mail server, which is left alone for longer and longer while nothing that is sent arrives.

So a server that is away is not hammered, one that limits the rate is given time, and one that hangs or drops
the connection after each letter leaves few letters of which nobody knows whether they have arrived.
"""

from collections.abc import Callable
from email.message import EmailMessage

from voting.mail.answers import Away, Refusal, Rejected, Send

MOST = 100
"""The strain at which a line must rest."""
LOST, PUT_OFF, NO_SUCH_ADDRESS = 50, 10, 1
"""What a connection that was lost adds to it, a letter that was refused, and one whose address does not
exist: many of those follow each other in an old register, all do where the server is not set up for us."""
SHORTEST, LONGEST = 5.0, 600.0
"""Seconds of the first rest; each further one is twice as long, up to the longest."""
CLOSING = 421
"""The SMTP code with which a server closes a connection."""


class MailLine:
    """Sends message after message, and knows when it must rest: after a run of letters of which none was
    taken. One that is taken ends the run."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._strain = self._rests = 0

    def __call__(self, message: EmailMessage, handed: Callable[[], None]) -> None:
        try:
            self._send(message, handed)
        except OSError as error:
            self._strain += _strain_of(error)
            raise
        self._strain = self._rests = 0

    @property
    def must_rest(self) -> bool:
        """Whether no other letter is to be tried before a rest."""
        return self._strain >= MOST

    def rest(self) -> float:
        """Begin a rest; returns its seconds. After it one letter is tried."""
        self._strain = MOST - 1
        self._rests += 1
        return min(SHORTEST * 2.0 ** (self._rests - 1), LONGEST)


def _strain_of(error: OSError) -> int:
    if isinstance(error, Away):
        return MOST
    if isinstance(error, Rejected) and error.address:
        return NO_SUCH_ADDRESS
    if isinstance(error, Refusal) and error.smtp_code != CLOSING:
        return PUT_OFF
    return LOST
