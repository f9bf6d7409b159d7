"""What can become of a message that is handed to a mail server, as exceptions; none where it was taken."""

from collections.abc import Callable
from email.message import EmailMessage

Send = Callable[[EmailMessage, Callable[[], None]], None]
"""Sends a message, calling its second argument just before the message can arrive; what that raises goes on.

Raises ``Away`` where nothing is said of the message, ``Rejected`` where it can never arrive, ``Unanswered``
where it may have arrived, and any other OSError where it has not and can be tried again.
"""


class Refusal(OSError):
    """The server does not take the message now; ``smtp_code`` is the number of its answer."""

    def __init__(self, text: str, smtp_code: int | None = None) -> None:
        super().__init__(text)
        self.smtp_code = smtp_code


class Rejected(Refusal):
    """The server has refused the message for good (SMTP 5yz): for its ``address``, or for another reason.
    ``fault`` is a code of ours, "" where the server's words say it."""

    def __init__(
        self, text: str, smtp_code: int | None = None, *, address: bool = False, fault: str = ""
    ) -> None:
        super().__init__(text, smtp_code)
        self.address = address
        self.fault = fault


class Away(OSError):
    """The server takes nothing from us, so that nothing is known of the message: it was not tried. ``phase``
    is how far we came: connect, hello, tls, login or sender."""

    def __init__(self, text: str, phase: str, smtp_code: int | None = None) -> None:
        super().__init__(text)
        self.phase = phase
        self.smtp_code = smtp_code


class Unanswered(OSError):
    """The message was sent, and the server did not answer: it may have arrived."""


class OvertakenError(Exception):
    """The letter has been taken out of the outbox again since, by another process or at somebody's word: it
    is not this one's to send."""
